"""The opening sentence: which proposal is answered, and together with whom."""

import re
from dataclasses import dataclass

from .vocabulary import HAN, KINDS, OFFICE_END, OPENING_END, QUOTES, tight

LONGEST = 900
PARAGRAPHS = 4
RECEIVED = re.compile(r"收悉|收到|转交|交由|交我|交办|研究办理|提出|提交|高度重视")

# Between the verb and the quotation mark there is nothing that could itself be the title.
BEFORE_QUOTE = re.compile(
    rf"(?:提出|提交|所提|您提|你提|们提|上提|提及|反映|建议|提案|议案|列为|题为|名为|案由)(?:过|了|来)?的?(?:[市县区省州]?人大|政协)?"
    rf"(?:关于|对|第?[^，。号]{{0,14}}号(?:[{HAN}]{{0,4}}(?:{KINDS}))?|题为|名为|以下|代表|重点|集体|[:：,，]|{KINDS}|[（(][^（）()]{{1,20}}[)）])*$"
)
# What may follow the closing mark; anything else that runs on to 的建议 makes the quotation a part of the title.
RUNS_ON = re.compile(
    rf"(?!的?第?[0-9〇一二三四五六七八九十]+号|等?的?(?:{KINDS}|意见|问题|议题|一文|请求))[^，,。;；:：（(《“]{{1,60}}?(?:{KINDS})(?=[，,。（(已由交经,]|收悉|第|$)"
)
STOP = (
    r"(?:[（(]|收悉|[，,。:：；“”]|已|业|均|由|交|转|办理|非常|很|我[局委办厅部院市县区乡镇]|"
    r"第[^，。]{1,12}号|的?收|现|进行|提出(?:如下|以下)|一案|$)"
)
UNQUOTED = (
    re.compile(rf"(?:提出|提交|所提|您提|你提|们提|反映)[^，,。关]{{0,30}}?(?P<title>关于.{{2,150}}?(?:{KINDS}))”?(?={STOP})"),
    re.compile(
        r"(?:提出|提交|所提|您提|你提|们提|反映)的?[“《]?(?P<title>关于[^，,。“”《》]{4,100}?(?:意见|问题|事宜|请求)?)(?=[“”》]?(?:已?收悉|[，,]已|[，,]现|[，,]经))"
    ),
    re.compile(
        rf"^[^，。]{{0,30}}?(?P<title>关于.{{2,150}}?(?:{KINDS}))(?=[（(]|已?收悉|[，,]?(?:已|由|交|转|经)|[，,][^，。]{{0,20}}高度重视)"
    ),
    re.compile(rf"(?:提出|提交|所提)的?(?P<title>[{HAN}0-9A-Za-z、]{{5,80}}?的(?:{KINDS}))(?=已?收悉|[，,]已|[，,]现|[，,]经)"),
)
QUOTATION = re.compile(r"[《“]([^《》“”]{4,120})[》”]")
TITLE_LIKE = re.compile(rf"^关于.*(?<!通知|办法|方案|规定|决定|条例|细则)$|(?:{KINDS})$")
CASE_AT_END = re.compile(rf"[（(]第?\d{{1,8}}号(?:{KINDS})?[)）]?$")
GENERIC = re.compile(r"^第.*号|会议|^(?:宝贵|意见|建议|该|此|上述)")

CONSULT = re.compile(
    r"(?:会同|会商|协商|商请|经商|并商|现商|我[局委办厅部院]商|综合|结合|汇总|根据|联合|征求|征询|听取|经与|会商了|(?:由我|我)[局委办厅部院]与|并与|(?<![工招])商)"
    r"(?:了|我市|我县)?(?=[^，。]{2})"
)
OFFICES = re.compile(
    rf"(?P<list>[{HAN}（）()]{{1,24}}?(?:{OFFICE_END})(?:(?:、|，|,|和|及|以及|与)[{HAN}（）()]{{1,24}}?(?:{OFFICE_END}))*)"
    r"(?:等(?:有关|相关|协办|会办|多|各|[\d一二三四五六七八九十两]+[个家]?)?(?:部门|单位|市直部门|地方)?)?"
    r"(?=的?(?:(?:会办|协办)(?:单位|部门)的?)?(?:会办|协办|办理|反馈|书面)?意见|共同|联合|认真|进行|研究|商议|会商|协商|商量|沟通|对接|商讨|讨论|调研|办理|，|,|。|;|；|现|答复|就|对|组织|派|前往|赴|实地|于|多次|在|开展|联合|专题|积极|及时|经|并|先后|主动|$)"
)
SEPARATOR = re.compile("、|，|,|以及|(?<=[局委办厅部区县市院司会行站所队镇乡])(?:和|及|与)")
ASSISTED = re.compile(
    rf"(?:[，,]?(?:由|经)|[，,]|主办、|主办和)(?![由经])(?P<list>[{HAN}]{{1,20}}?(?:{OFFICE_END})(?:(?:、|和|及)[{HAN}]{{1,20}}?(?:{OFFICE_END}))*)(?:等(?:部门|单位))?(?:会办(?!公)|协办|配合办理)"
)
NO_OFFICE = re.compile(
    "有关|相关|各[^区县市镇]|本局|我[局委办厅部院]|代表|委员(?!会)|职能|上级|多个|多家|贵|您|你|如下|提出|事项|实际|情况|要求|规定|职责|意见"
)


@dataclass(frozen=True)
class Opening:
    """`text` without blanks; `lines` is how many lines it takes, `verb` the word before 如下."""

    text: str = ""
    lines: int = 0
    verb: str | None = None


def find_opening(lines: list[str]) -> Opening:
    """The sentence from the first line on to 答复如下; without it, to the end of the paragraph that acknowledges receipt."""
    text = ""
    for count, line in enumerate(lines[:PARAGRAPHS], 1):
        text += tight(line[: LONGEST * 2])
        if end := OPENING_END.search(text[:LONGEST]):
            return Opening(text[: end.end()], count, end["after"] or end["verb"])
        if len(text) > LONGEST:
            break
    text = ""
    for count, line in enumerate(lines[:PARAGRAPHS], 1):
        text += tight(line[:LONGEST])
        if acknowledged := RECEIVED.search(text[:LONGEST]):
            stop = text.find("。", acknowledged.end())
            return Opening(text[: stop + 1] if 0 < stop < LONGEST else text[:LONGEST], count)
    return Opening()


def find_proposal_title(text: str) -> str | None:
    """The title of the proposal: what stands in its quotation marks, else from 关于 to 的建议, else any quotation that reads like one."""
    for start, mark in enumerate(text):
        close = QUOTES.get(mark)
        if not close or not BEFORE_QUOTE.search(text[max(0, start - 60) : start]):
            continue
        end = closing(text, start, close)
        if end and not RUNS_ON.match(text[end + 1 : end + 80]):
            return CASE_AT_END.sub("", text[start + 1 : end])
        if end is None and mark not in "\"'" and (run := re.match(rf".{{2,120}}?(?:{KINDS})(?={STOP})", text[start + 1 :])):
            return run[0]
    for pattern in UNQUOTED:
        if (found := pattern.search(text)) and not GENERIC.search(found["title"]):
            return found["title"].strip('“”《》"')
    quoted = (found[1] for found in QUOTATION.finditer(text) if TITLE_LIKE.search(found[1]))
    return next(quoted, None)


def closing(text: str, start: int, close: str) -> int | None:
    """The index of the mark that closes the one at `start`, marks of the same kind nested."""
    depth = 0
    for index in range(start, min(len(text), start + 300)):
        if text[index] == text[start] and (close != text[start] or index == start):
            depth += 1
        elif text[index] == close:
            depth -= 1
            if depth == 0:
                return index
    return None


def without_title(text: str, title: str | None) -> str:
    """The opening with the title taken out, so that no number or office inside the title is taken for the case's."""
    return text.replace(title, "", 1) if title else text


def find_co_handlers(text: str) -> list[str]:
    """The offices consulted (会同, 商, 综合…意见), as printed; 有关部门 is nobody."""
    found: list[str] = []
    for verb in CONSULT.finditer(text):
        offices = OFFICES.match(text, verb.end())
        if not offices:
            continue
        if (
            verb[0].startswith(("根据", "综合", "结合", "汇总", "征求", "征询", "听取"))
            and "意见" not in text[offices.end() : offices.end() + 8]
        ):
            continue
        found += office_names(offices["list"])
    for assisted in ASSISTED.finditer(text):
        found += office_names(assisted["list"])
    return list(dict.fromkeys(found))


def office_names(listed: str) -> list[str]:
    return [name for name in SEPARATOR.split(listed) if len(name) > 1 and not NO_OFFICE.search(name)]
