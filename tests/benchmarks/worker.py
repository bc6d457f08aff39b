"""One engine in a process of its own, so that neither its memory nor its start is another's: python -m tests.benchmarks.worker ENGINE

Reads pickled questions and writes pickled answers: for a list of letters (seconds, PDFs), for "memory" the memory so far, in MB.
"""

import os
import pickle
import resource
import sys
import time
from pathlib import Path

from tests.benchmarks.engines import OPEN


def serve(name: str) -> None:
    """Answers until its input ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what an engine prints must not come between the answers
    make = OPEN[name]()
    while True:
        try:
            asked = pickle.load(sys.stdin.buffer)  # noqa: S301  # from the benchmark itself
        except EOFError:
            break
        if asked == "memory":
            pickle.dump(_memory(os.getpid()), answers)
        else:
            began = time.perf_counter()
            made = make(asked)
            pickle.dump((time.perf_counter() - began, made), answers)
        answers.flush()
    os._exit(0)  # a browser that is still open would keep the process


def _memory(root: int) -> dict[str, float]:
    """Peak and present memory in MB of a process and all under it; what processes share is counted for each."""
    children: dict[int, list[int]] = {}
    for process in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(process.read_text().rsplit(")", 1)[1].split()[1])
        except OSError:  # it has just ended
            continue
        children.setdefault(parent, []).append(int(process.parent.name))
    tree = [root]
    for one in tree:
        tree += children.get(one, [])
    status = [line for one in tree for line in Path(f"/proc/{one}/status").read_text().splitlines()]
    now = {key: sum(int(line.split()[1]) for line in status if line.startswith(key)) / 1024 for key in ("VmHWM", "VmRSS")}
    # LibreOffice ends after each call: then the largest process that there was.
    return now | {"VmHWM": max(now["VmHWM"], resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)}


if __name__ == "__main__":
    serve(sys.argv[1])
