"""Makes the fetched fonts small, once, at set-up: what no character can reach is left out, and what printing never reads.

`python -m replies.rendering.trimming DIRECTORY`, which `make fonts` calls. Of the Noto collections the Simplified Chinese face is kept.
A document is the same to the byte before and after, since its glyphs keep their CIDs; only the process that makes it starts sooner and
is smaller. A face that a bureau puts into the directory is left alone: the names of what is trimmed are known.
"""

import os
import sys
from pathlib import Path

import uharfbuzz

from replies.rendering.fonts import faces_in

FANDOL = ("FandolFang-Regular", "FandolHei-Regular", "FandolKai-Regular", "FandolSong-Regular")
# A collection, and the file that upstream gives the face in it which is kept.
NOTO = {
    "NotoSansCJK-Regular.ttc": "NotoSansCJKsc-Regular",
    "NotoSerifCJK-Bold.ttc": "NotoSerifCJKsc-Bold",
    "NotoSerifCJK-Regular.ttc": "NotoSerifCJKsc-Regular",
}
KEPT = ("CFF ", "OS/2", "cmap", "head", "hhea", "hmtx", "maxp", "name", "post")
FLAGS = uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.DESUBROUTINIZE | uharfbuzz.SubsetFlags.NOTDEF_OUTLINE


def trimmed(face: uharfbuzz.Face) -> bytes:
    """A font file with the characters of a face, its names and its version. The same face gives the same bytes on every machine."""
    wanted = uharfbuzz.SubsetInput()
    wanted.flags = FLAGS
    wanted.unicode_set.update(sorted(face.unicodes))
    for names in (wanted.name_id_set, wanted.name_lang_id_set):
        names.clear()
        names.invert()
    wanted.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in face.table_tags if tag not in KEPT)
    made: bytes = uharfbuzz.subset(face, wanted).blob.data
    return made


def trim(directory: Path) -> list[str]:
    """Trims what was fetched into a directory and is not trimmed yet; the names of the new files. Stopping it halfway harms nothing."""
    done = []
    sources = {f"{name}.otf": name for name in FANDOL} | NOTO
    for fetched, name in sources.items():
        source, target = directory / fetched, directory / f"{name}.otf"
        if not source.exists():
            continue
        faces = [face.font.face for face in faces_in(source) if face.font.face.get_name(6) == name]
        if faces and not set(faces[0].table_tags) <= set(KEPT):
            part = target.with_name(f".{target.name}.{os.getpid()}")
            part.write_bytes(trimmed(faces[0]))
            part.replace(target)
            done.append(target.name)
        if source != target and target.exists():
            source.unlink()
    return done


if __name__ == "__main__":
    made = trim(Path(sys.argv[1]))
    sys.stdout.write(f"make fonts: trimmed {len(made)} of them\n" if made else "")
