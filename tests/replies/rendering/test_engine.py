"""The same letter gives the same bytes, from any thread and any process; a long one takes its share of time."""

import hashlib
import io
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pikepdf
from django.conf import settings

from replies.rendering import render, template_digest
from replies.rendering.fonts import library
from replies.rendering.layout import lay_out
from replies.rendering.report import Ledger
from replies.structure import Block
from tests.replies.rendering.measure import read
from tests.replies.rendering.samples import letter, letters_on, plain_text

CHILD = """
import hashlib
import django
django.setup()
from replies.rendering import render, template_digest
from tests.replies.rendering.samples import letter, letters_on
print(hashlib.sha256(b"".join(render(one).pdf for one in (letters_on("letter"), letter()))).hexdigest(), template_digest())
"""


def test_the_same_bytes_here_and_in_another_process() -> None:
    first = [render(letter()).pdf, render(letters_on("letter")).pdf]
    assert first == [render(letter()).pdf, render(letters_on("letter")).pdf]
    child = subprocess.run([sys.executable, "-c", CHILD], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True)
    assert child.stdout.split()[-2:] == [hashlib.sha256(first[1] + first[0]).hexdigest(), template_digest()]


def test_threads_take_turns() -> None:
    letters = [letter(addressee=f"顾晚舟{number}代表：") for number in range(4)]
    alone = [render(one).pdf for one in letters]
    with ThreadPoolExecutor(4) as pool:
        assert [made.pdf for made in pool.map(render, letters)] == alone


def test_the_work_grows_with_the_body_and_no_faster() -> None:
    """Counted in calls, not in seconds: a machine may be busy."""

    def calls(lines: int) -> int:
        count = 0

        def called(*_: object) -> None:
            nonlocal count
            count += 1

        long = letter(body=(Block(0, plain_text(60)),) * (lines // 3))
        sys.setprofile(called)
        try:
            pages = lay_out(long, Ledger(library()))
        finally:
            sys.setprofile(None)
        assert len(pages) > lines // 22
        return count

    calls(300)
    assert calls(6_000) < 12 * calls(600)


def test_a_long_letter_is_printed_whole() -> None:
    made = render(letter(body=(Block(0, plain_text(80)),) * 300))
    pages = read(made.pdf)
    assert made.report.pages == len(pages) > 40
    assert sum(line.text.startswith(plain_text(26)) for page in pages for line in page.body) == 300


def test_the_document_tells_its_title_and_language() -> None:
    with pikepdf.open(io.BytesIO(render(letter(title="关于普惠托位\n建议的答复")).pdf)) as document:
        assert document.docinfo["/Title"] == "关于普惠托位建议的答复"
        assert document.Root.Lang == "zh-CN"
        assert set(document.docinfo) == {"/Title", "/Producer"}  # no dates: they would change the bytes


def test_the_digest_depends_on_what_a_page_is_made_of() -> None:
    assert len(template_digest()) == 64
    assert template_digest() == template_digest()
