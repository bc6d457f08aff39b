"""How fast a reply becomes a PDF, here and elsewhere: `make bench-render`. A benchmark, not a test: it prints whether a target is met.

All engines print the same letters in turn, round after round, so that what else the machine does falls on all of them alike. The last line
is JSON: `ratios` is the warm median of this engine divided by that of another; times are milliseconds for one letter, memory is in MB.
"""

import json
import os
import pickle
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import django
import pypdfium2

from replies.rendering import Letter
from tests.benchmarks.engines import AT_ONCE, installed
from tests.benchmarks.letters import letters, lost, varied
from tests.benchmarks.sources import SOURCES

ROUNDS, WARMING, COLD = 6, 2, 3
TARGETS = {"naive": 0.5, "chromium": 0.25, "typst": 2.5}
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>"""
ROOT = Path(__file__).resolve().parents[2]
# After so many documents the memory of one process is looked at.
DOCUMENTS = (1, 10, 100, 250, 500, 1000)


class Engine:
    """An engine at work in its own process, started when it is made."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.warm: list[float] = []
        self.cold: list[float] = []
        self.pages: list[int] = []
        self.memory: dict[str, float] = {}
        command = [sys.executable, "-m", "tests.benchmarks.worker", name]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def print(self, given: Sequence[Letter]) -> tuple[float, list[bytes]]:
        """(seconds, PDFs); the letters are handed over as what the engine reads."""
        made = [SOURCES[self.name](one) for one in given] if self.name in SOURCES else list(given)
        answer: tuple[float, list[bytes]] = self._ask(made)
        return answer

    def round(self, given: Sequence[Letter], *, timed: bool) -> None:
        size = AT_ONCE.get(self.name, 1)
        for place in range(0, len(given), size):
            seconds, _pdfs = self.print(given[place : place + size])
            if timed:
                self.warm += [seconds / size * 1000] * size

    def measure_memory(self) -> None:
        self.memory = self._ask("memory")

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()

    def _ask(self, what: Any) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        pickle.dump(what, self._process.stdin)
        self._process.stdin.flush()
        return pickle.load(self._process.stdout)  # noqa: S301  # from the benchmark itself


def cold_start(name: str, one: Letter) -> float:
    """Milliseconds from the start of a process to its first PDF."""
    began = time.perf_counter()
    engine = Engine(name)
    engine.print([one])
    took = (time.perf_counter() - began) * 1000
    engine.close()
    return took


def text_and_pages(pdf: bytes) -> tuple[str, int]:
    document = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_range() for page in document), len(document)


def main(folder: Path) -> None:
    fonts = Path(os.environ.get("FONT_DIR") or ROOT / "var" / "fonts").resolve()
    config = folder / "fonts.conf"
    config.write_text(FONTS.format(fonts=fonts, cache=folder / "cache"), encoding="utf-8")
    os.environ.update(FONT_DIR=str(fonts), FONTCONFIG_FILE=str(config), BENCHMARK_FOLDER=str(folder))
    source, originals = letters()
    versions = installed()
    engines = [Engine(name) for name in versions]
    for engine in engines:
        _seconds, pdfs = engine.print(originals)
        for one, pdf in zip(originals, pdfs, strict=True):
            text, pages = text_and_pages(pdf)
            engine.pages.append(pages)
            if left_out := lost(one, text):
                print(f"{engine.name}: its pages lack {len(left_out)} characters of “{one.title}”: {left_out[:40]}")
    for number in range(WARMING + ROUNDS):
        versioned = [varied(one, number + 1) for one in originals]
        for engine in engines[number % len(engines) :] + engines[: number % len(engines)]:
            engine.round(versioned, timed=number >= WARMING)
    for engine in engines:
        engine.measure_memory()
    for _number in range(COLD):
        for engine in engines:
            engine.cold.append(cold_start(engine.name, originals[0]))
    report(source, versions, engines, growth(engines[0], originals))
    for engine in engines:
        engine.close()


def growth(engine: Engine, originals: list[Letter]) -> dict[int, float]:
    """Memory of this engine's process after so many further documents, no two of them the same."""
    found = {}
    for number in range(1, DOCUMENTS[-1] + 1):
        engine.print([varied(originals[number % len(originals)], number)])
        if number in DOCUMENTS:
            engine.measure_memory()
            found[number] = round(engine.memory["VmRSS"], 1)
    return found


def report(source: str, versions: dict[str, str], engines: list[Engine], memory: dict[int, float]) -> None:
    warm = {engine.name: statistics.median(engine.warm) for engine in engines}
    cold = {engine.name: statistics.median(engine.cold) for engine in engines}
    peak = {engine.name: engine.memory["VmHWM"] for engine in engines}
    ratios = {name: round(warm["ours"] / warm[name], 3) if name in warm else None for name in ("naive", "typst", "chromium", "libreoffice")}
    print(f"Letters: {source}, {len(engines[0].warm)} timed prints each. Milliseconds for a letter, peak memory in MB.")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}")
    print(f"{'engine':12}{'warm':>9}{'fastest':>9}{'ours/its':>9}{'cold':>9}{'memory':>9}  pages        version")
    for engine in engines:
        ratio = "" if engine.name == "ours" else f"{ratios[engine.name]:.3f}"
        times = f"{warm[engine.name]:9.1f}{min(engine.warm):9.1f}{ratio:>9}{cold[engine.name]:9.0f}{peak[engine.name]:9.0f}"
        print(f"{engine.name:12}{times}  {' '.join(map(str, engine.pages)):12} {versions[engine.name]}")
    curve = ", ".join(f"{count}: {size}" for count, size in memory.items())
    print(f"Memory of one process of this engine after so many letters, in MB: {curve}")
    for name, target in TARGETS.items():
        ratio_now = ratios[name]
        verdict = "not measured" if ratio_now is None else "met" if ratio_now <= target else "missed"
        print(f"Target: at most {target} × {name}: {verdict}" + (f" ({ratio_now})" if ratio_now is not None else ""))
    print(f"Target: under 250 MB after {DOCUMENTS[-1]} letters: {'met' if memory[DOCUMENTS[-1]] < 250 else 'missed'}")
    rounded = {
        "ratios": ratios,
        "warm_ms": {name: round(time, 1) for name, time in warm.items()},
        "cold_ms": {name: round(time) for name, time in cold.items()},
        "peak_mb": {name: round(size) for name, size in peak.items()},
        "memory_mb_after": memory,
        "pages": {engine.name: engine.pages for engine in engines},
        "versions": {"python": platform.python_version(), **versions},
        "letters": source,
        "timed": len(engines[0].warm),
        "cores": os.cpu_count(),
    }
    print(json.dumps(rounded, ensure_ascii=False))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    with tempfile.TemporaryDirectory(prefix="bench-") as made:
        main(Path(made))
    sys.stdout.flush()
