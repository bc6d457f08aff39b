"""From the raw text to clean lines: blanks, invisible characters, mirrors in traditional script or with pinyin glosses."""

import re
from importlib import resources

from .vocabulary import HAN


def _traditional_table() -> dict[int, str]:
    """Traditional → simplified, out of OpenCC's table of characters: those of Big5 whose simplified form GB 2312 holds."""
    rows = resources.files("opencc").joinpath("dictionary", "TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    pairs = ((row.split("\t")[0], row.split("\t")[1].split(" ")[0]) for row in rows if "\t" in row)
    return {ord(old): new for old, new in pairs if old != new and _holds("big5", old) and _holds("gb2312", new)}


def _holds(charset: str, character: str) -> bool:
    try:
        character.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


TO_SIMPLIFIED = _traditional_table()

INVISIBLE = dict.fromkeys([*range(0x09), *range(0x0E, 0x20), 0x7F, 0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF])
BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
GLOSS = re.compile(rf"(?<=[{HAN}])\([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹɑɡ ]{{1,9}}\)")
SAMPLE = 20_000
# A text is a traditional mirror when this share of its characters is traditional; quoted names alone stay below it.
TRADITIONAL_SHARE = 0.05
GLOSSES = 5
SPACED_OUT = 6
SPACED_SHARE = 0.6

YEAR = "[一二三四五六七八九〇○零OＯ0-9]{4}"
# A page saved as one line: the joints at which the paragraphs of a reply were glued together.
JOINTS = (
    re.compile(rf"(?<=[的函复文|] )(?=(?:尊敬的)?[{HAN}、·]{{2,60}}(?:代表|委员)[:：])"),
    re.compile(r"(?<=如下[:：。]) ?(?=\S)"),
    re.compile(r"(?<=[。！？!?]) ?(?=[一二三四五六七八九十]{1,3}、)"),
    re.compile(r" (?=[一二三四五六七八九十]{1,3}、)"),
    re.compile(rf" (?=[{HAN}]{{4,30}}(?:局|委|厅|部|政府|办事处|办公室|公司|大队|院|中心) ?{YEAR}年)"),
    re.compile(rf"(?<=[局委厅部府处室司队院心]) (?={YEAR}年)"),
)
NAMED_START = re.compile(rf"^((?:尊敬的)?[{HAN}、·，, ]{{2,60}}?(?:代表|委员|学社界|市委会|工商联)(?:们)?[:：]) ?(?=\S)")
JOINED_PARAGRAPHS = re.compile("(?<=[。！？；]) (?=[一二三四五六七八九十]{1,3}、)")
SIGNED_CONTACT = re.compile(rf"^([{HAN}（）]{{4,40}}[局委厅部府处室院心]) (?=(?:联系人|联系电话|联系方式|电话)(?:及电话)?[:：])")
GLUED_HEADING = re.compile(r"(\n[一二三四五六七八九十]{1,3}、[^\s。]{2,30}) (?=\S{8})")
GLUED_OPENING = re.compile("(?:代表|委员)[:：].*如下|(?:答复|回复|函复)如下[:：。]")
BULLETS = "•●▪◆■ "
GLUED = 120
LONGEST_GLUED = 60_000


def clean_lines(text: str) -> tuple[list[str], list[str]]:
    """(lines without empty ones, warnings about what had to be repaired)."""
    warnings = []
    if "\ufffd" in text:
        warnings.append("原文有损坏的字符（�）")
    text = BREAKS.sub("\n", text).translate(INVISIBLE)
    if len(GLOSS.findall(text[:SAMPLE])) >= GLOSSES:
        text = GLOSS.sub("", text)
        warnings.append("原文夹有注音字母，已略去")
    if is_traditional(text[:SAMPLE]):
        text = text.translate(TO_SIMPLIFIED)
        warnings.append("原文是繁体字，已转换为简体字")
    lines = [respaced(line).strip("| ").lstrip(BULLETS) for line in text.split("\n")]
    return [part for line in lines if line for part in unglue(line)], warnings


def respaced(line: str) -> str:
    """The line with single blanks, or with none where nearly every character stands alone (第 9 5 号 建 议 的 答 复)."""
    words = line.split()
    if len(words) >= SPACED_OUT and sum(len(word) == 1 for word in words) > SPACED_SHARE * len(words):
        return "".join(words)
    return " ".join(words)


def is_traditional(text: str) -> bool:
    """Whether a good share of the Chinese characters is traditional."""
    han = [character for character in text if "\u4e00" <= character <= "\u9fff"]
    return bool(han) and sum(ord(character) in TO_SIMPLIFIED for character in han) >= TRADITIONAL_SHARE * len(han)


def unglue(line: str) -> list[str]:
    """The paragraphs of a line: the addressee apart from what follows it, and a page that was saved as one line."""
    if GLUED < len(line) < LONGEST_GLUED and GLUED_OPENING.search(line):
        for joint in JOINTS:
            line = joint.sub("\n", line)
        line = GLUED_HEADING.sub(r"\1\n", line)
    line = JOINED_PARAGRAPHS.sub("\n", line)
    line = SIGNED_CONTACT.sub(r"\1\n", line)
    parts = line.split("\n")
    named = [(part, NAMED_START.match(part)) for part in parts]
    return [piece.strip() for part, start in named for piece in ([start[1], part[start.end() :]] if start else [part]) if piece.strip()]
