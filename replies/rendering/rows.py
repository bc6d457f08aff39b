"""Several lines on one row of the grid: names side by side, a number and what it counts."""

from dataclasses import replace
from itertools import zip_longest

from replies.rendering.grid import MM_PER_PT
from replies.rendering.typeset import Line, Run


def beside(*lines: Line) -> Line:
    """The lines, of one size and in order from the left, as one: each character keeps its place."""
    runs: list[Run] = []
    em = lines[0].size * MM_PER_PT
    for line, following in zip_longest(lines, lines[1:]):
        left = line.left
        for run in line.runs:
            for place, cluster in enumerate(run.clusters, 1):
                last = place == len(run)
                advance = cluster.width * em + (0.0 if run.closed and not last else line.gap) - (run.taken if last else 0.0)
                left += advance
                runs.append(Run((replace(cluster, width=advance / em),), run.face))
        if following:
            (cluster,) = runs[-1].clusters
            runs[-1] = Run((replace(cluster, width=cluster.width + (following.left - left) / em),), runs[-1].face)
    return Line(tuple(runs), lines[0].left, lines[-1].left + lines[-1].width - lines[0].left, 0.0, lines[0].size)
