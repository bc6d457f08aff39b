"""Persons and where they live: who handled the reply, third persons named with what they are, home addresses."""

import re
from collections.abc import Collection, Iterator

from replies.disclosure.numbers import Span

# The common family names; a rarer one is left to the reader, for it is a common word more often than a name.
FAMILY = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜"
    "叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江"
    "尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞"
    "颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成"
)
HAN = "[\u4e00-\u9fff]"
NAME = f"[{FAMILY}](?!某)(?:[ \u3000]?{HAN}){{1,2}}"
HANDLER = re.compile(
    r"(?:工作人员|联\s*系\s*人|承\s*办\s*人|经\s*办\s*人|责任编辑|编\s*辑|拟\s*稿\s*人?|核\s*稿\s*人?|签\s*发\s*人|校\s*对|"
    r"(?:承办|单位|分管|主管|主要)?负\s*责\s*人)"
    rf"(?:及(?:联系)?电话)?\s*[:：]\s*(?!{HAN}?某)({HAN}[ \u3000]{HAN}(?!{HAN})|{HAN}{{2,4}})"
    rf"(?:[、，,]\s?(?!电话|联系|手机|传真){HAN}{{2,4}})*"
)
WHO = "居民|村民|市民|住户|业主|租户|职工|患者|病人|学生|家长|群众|信访人|投诉人|当事人|举报人|残疾人|贫困户|低保户|商户|个体户|驾驶员|店主"
THIRD = re.compile(rf"(?:{WHO})({NAME}?)(?=反映|来信|来电|来访|投诉|举报|诉求|女士|先生|同志|[（(，,][男女]|等[一二三四五六七八九十百\d])")
TITLED = re.compile(rf"(?<!{HAN})({NAME}?)(?=女士|先生|老人|大爷|大妈|奶奶|小朋友)")
HOME = re.compile(rf"(?:家住|住址|家庭(?:住|地)址|现住|居住于|户籍(?:所在)?地)(?:为|是|在)?\s*[:：]?\s*((?:{HAN}|[A-Za-z0-9\-—#]){{4,40}})")
ROOM = re.compile(
    rf"{HAN}{{2,16}}\d{{1,4}}(?:号楼|号院|弄|栋|幢|座|号)(?:[\dA-Za-z一二三四五六七八九十]{{1,4}}(?:单元|门|号楼|栋|幢))?\d{{2,4}}(?:室|号房)"
)


def handlers(line: str, staff: Collection[str]) -> Iterator[Span]:
    """What a page says of those who handled it, and the people of the department wherever they are named."""
    yield from (found.span() for found in HANDLER.finditer(line))
    for name in staff:
        yield from (found.span() for found in re.finditer(re.escape(name), line))


def third_persons(line: str, proposers: Collection[str]) -> Iterator[Span]:
    """People named with what they are. Deputies and members answer for what they propose; theirs are not private."""
    for pattern in (THIRD, TITLED):
        yield from (found.span(1) for found in pattern.finditer(line) if found[1] not in proposers)


def homes(line: str) -> Iterator[Span]:
    yield from (found.span(1) for found in HOME.finditer(line) if re.search(r"\d", found[1]))
    yield from (found.span() for found in ROOM.finditer(line))


def masked(name: str) -> str:
    """陆某某: as many characters as the name has."""
    plain = re.sub("[ \u3000]", "", name)
    return plain[:1] + "某" * (len(plain) - 1)
