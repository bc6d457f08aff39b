"""The engines: each is opened once in a process of its own and then prints one letter after another.

What an engine does not need is not imported here, since its cold start is measured: this one takes a letter, the others take its source.
"""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chromium-headless-shell") or ""
OFFICE = shutil.which("soffice") or ""

# Prints some letters, one after another; LibreOffice, which is started for each call, prints all at once.
Print = Callable[[Sequence[Any]], list[bytes]]


def ours() -> Print:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from replies.rendering import render

    return lambda letters: [render(one, embedded=json.dumps(asdict(one), default=str).encode()).pdf for one in letters]


def naive() -> Print:
    from weasyprint import HTML

    return lambda letters: [HTML(string=one).write_pdf() for one in letters]


def typst() -> Print:
    import typst as engine

    compiler = engine.Compiler(font_paths=[os.environ["FONT_DIR"]], ignore_system_fonts=True)
    return lambda letters: [_bytes(compiler.compile(input=one.encode(), format="pdf")) for one in letters]


def _bytes(made: object) -> bytes:
    if not isinstance(made, bytes):
        raise TypeError("one PDF was expected")
    return made


def chromium() -> Print:
    from playwright.sync_api import sync_playwright

    browser = sync_playwright().start().chromium.launch(executable_path=CHROMIUM or None, args=["--no-sandbox"])
    page = browser.new_page()

    def one_pdf(html: str) -> bytes:
        page.set_content(html)
        return page.pdf(prefer_css_page_size=True)

    return lambda letters: [one_pdf(one) for one in letters]


def libreoffice() -> Print:
    folder = Path(tempfile.mkdtemp(prefix="soffice-", dir=os.environ["BENCHMARK_FOLDER"]))
    command = [OFFICE, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf", "--outdir", str(folder)]

    def pdfs(letters: Sequence[str]) -> list[bytes]:
        files = [folder / f"{number}.fodt" for number, _letter in enumerate(letters)]
        for file, one in zip(files, letters, strict=True):
            file.write_text(one, encoding="utf-8")
        subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=300)
        return [file.with_suffix(".pdf").read_bytes() for file in files]

    return pdfs


OPEN: dict[str, Callable[[], Print]] = {
    "ours": ours,
    "naive": naive,
    "typst": typst,
    "chromium": chromium,
    "libreoffice": libreoffice,
}
# How many letters an engine is handed at once.
AT_ONCE = {"libreoffice": 4}


def installed() -> dict[str, str]:
    """Engine → version, of those that can be measured here."""
    weasyprint = f"weasyprint {version('weasyprint')}"
    found = {"ours": f"{weasyprint}, uharfbuzz {version('uharfbuzz')}", "naive": weasyprint, "typst": version("typst")}
    for name, program in (("chromium", CHROMIUM), ("libreoffice", OFFICE)):
        if program:
            said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=60).stdout.split()
            found[name] = next((word for word in said if word[:1].isdigit()), "?")
    return found
