"""What follows the body: signature, date, contact, copies, and the page around it."""

import re
from dataclasses import dataclass

from .dates import find_date, is_date_line, recovered_date
from .vocabulary import CHROME, FOOTER, HAN, SIGNING_OFFICE, tight

PERSON_LABELS = (
    "主要承办负责人|承办负责人|承办单位负责人|单位负责人|主管领导人?(?:姓名)?|责任领导|领导签发|分管领导(?:姓名)?|分管负责人|领导签批|领导签字|领导签名|具体经办人(?:姓名)?|具体承办人|"
    "经办人(?:姓名)?|承办人(?:姓名)?|办理人|工作人员|责任人|负责人|联系人(?:姓名)?|联系单位和联系人|联系单位|承办单位|主办单位|会办单位|协办单位|分管单位|承办科室|承办处室|联系科室|联络人|答复人"
)
PHONE_LABELS = "联系电话|办公电话|联系方式|电话号码|联系手机|手机号码|电话|手机|座机"
OTHER_LABELS = "邮政编码|邮编|传真|地址|通讯地址|联系地址|电子邮箱|电子邮件|邮箱|E-?mail"
LABEL = re.compile(
    rf"(?P<label>(?:(?:{PERSON_LABELS})(?:及(?:其)?(?:联系)?(?:电话|方式))?|{PHONE_LABELS}|{OTHER_LABELS}))(?:[（(](?:签字|签名|公章|盖章)[)）])?[:：;；]"
)
CONTACT_LINE = re.compile(
    rf"^[（(【]?(?:{PERSON_LABELS}|{PHONE_LABELS}|{OTHER_LABELS})(?:及其?(?:联系)?(?:电话|方式))?(?:[（(]\S{{1,4}}[)）])?[:：;；]",
    re.IGNORECASE,
)
COPIES = re.compile(r"^[（(]?(?:抄\s*[送报]|主送|[报送]\s*[:：]|分送|附\s*件|附\s*[:：]|附\s*表|印发|共印|抄$)")
NOTE = re.compile(
    r"^[（(【]?(?:此件|本件|公开属性|公开方式|公开形式|是否公开|办[理复]?类别|答复类别|类别[:：]|办理结果|主动公开|同意公开|依申请|代表反馈|委员反馈|反馈意见|满意|经办|此致|敬礼|特此|专此|此复)|公开[)）】]?$"
)
FULL_STOP = re.compile(r"[。！!？?；;]")
PRINTED = re.compile(r"印\s*发\s*$")
SIGNED_DATE = re.compile(
    rf"^(?P<office>[{HAN}（）()·]{{4,40}}?)[（(]?(?:盖章|公章)?[)）]?(?P<date>(?:19|20|二)[0-9〇○零OＯ一二三四五六七八九十年月日./\-]{{5,14}})$"
)
LOST_DATE = re.compile(r"^(?:(?:19|20)\d\d|[二一][〇○零0ОO])?[\d〇○零一二三四五六七八九十]{1,4}年?$|^[二2]\S?\s*年\s*月\s*日$")
UNIT = re.compile(rf"承办单位([{HAN}]{{4,30}})")
VALUE = re.compile(r"[\w*]")


@dataclass(frozen=True)
class Ending:
    """Indices into the lines after the opening: the body ends before `body`, the reply before `stop`."""

    body: int
    stop: int
    date: str | None
    date_lost: bool
    print_date: str | None
    signature: str | None


def find_ending(lines: list[str]) -> Ending:
    """Where the body ends. The first date that stands alone decides; without one, contact, copies, signature or the page's footer."""
    stop = next((index for index, line in enumerate(lines) if len(line) < 300 and FOOTER.search(line)), len(lines))
    for index, line in enumerate(lines[:stop]):
        if len(line) > 80:
            continue
        if is_date_line(line) and not PRINTED.search(line):
            start, signature = above(lines, index)
            signature = signature or next(filter(None, map(signing, map(tight, lines[index + 1 : min(stop, index + 2)]))), None)
            return Ending(start, stop, find_date(line) or recovered_date(line), False, None, signature)
        signed = SIGNED_DATE.match(tight(line))
        if signed and SIGNING_OFFICE.fullmatch(signed["office"]) and (found := find_date(signed["date"]) or recovered_date(signed["date"])):
            return Ending(above(lines, index)[0], stop, found, False, None, signed["office"])
    return undated(lines, stop)


def undated(lines: list[str], stop: int) -> Ending:
    """The ending of a reply without a date: from the first line of contact, copies or signature near the end."""
    end = stop
    lost = False
    signature = None
    print_date = None
    for index in range(stop - 1, max(-1, stop - 16), -1):
        line = lines[index]
        bare = tight(line)
        if len(line) > 80:
            break
        if LOST_DATE.match(bare):
            lost = True
        elif office := signing(bare):
            signature = office
        elif PRINTED.search(line):
            print_date = find_date(line)
        elif not (CONTACT_LINE.match(bare) or UNIT.fullmatch(bare) or COPIES.match(line) or NOTE.search(line) or CHROME.search(line)):
            if FULL_STOP.search(line) or index < stop - 3 or len(line) > 30:
                break
            continue
        end = index
    return Ending(end, stop, None, lost, print_date, signature)


def above(lines: list[str], index: int) -> tuple[int, str | None]:
    """(where the ending starts, signature) going up from the date: signature, contact lines, notes."""
    start, signature = index, None
    while start > 0:
        line = lines[start - 1]
        bare = tight(line)
        if signature is None and len(bare) <= 40 and (office := signing(bare)):
            signature = office
        elif not (
            len(line) <= 80
            and (
                CONTACT_LINE.match(bare)
                or COPIES.match(line)
                or (NOTE.match(line) and len(line) < 20 and not re.match("特此|专此|此致|敬礼|此复", line))
            )
        ):
            break
        start -= 1
    return start, signature


def signing(bare: str) -> str | None:
    """The office that a line names and nothing else."""
    name = re.sub(r"^(?:承办|主办)单位|[（(](?:盖章|公章|章)[)）]$", "", bare)
    plain = re.sub(rf"(?<=[局委厅部府])[（(][{HAN}]{{4,20}}[)）]$", "", name)
    return name if 4 <= len(name) <= 40 and SIGNING_OFFICE.fullmatch(plain) else None


@dataclass(frozen=True)
class Contact:
    """The labelled lines of the ending: whom to ask, the office named as 联系单位 or 承办单位, those named as 会办单位."""

    text: str | None
    office: str | None
    co_handlers: list[str]


def find_contact(lines: list[str]) -> Contact:
    """Reads the labelled lines of the ending."""
    co_handlers: list[str] = []
    pairs: list[tuple[str, str]] = []
    office = None
    for line in lines:
        if len(line) > 120:
            continue
        spaced = re.sub(rf"(?<=[{HAN}]) (?=[{HAN}])", "", line.strip("（）() ") if line[:1] in "（(" else line)
        labels = list(LABEL.finditer(spaced))
        if not labels or labels[0].start() > 4:
            if labels == [] and (unit := UNIT.fullmatch(tight(line))):
                office = office or unit[1]
            continue
        ends = [label.start() for label in labels[1:]] + [len(spaced)]
        for label, end in zip(labels, ends, strict=True):
            value = spaced[label.end() : end].strip(" ,，;；。、")
            if not VALUE.search(value):
                continue
            if label["label"] == "分管单位":
                continue
            if label["label"] in {"会办单位", "协办单位"}:
                co_handlers += [name for name in re.split("[、，,和 ]", value) if SIGNING_OFFICE.fullmatch(name)]
                continue
            if re.match("联系单位(?!和)|主办单位|承办单位(?!负责)", label["label"]):
                name = re.split(r"[，,、\s\d]", value)[0]
                office = office or (name if SIGNING_OFFICE.fullmatch(name) else None)
                if not re.search(r"\d{7}|\d{3,4}[-—]\d", value) or label["label"] == "主办单位":
                    continue
            pairs.append((label["label"], value))
    return Contact(compose(pairs), office, co_handlers)


def compose(pairs: list[tuple[str, str]]) -> str | None:
    """One person: `陈西平 6822000`. Several: `承办负责人 廖全；承办人 吴星浩 1860…`, each with the telephone after it."""
    people: list[list[str]] = []
    for label, value in pairs:
        if re.match(OTHER_LABELS, label, re.IGNORECASE):
            continue
        if re.match(PHONE_LABELS, label) and people:
            people[-1].append(value)
        else:
            people.append([re.sub("及.*|姓名", "", label), value])
    if not people:
        return None
    if len(people) == 1:
        return " ".join(people[0][1:])
    return "；".join(" ".join(person) for person in people)
