"""Pictures of pages for the eye: `python -m tests.replies.rendering.gallery OUTDIR` writes a PDF and a PNG sheet of each."""

import datetime
import os
import sys
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from replies.demo.seals import RED, png, seal
from replies.rendering import Letter, render
from replies.rendering.fonts import Role, library
from replies.rendering.letter import Attachment, Verification
from replies.structure import parse_body
from tests.replies.rendering.samples import body, letter, letters_on, plain_text

VERIFICATION = Verification("https://jianyi.yunlan.example/verify/MZXW6YTBOI2DAMRQGEZA", "MZXW6-YTBOI-2DAMR-QGEZA")
SHORT = "您提出的“关于增加老旧小区周边普惠托位的建议”收悉。经会同市住房和城乡建设局研究，现答复如下：\n" + plain_text(120) + "。"


def stamp(name: str) -> bytes:
    """The stamp of a signer's name; PNG on a transparent ground."""
    face = library().roles[Role.KAI]
    font = ImageFont.truetype(str(face.path), 200, index=face.number)
    image = Image.new("RGBA", (220 * len(name), 220))
    ImageDraw.Draw(image).text((image.width / 2, 110), name, font=font, fill=RED, anchor="mm")
    return png(image)


def samples() -> dict[str, Letter]:
    """Name → letter, one for each kind of page."""
    sealed: dict[str, Any] = {"seal_picture": seal("云澜市教育局"), "verification": VERIFICATION}
    short = tuple(parse_body(SHORT))
    names = ("云澜市教育局", "云澜市财政局", "云澜市民政局")
    attachments = (
        Attachment("云澜市2026年普惠托位建设任务分解表", tuple(parse_body(body(1, seed=3)))),
        Attachment("云澜市老旧小区社区闲置用房改造为普惠托育服务点位名单及其查验情况的说明", tuple(parse_body(body(3, seed=5)))),
    )
    return {
        "plain": letter(verification=VERIFICATION),
        "file": letters_on("file", **sealed),
        "letter": letters_on("letter", **sealed),
        "letter-one-page": letters_on("letter", body=short, addressee="顾晚舟代表：", **sealed),
        "attachments": letters_on("file", body=short, attachments=attachments, **sealed),
        "joint": letters_on(
            "file", body=short, masthead="\n".join(names), signature="\n".join(names), other_seals=tuple(map(seal, names[1:])), **sealed
        ),
        "stamp": letters_on("letter", body=short, sealing="stamp", signer_office="局长", stamp_picture=stamp("陆知行")),
        "unsealed": letters_on("letter", body=short, sealing="none"),
        "upward": letters_on("file", body=short, approvers=("陆知行", "顾晚舟", "白榆"), masthead="云澜市教育局\n云澜市财政局", **sealed),
        "secret": letters_on("file", body=short, copy_number="000012", secrecy="秘密★1年", urgency="特急", **sealed),
        "secret-letter": letters_on("letter", body=short, copy_number="12", secrecy="秘密★1年", urgency="加急", **sealed),
        "narrow": letters_on("file", body=short, masthead="云澜市推进普惠托育服务体系建设工作领导小组办公室", **sealed),
        "moved": letters_on("file", addressee="、".join(f"顾晚舟{place}代表" for place in "甲乙丙丁戊己庚辛壬癸" * 7) + "："),
        "four-joint": letters_on(
            "letter",
            body=short,
            signature="\n".join((*names, "云澜市住房和城乡建设局")),
            issued_on=datetime.date(2026, 12, 31),
            other_seals=tuple(map(seal, (*names[1:], "云澜市住房和城乡建设局"))),
            **sealed,
        ),
    }


def sheet(pdf: bytes, scale: float = 2.0) -> Image.Image:
    """All pages side by side."""
    import pypdfium2

    pages = [page.render(scale=scale).to_pil() for page in pypdfium2.PdfDocument(pdf)]
    gap = 12
    whole = Image.new("RGB", (sum(page.width + gap for page in pages) - gap, pages[0].height), "gray")
    left = 0
    for page in pages:
        whole.paste(page, (left, 0))
        left += page.width + gap
    return whole


def main(directory: Path) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    for name, one in samples().items():
        printed = render(one)
        (directory / f"{name}.pdf").write_bytes(printed.pdf)
        sheet(printed.pdf).save(directory / f"{name}.png")
        report = printed.report
        sys.stdout.write(f"{name}: {report.pages} pages {' '.join((*report.warnings, *report.remarks))}\n")


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    main(Path(sys.argv[1]))
