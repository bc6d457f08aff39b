"""What stands above the addressee: title, document number, class, and the table that a site puts there."""

import re
from dataclasses import dataclass
from itertools import pairwise

from .dates import find_date
from .vocabulary import CHROME, DOCUMENT_NUMBER, HAN, KINDS, NUMBER, NUMERALS, SIGNING_OFFICE, tight

DOC_TYPE = re.compile(
    r"(?P<doc_type>(?:(?:协办|会办)件?(?:意见)?的?)?(?:再次|二次|跟踪)?"
    r"(?:答复|回复|答覆|回覆|复函|函复|会办意见|协办意见|办理意见|办理报告|意见|报告|回函|复文|函)(?:意见书?|情况|摘要|函)?(?:的?复?函)?)"
    r"(?:[（(][^（）()]{1,40}[)）])*(?:《[^《》]{2,120}》|[-_—|].{0,40})?$"
)
# A title whose last line (答复) got lost.
CUT_TITLE = re.compile(rf"届.{{1,30}}号[{HAN}]{{0,4}}(?:{KINDS})的?$")
ABOUT = re.compile("关于对|关于|对")
MENTIONS = re.compile(f"{KINDS}|社情民意|号")
BREADCRUMB = re.compile(
    r">|＞|»|首页|当前位置|所在位置|^[^，。]{0,40}/[^，。]{0,40}/|^索引号|^信息名称|^标题[:：]|^内容概述|^上一|^下一|信息分类"
)
SESSION = re.compile(
    rf"第?[{NUMERALS}]{{1,5}}届(?!次)[{HAN}]{{0,14}}?第?[{NUMERALS}]{{0,4}}次(?:(?:全体|全)?(?:会议|大会)|全会|(?=第))"
    rf"|第?[{NUMERALS}]{{1,5}}届(?:全国)?(?:人民代表大会|人大|政协|委员会)"
)
TITLE_CELL = re.compile(r"(?:信息名称|公文名称|文件名称|标题|名称|题名)[:：]?\|?([^|]{8,160})")
ORGAN = re.compile("人大|人民代表大会|政协|政治协商")
LEAD = re.compile(rf"[{HAN}0-9]{{0,40}}$")
LEAD_BREAK = re.compile(
    "关于对|关于|对|您在|你在|您于|你于|你们在|您们在|在|提出的|提出|答复|回复|出席|向|^于|今年以来|今年|去年|今天|本次|这次|我(?=[市县区省州])"
)
CATEGORY = re.compile(rf"[（(【]([{HAN}]{{2,12}}类(?:第?\d{{1,5}}号)?)[)）】]")
QUOTED_TITLE = re.compile(r"[《“]([^《》“”]{4,120}(?:[《“][^《》“”]{1,60}[》”][^《》“”]{0,60})?)[》”]")
PLAIN_TITLE = re.compile(rf"^[{HAN}]{{0,30}}?(?:关于|对)*(关于.{{3,100}}?(?:建议|提案|议案))的?(?:答复|回复|复函|办理)")
PERSON_TITLE = re.compile(rf"^关于(?:对)?[{HAN}·]{{2,4}}(?:等\S{{0,6}})?(?:代表|委员)")
LONGEST_TITLE_LINE = 160
LONGEST_LINE = 1000
NARROW = {wide: wide - 0xFEE0 for wide in [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)]}

CLASS_LABEL = re.compile(
    r"(?:类别(?:标记|标识)?|类型|办理结果|解决程度|办理程度|办理情况|结果分类)[:：]?[^A-Za-z:：。，]{0,8}?([A-D])(?![A-Za-z])"
)
CLASS_ALONE = re.compile(r"[（(“\"「【]?([A-D])[）)”\"」】]?(?:类|级)?[）)】]?(?:[（(].{1,12}[)）])?(?:同意公开|公开)?")
CLASS_STUCK = re.compile(
    rf"^([A-D])类?(?=[{HAN}]{{2,12}}[〔［\[(（【])|"
    r"号[.。]?[（(【]?([A-D])\d?[）)】]?(?:类|级|$)|[（(【]([A-D])(?:类|级)?[）)】]类?$"
)
CLASS_NEAR = 8
DATE_LABEL = re.compile(r"(成文日期|生成日期|生效日期|发文日期|制发日期|答复时间|答复日期|办复时间)[:：]?(.{6,14})")
NUMBER_LABEL = re.compile(r"(?:文号|发文字号|字号|文件编号)[:：]?")
NUMBER_CELL = re.compile(r"(?:建议提案|建议|提案|议案)(?:编号|案号|号)[:：]?\n?第?([0-9A-Za-z\-]{1,20})号?(?:\n|$)")
BARE_LABEL = re.compile(r"^(?:文号|发文字号|成文日期|生成日期|生效日期|发文日期|答复时间|答复日期|类别|办理类型|办理结果)[:：]?$")


@dataclass(frozen=True)
class Title:
    """What the title line says. All None when there is none."""

    text: str = ""
    issuer: str | None = None
    session: str | None = None
    number: str | None = None
    category: str | None = None
    kind_word: str | None = None
    doc_type: str | None = None
    proposal: str | None = None


def narrow(line: str) -> str:
    """Without blanks, full-width letters and digits made narrow; punctuation stays as printed. Nothing for a line of body text."""
    return tight(line).translate(NARROW) if len(line) < LONGEST_LINE else ""


def other_session(head: list[str], number: str | None) -> str | None:
    """The session from another line of the head that names the same case: the title of the page, where the text's own lost characters."""
    for line in map(narrow, reversed(head)):
        if number and "届" in line and len(line) <= LONGEST_TITLE_LINE and find_number(line) == number and (session := find_session(line)):
            return session
    return None


def other_proposal(head: list[str]) -> str | None:
    """The proposal that a second title names, without a number: 关于修桥的提案的答复."""
    plain = (PLAIN_TITLE.match(line) for line in map(narrow, reversed(head)) if title_end(line) and not PERSON_TITLE.match(line))
    return next((found[1] for found in plain if found and not re.search("届|号", found[1])), None)


def find_title(head: list[str]) -> Title:
    """The title nearest above the addressee, put together from up to four lines; else a reference in a lead-in."""
    best = ""
    for index in range(len(head) - 1, -1, -1):
        line = narrow(head[index])
        if not title_end(line):
            continue
        joined = widen(head, index, line)
        if "号" in joined or "届" in joined:
            return read_title(joined, previous_office(head, index))
        best = best or (joined if MENTIONS.search(joined) and not CHROME.search(joined) else "")
    for line in map(narrow, reversed(head)):
        if "届" in line and "号" in line and len(line) <= LONGEST_TITLE_LINE and not BREADCRUMB.search(line):
            return read_title(line, None)
    if best:
        return read_title(best, None)
    cells = (cell[1] for line in map(narrow, reversed(head)) if (cell := TITLE_CELL.search(line)))
    return next((read_title(cell, None) for cell in cells if title_end(cell)), Title())


def title_end(line: str) -> bool:
    return (
        bool(line)
        and len(line) <= LONGEST_TITLE_LINE
        and bool(DOC_TYPE.search(line) or CUT_TITLE.search(line))
        and not BREADCRUMB.search(line)
    )


def widen(head: list[str], index: int, line: str) -> str:
    """The line with those above it that belong to a title broken over lines."""
    for above in map(narrow, reversed(head[max(0, index - 3) : index])):
        if (
            not above
            or len(above) > 80
            or title_end(above)
            or BREADCRUMB.search(above)
            or DOCUMENT_NUMBER.search(above)
            or CHROME.search(above)
        ):
            break
        if "届" in line and MENTIONS.search(line):
            break
        if not re.search("届|会议|号|关于|对|建议|提案|议案", above):
            break
        line = above + line
    return line


def previous_office(head: list[str], index: int) -> str | None:
    """An office that stands alone on one of the lines above the title."""
    for line in map(narrow, reversed(head[max(0, index - 3) : index])):
        if CHROME.search(line) or BREADCRUMB.search(line):
            return None
        if SIGNING_OFFICE.fullmatch(line):
            return line
    return None


def read_title(text: str, office_above: str | None) -> Title:
    about = ABOUT.search(text)
    before = text[: about.start()] if about else ""
    session = find_session(text)
    number = find_number(text)
    doc_type = DOC_TYPE.search(text) or re.search(r"(?:的|号)(?P<doc_type>答复函?|回复函?|复函|会办意见)(?=[。，,])", text)
    words = re.findall("建议|提案|议案|社情民意", text.split("号", 1)[-1] if number else text)
    proposal = QUOTED_TITLE.search(text)
    plain = None if proposal or session or PERSON_TITLE.match(text) else PLAIN_TITLE.match(text)
    category = CATEGORY.search(text)
    return Title(
        text,
        before if SIGNING_OFFICE.fullmatch(before) else office_above,
        session,
        number,
        category[1] if category else None,
        words[0] if words and (number or session) else None,
        doc_type["doc_type"] if doc_type else None,
        proposal[1] if proposal else plain[1] if plain else None,
    )


def find_session(text: str) -> str | None:
    """The meeting as printed, without a preposition: 市十七届人大五次会议."""
    for found in SESSION.finditer(text):
        lead = LEAD.search(text[max(0, found.start() - 40) : found.start()])
        label = LEAD_BREAK.split(lead[0] if lead else "")[-1] + found[0]
        if ORGAN.search(label):
            return label
    return None


def table_session(head: list[str]) -> str | None:
    """The session that a site's table gives in a cell of its own."""
    cells = (re.sub("^(?:会议)?届次[:：]?", "", narrow(line)) for line in reversed(head))
    return next((cell for cell in cells if len(cell) <= 40 and SESSION.search(cell) and find_session(cell) == cell), None)


def table_number(head: list[str]) -> str | None:
    """The case number that a site's table gives as 建议提案编号."""
    rows = (narrow(line) + "\n" + narrow(following) for line, following in pairwise([*head, ""]))
    return next((found[1] for row in rows if (found := NUMBER_CELL.match(row))), None)


def find_number(text: str) -> str | None:
    """The case number between 第 and 号, zeros kept; a document number is none."""
    text = DOCUMENT_NUMBER.sub("", text)
    found = next((match for pattern in NUMBER if (match := pattern.search(text))), None)
    return found[1].strip("、，,.-") if found else None


def find_document_number(head: list[str]) -> str | None:
    """The number of the reply itself: a line of its own, a field of the site's table, or brackets behind the title."""
    for index in range(len(head) - 1, -1, -1):
        line = with_value(head, index)
        found = DOCUMENT_NUMBER.search(line[:200])
        if not found or line[: found.start()].count("《") > line[: found.start()].count("》"):
            continue
        before = line[: found.start()]
        words = re.sub("^[A-D]类?", "", NUMBER_LABEL.sub("", found[1]))
        if (
            before
            and not NUMBER_LABEL.search(before + found[1])
            and before[-1] not in "（(［[【:：.。】]"
            and not re.search("(?:类|[A-D])$", before)
        ):
            continue
        return words + found[0][len(found[1]) :]
    return None


def with_value(head: list[str], index: int) -> str:
    """The line, with the next one where it is a bare label of a table."""
    line = narrow(head[index])
    return line + narrow(head[index + 1]) if BARE_LABEL.match(line) and index + 1 < len(head) else line


def find_class(head: list[str], tail: list[str]) -> str | None:
    """A to D, from a labelled field, a line of its own near the addressee, or stuck to the document number."""
    rows = [with_value(head, index) for index in range(len(head))]
    for row in [*reversed(rows), *map(narrow, tail)]:
        if labelled := CLASS_LABEL.search(row[:200]):
            return labelled[1]
    for row in reversed(rows[-CLASS_NEAR:]):
        if alone := CLASS_ALONE.fullmatch(row):
            return alone[1]
    for row in reversed(rows):
        if (DOCUMENT_NUMBER.search(row) or DOC_TYPE.search(row)) and (stuck := CLASS_STUCK.search(row)):
            return next(letter for letter in stuck.groups() if letter)
        if re.match(r"\S{1,12}[字提建复函]", row) and (stuck := re.search(r"号[（(]?([A-D])[）)]?类", row)):
            return stuck[1]
    return None


def find_table_date(head: list[str]) -> tuple[str, str] | None:
    """(ISO date, label) from the site's table: the date of the document, not the one of its publication."""
    for index in range(len(head)):
        for label in DATE_LABEL.finditer(with_value(head, index)[:400]):
            if found := find_date(label[2]):
                return found, label[1]
    return None
