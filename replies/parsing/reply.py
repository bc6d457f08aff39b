"""Puts the parts together: one text in, one `ParsedReply` out."""

import re

from replies.structure import PARAGRAPH, Block, outline, parse_paragraphs

from . import addressees, ending, heading, issuer, opening
from .model import ParsedReply
from .pages import clean_lines
from .vocabulary import CHROME, FOOTER

CUT_OFF = re.compile(r"[^。！？!?；;：:.…”\")）》]$")
SECTION = re.compile(r"([一二三四五六七八九十百零〇]+、|[（(][一二三四五六七八九十百零〇]+[）)])")
COLUMNS = {"提案": re.compile("政协提案|委员提案"), "建议": re.compile("人大建议|代表建议|人大议案")}
WORDS = {"答复", "回复", "会办意见", "协办意见", "办理意见"}
LONGEST_HEAD = 3000
LONGEST_SECTION = 120


def parse_reply(text: str) -> ParsedReply:
    """Reads the plain text of a published reply. Never raises and never guesses: what is not printed is None or []."""
    lines, warnings = clean_lines(text)
    addressee = addressees.find_addressee(lines)
    start = addressee.last + 1 if addressee else unaddressed_start(lines)
    head = lines[: addressee.first if addressee else start][-LONGEST_HEAD:]
    rest = lines[start:]
    first = opening.find_opening(rest)
    after = rest[first.lines :]
    end = ending.find_ending(after)
    tail = after[end.body : end.stop]

    title = heading.find_title(head)
    proposal = opening.find_proposal_title(first.text) or title.proposal or heading.other_proposal(head)
    bare = opening.without_title(first.text, proposal)
    people = addressees.names(addressee) if addressee else addressees.third_person(bare)
    session = title.session or heading.other_session(head, title.number) or heading.find_session(bare) or heading.table_session(head)
    number = title.number or heading.find_number(bare) or heading.table_number(head)
    category = heading.CATEGORY.search(bare)
    document_number = heading.find_document_number(head)
    contact = ending.find_contact(tail)
    office = issuer.fullest([end.signature, contact.office, title.issuer, issuer.printed_above(head, number, "全国" in (session or ""))])
    date, note = date_of(end, head)
    blocks = parse_paragraphs("\n".join(rest[: first.lines] + after[: end.body]))
    kind = kind_of(title, session, proposal, bare, addressee, document_number, head)
    handling_class = heading.find_class(head, tail)
    values = {
        "kind": kind,
        "doc_type": doc_type_of(title, first, head),
        "session": session,
        "number": number,
        "addressees": people,
        "title": proposal,
        "document_number": document_number,
        "handling_class": handling_class,
        "contact": contact.text,
        "date": date or note,
        "issuer": office,
        "body": blocks,
    }
    warnings += [sentence for name, sentence in MISSING.items() if not values[name]]
    if blocks and CUT_OFF.search(blocks[-1].text):
        warnings.append("正文末段没有句末标点，原文可能不完整")
    warnings += note + chrome_warning(head, after[end.stop :], tail)
    return ParsedReply(
        kind=kind,
        doc_type=doc_type_of(title, first, head),
        session=session,
        number=number,
        category=title.category or (category[1] if category else None),
        addressees=people,
        title=proposal,
        co_handlers=[name for name in opening.find_co_handlers(bare) or contact.co_handlers if not (office or "").endswith(name)],
        document_number=document_number,
        handling_class=handling_class,
        date=date,
        contact=contact.text,
        issuer=office,
        headings=sections(blocks),
        body=[(block.level, block.text) for block in blocks],
        warnings=warnings,
    )


MISSING = {
    "kind": "看不出是建议还是提案",
    "doc_type": "没有找到文种（答复、复函、会办意见）",
    "session": "没有找到会议届次",
    "number": "没有找到建议或提案的编号",
    "addressees": "没有找到称谓",
    "title": "没有找到建议或提案的题目",
    "document_number": "没有找到发文字号",
    "handling_class": "没有找到办理结果的类别（A至D）",
    "contact": "没有找到联系人",
    "date": "没有找到成文日期",
    "issuer": "没有找到承办单位的名称",
    "body": "没有找到正文",
}


def unaddressed_start(lines: list[str]) -> int:
    """Where the reply begins when nobody is addressed: the first paragraph that says what was received and answers it."""
    for index, line in enumerate(lines[: addressees.LAST_LINE]):
        part = line[:600]
        if re.search("提出|提交|所提", part) and re.search("收悉|如下|交由|转交|交我|研究", part) and not CHROME.search(part[:60]):
            return index
    for index, line in enumerate(lines[: addressees.LAST_LINE]):
        if re.search("(?:答复|回复|意见)如下", line[:600]) or (len(line) > 60 and "。" in line[:600]):
            return index
    return len(lines)


def kind_of(
    title: heading.Title,
    session: str | None,
    proposal: str | None,
    bare: str,
    addressee: addressees.Addressee | None,
    document_number: str | None,
    head: list[str],
) -> str | None:
    """建议 or 提案, by the surest sign: the organ of the session, the title, the number, the proposal's name, the addressee."""
    if session:
        return "提案" if re.search("政协|政治协商", session) else "建议"
    for words in (title.kind_word, document_number, (proposal or "")[-3:] if (proposal or "").endswith("提案") else None):
        if words and "提" in words:
            return "提案"
        if words and re.search("建议|议案|人大|建复|建字", words):
            return "建议"
    if "政协" in bare or "社情民意" in bare:
        return "提案"
    columns = [kind for kind, pattern in COLUMNS.items() if any(pattern.search(line[:200]) for line in head)]
    printed = addressee.printed if addressee and addressee.members else bare
    if re.search("委员(?!会)", printed) or ("提案" in bare and "代表" not in printed):
        return "提案"
    if "代表" in printed or "人大" in bare:
        return "提案" if "提案" in bare and "建议" not in bare + (proposal or "") and columns != ["建议"] else "建议"
    if len(columns) == 1:
        return columns[0]
    return "建议" if re.search("建议|议案", (proposal or "") + bare) else None


def doc_type_of(title: heading.Title, first: opening.Opening, head: list[str]) -> str | None:
    """As the title prints it; else by the verb before 如下."""
    if title.doc_type:
        return title.doc_type
    if first.verb:
        verb = first.verb.replace("协助办理", "协办").replace("答覆", "答复").replace("回覆", "回复")
        if verb in WORDS or verb in {"协办答复", "再次答复"}:
            return verb
        if verb in {"函复", "复函", "函告", "函"}:
            return "复函"
    if re.search("会办意见|协办意见", first.text):
        return "会办意见" if "会办意见" in first.text else "协办意见"
    if re.search("答复|回复|如下", first.text):
        return "答复" if "回复" not in first.text else "回复"
    return "答复" if any("答复" in line[:200] for line in head) else None


def date_of(end: ending.Ending, head: list[str]) -> tuple[str | None, list[str]]:
    """(date, notes): the date under the text; else the site's own record of it, and then the note says so."""
    if end.date:
        return end.date, []
    lost = ["成文日期残缺，无法复原"] if end.date_lost else []
    if end.print_date:
        return end.print_date, [*lost, "成文日期取自印发日期"]
    if table := heading.find_table_date(head):
        return table[0], [*lost, f"成文日期取自网页信息栏的“{table[1]}”"]
    return None, lost


def sections(blocks: list[Block]) -> list[str]:
    """The headings of the highest level. A numbered paragraph without a heading counts as its number and an ellipsis."""
    levels = [block.level for block in blocks if block.level in (1, 2)]
    top = min(levels, default=PARAGRAPH)
    return [section(block) for block in blocks if block.level == top and top != PARAGRAPH]


def section(block: Block) -> str:
    if printed := outline([block]):
        return printed[0]
    if "。" not in block.text and len(block.text) <= LONGEST_SECTION:
        return block.text
    number = SECTION.match(block.text)
    return (number[1] if number else "") + "…"


def chrome_warning(head: list[str], below: list[str], tail: list[str]) -> list[str]:
    """One sentence that counts the lines of the web page around the reply and shows the first."""
    found = [line for line in [*head, *tail, *below[:LONGEST_HEAD]] if CHROME.search(line[:200]) or FOOTER.search(line[:300])]
    return [f"有{len(found)}行像网页框架文字，已略去，例如“{found[0][:20]}”"] if found else []
