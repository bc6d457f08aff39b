"""The line that names whom the reply answers."""

import re
from dataclasses import dataclass
from itertools import groupby

from .vocabulary import CHROME, GROUP, HAN, OFFICE, OPENING_HINT, SIGNING_OFFICE, tight

MEMBER = "人大代表|政协委员|代表|委员"
NAMED = re.compile(
    rf"^(?:尊敬的?|敬爱的)?(?P<names>[{HAN}·•*＊×、,，;；/\d（）()\s]{{1,400}}?(?:{MEMBER})(?:们)?)(?:同志)?(?:[,，]?[您你]们?好)?[:：,，;；。]?$"
)
RANK_FIRST = re.compile(
    rf"^(?:尊敬的)?[{HAN}]{{0,8}}(?:人大代表|政协委员)[{HAN}·、，,\s]{{2,60}}[:：]$|^(?:尊敬的)?[{HAN}·、\s]{{2,60}}(?:同志|先生|女士)(?:们)?[:：]$"
)
# An office told of another's proposal: the opening of a co-handled opinion.
TOLD = re.compile(rf"[{HAN}·、]{{2,20}}?(?:等[{HAN}\d]{{0,5}})?(?:代表|委员)[^，。]{{0,30}}?(?:提出|提交|所提)")
COLON = re.compile(r"[:：]$")
LABEL = re.compile(
    r"^(?:类别|文号|签发|联系|承办|办理|来源|发布|索引|标题|主题|附件|抄送|抄报|时间|日期|作者|编辑|提案者|建议人|内容|答复|回复|信息|浏览|字[体号])"
)
NOT_NAMES = re.compile(r"(?<!尊敬)的|提出|号|届|会议|关于|建议|提案|办理|答复|回复|专栏|公开|首页|工作|选举|查询|风采|之家|之声|活动|聚焦")
NAVIGATION = {
    "人大代表",
    "政协委员",
    "代表委员",
    "人民代表",
    "两会代表",
    "党代表",
    "代表",
    "委员",
    "省人大代表",
    "市人大代表",
    "全国人大代表",
}
CONTINUED = re.compile(rf"^[{HAN}·、,，\s]{{2,200}}[、，,]$")
LAST_LINE = 3000
NEAR = 4

TITLE_OF_MEMBER = re.compile(rf"(?:政协[{HAN}]{{0,8}}|[省市县区州]?(?:人大|政协))?(?:{MEMBER})(?:们)?(?:同志)?$|(?:同志|先生|女士)$")
MEMBER_FIRST = re.compile(rf"^(?:[{HAN}]{{0,8}}(?:人大代表|政协委员))(?=[{HAN}·]{{2,}})")
COUNT = re.compile(r"(?:等)?[一二两三四五六七八九十\d]{1,3}[位名个](?:人大|政协)?$")
ALL = re.compile(r"^(?:各位|全体|诸位|两位|二位|[一二两三四五六七八九十\d]+[位名])")
JOINED = re.compile(rf"^([{HAN}]{{2,3}})(?:和|及|与|以及)([{HAN}]{{2,3}})$")
RANKED_AND = re.compile(r"(?<=代表|委员)(?:和|及|与|以及)")


@dataclass(frozen=True)
class Addressee:
    """Where the line stands (first and last index), its text, and whether it names members or offices and groups."""

    first: int
    last: int
    printed: str
    members: bool


def find_addressee(lines: list[str]) -> Addressee | None:
    """The addressee line: members with their title, else an office or group with a colon before the opening sentence."""
    weak = None
    for index, line in enumerate(lines[:LAST_LINE]):
        found = members_at(lines, index) or office_at(lines, index)
        if not found:
            continue
        if opens(lines, found.last + 1):
            return found
        if weak is None and found.members and COLON.search(line):
            weak = found
    return weak


def opens(lines: list[str], index: int) -> bool:
    """Whether an opening sentence begins here or a little below."""
    return any(OPENING_HINT.search(line[:400]) and len(line) > 8 for line in lines[index : index + NEAR])


def members_at(lines: list[str], index: int) -> Addressee | None:
    line = lines[index] if index < len(lines) else ""
    if len(line) > 500 or not (NAMED.match(line) or RANK_FIRST.match(line)):
        return None
    bare = tight(line).rstrip(":：,，;；。")
    if NOT_NAMES.search(bare) or bare in NAVIGATION:
        return None
    if not COLON.search(line) and (index + 1 >= len(lines) or not OPENING_HINT.search("".join(lines[index + 1 : index + 3])[:300])):
        return None
    first = index
    while first > 0 and index - first < 5 and CONTINUED.match(lines[first - 1]) and not NOT_NAMES.search(lines[first - 1]):
        first -= 1
    return Addressee(first, index, " ".join(lines[first : index + 1]), members=True)


def office_at(lines: list[str], index: int) -> Addressee | None:
    line = lines[index]
    if len(line) > 90:
        return None
    bare = tight(line)
    name = bare.rstrip(":：")
    if LABEL.match(bare) or CHROME.search(line) or len(name) < 3 or re.search(r"[。，,；;！!》”\d]|如下|提出|关于|建议|提案", name):
        return None
    known = GROUP.search(name) or all(OFFICE.fullmatch(part) for part in name.split("、"))
    following = "".join(lines[index + 1 : index + 3])[:400]
    if COLON.search(bare):
        accepted = bool(known) and bool(OPENING_HINT.search(following))
    else:
        group = GROUP.search(name) and re.match("贵|你们?|您", following) and "提" in following
        accepted = not members_at(lines, index + 1) and bool(group or (SIGNING_OFFICE.fullmatch(name) and TOLD.match(following)))
    return Addressee(index, index, line, members=False) if accepted else None


def names(addressee: Addressee) -> list[str]:
    """The names as printed, without 代表 and 委员; `罗吉卿等3位委员` stays whole, `二位代表` alone is no name."""
    text = re.sub(r"^(?:尊敬的?|敬爱的)\s*", "", addressee.printed.strip()).rstrip(":：,，;；。 ")
    text = re.sub("[,，]?[您你]们?好$", "", text)
    if not addressee.members:
        name = tight(text)
        parts = [part for part in re.split("[、，,]", name) if part]
        return parts if all(len(part) > 2 for part in parts) else [name]
    text = RANKED_AND.sub("、", re.sub("代 表", "代表", re.sub("委 员", "委员", text)))
    parts = [part for piece in re.split(r"[、,，;；/]", text) for part in split_blanks(piece)]
    if len(parts) == 1 and (joined := JOINED.match(TITLE_OF_MEMBER.sub("", COUNT.sub("", TITLE_OF_MEMBER.sub("", parts[0]))))):
        parts = [joined[1], joined[2]]
    return [one for part in parts if (one := one_name(part))]


def split_blanks(piece: str) -> list[str]:
    """Names apart by blanks; single characters that a blank keeps apart (张 雷) are one name."""
    out: list[str] = []
    for single, run in groupby(piece.split(), key=lambda word: len(word) == 1 and word != "等"):
        tokens = list(run)
        if single:
            size = 2 if len(tokens) % 2 == 0 else 3
            tokens = ["".join(tokens[start : start + size]) for start in range(0, len(tokens), size)]
        for token in tokens:
            if out and (TITLE_OF_MEMBER.fullmatch(token) or token.startswith("等") or COUNT.match(token) or len(out[-1]) == 1):
                out[-1] += token
            else:
                out.append(token)
    return out


def one_name(part: str) -> str | None:
    if "等" in part[1:]:
        return part
    name = MEMBER_FIRST.sub("", part)
    name = TITLE_OF_MEMBER.sub("", name)
    name = COUNT.sub("", name)
    return None if not name or ALL.match(name + "位" if name in {"各", "全体"} else name) else name


THIRD_PERSON = re.compile(
    rf"(?:人大代表|政协委员|党代表)(?P<before>[{HAN}·]{{2,4}}?)(?:等[{HAN}\d]{{0,6}})?(?:代表|委员)?(?:在|向|提出|提交|所提)"
    rf"|(?:^|[，。,])(?P<after>[{HAN}·]{{2,4}})(?:代表|委员)(?:在[^，。]{{2,40}})?(?:提出|提交|所提)"
)


def third_person(opening: str) -> list[str]:
    """The proposer of a reply that addresses nobody and tells of its proposer."""
    found = THIRD_PERSON.search(opening)
    return [found["before"] or found["after"]] if found else []
