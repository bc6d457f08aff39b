"""Which office issued the reply, where neither signature nor title says so: other lines of the head, and the fields of the site."""

import re

from .heading import ABOUT, find_number, narrow
from .vocabulary import HAN, SIGNING_OFFICE

FIELD = re.compile(
    rf"(?:发布机[构关]|发文机[构关]|发布单位|发文单位|信息来源|文章来源|来源)[\s:：|]{{0,6}}([{HAN}]{{4,30}}?)(?=[^{HAN}]|$|发布|更新|作者|浏览|点击|阅读|时间|日期|字[体号])"
)
BARE_FIELD = re.compile(r"(?:发布机[构关]|发文机[构关]|发布单位|发文单位|信息来源|文章来源|来源)\s?[:：]?$")
PUBLISHED = re.compile(rf"(?:^|[，,日])([{HAN}]{{2,12}}(?:部|委员会|总局))(?:官方)?(?:网站|官网)?(?:公布|公开|发布)")
SITE = re.compile("^中华人民共和国|(?:官方)?(?:网站|官网)$")
PLACE = re.compile(rf"(?![省市县区州镇乡])[{HAN}]{{2,20}}?(?:省|自治区|市|县|区|州|旗|镇|(?<!城)乡)[{HAN}]{{2,30}}")
# Those who publish for others: the portal of a government, its office, the press.
PUBLISHER = re.compile("宣传|新闻|媒体|办公室|信息|数据|督查|(?<![乡镇])(?:人民)?政府$")


def printed_above(head: list[str], number: str | None, national: bool) -> str | None:
    """The office in another title of the same case; else the site's 发布机构 or 来源, if it is an office with the name of its place.

    Replies to the national congresses (`national`) come from ministries, whose names have no place.
    """
    for line in map(narrow, reversed(head)):
        about = ABOUT.search(line)
        if number and about and find_number(line) == number and SIGNING_OFFICE.fullmatch(line[: about.start()]):
            return line[: about.start()]
    for index, line in enumerate(head):
        row = line[:400]
        if BARE_FIELD.search(row) and index + 1 < len(head):
            row += " " + head[index + 1][:60]
        for found in [*FIELD.finditer(row), *(PUBLISHED.finditer(row) if national else ())]:
            name = SITE.sub("", found[1])
            if SIGNING_OFFICE.fullmatch(name) and not PUBLISHER.search(name) and (national or PLACE.fullmatch(name)):
                return name
    return None


def fullest(candidates: list[str | None]) -> str | None:
    """The first name, or a later one that prints the same name with its place: 县水务局 under the text, 云澜县水务局 in the title."""
    names = [name for name in candidates if name]
    return max((name for name in names if name.endswith(names[0])), key=len, default=None)
