"""The files of a batch as one PDF to print from: a bookmark for each reply and, for both sides of the paper, each on a sheet of its own."""

from collections.abc import Iterable
from io import BytesIO

import pikepdf

from replies.manifest import Packed, contents, spooled
from replies.models import BatchMember


def joined(members: Iterable[BatchMember], *, title: str, both_sides: bool = False) -> Packed:
    """One PDF of the printed replies in the order of the batch; with `both_sides` each begins on an odd page, after a blank one if need be.

    A copy to print from: what a single file has of its own (signature, tags, the data inside) does not come along. The same files give the
    same bytes. All of them are in memory while they are joined, about 100 KB for a letter.
    """
    packed = Packed(spooled())
    sources = []  # a page is read from its own file when the whole is written
    with pikepdf.new() as pdf:
        with pdf.open_outline() as outline:
            for line, content in contents(members, packed):
                source = pikepdf.open(BytesIO(content))
                sources.append(source)
                if both_sides and len(pdf.pages) % 2:
                    left, bottom, right, top = (float(edge) for edge in pdf.pages[-1].mediabox)
                    pdf.add_blank_page(page_size=(right - left, top - bottom))
                outline.root.append(pikepdf.OutlineItem(f"{line.number} {line.case}".strip(), len(pdf.pages)))
                for page in source.pages:
                    if "/Annots" in page:
                        del page["/Annots"]  # the field of a signature, which would come along without being one
                pdf.pages.extend(source.pages)
                packed.lines.append(line)
        pdf.docinfo["/Title"] = title
        pdf.Root.Lang = "zh-CN"
        pdf.save(packed.file, deterministic_id=True)
    packed.file.seek(0)
    return packed
