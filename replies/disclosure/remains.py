"""What a web page or the paper letter left in a text: navigation, counters, addresses of a content system; marks of secrecy and urgency."""

import re
from collections.abc import Iterator

from replies.disclosure.numbers import Span

# name=value&name=value: what a content system wrote into its own page.
QUERY = re.compile(r"\w=[^&\n]*&\w+=|\bcheck_(?:username|isadmin|checkdate|reasons)=")
LABEL = (
    "发布(?:日期|时间|机构)|发布时期|更新时间|生成日期|生效日期|废止日期|信息来源|来源|索\\s*引\\s*号|浏览(?:次数|量|数)?|阅读(?:次数|量|数)?|点击(?:次数|量|数)?|访问量|"
    "字\\s*号|字\\s*体|分享(?:到|至)?|责任编辑|网站编辑|当前位置|您(?:现在|当前)的位置|上一篇|下一篇|信息名称|公开类别|主题分类|所属主题"
)
WHOLE = re.compile(
    rf"^[\s•·|>【\[(（]*(?:(?:{LABEL})\s*[:：].*|.*扫一扫.*|(?:打印|关闭)(?:本页|正文|窗口|页面)?[\s|】\]]*|【(?:打印|关闭|收藏).*】|"
    r"字号\s*[大中小].*|[大中小](?:\s+[大中小]){1,2}|加入收藏|设为首页|无障碍(?:浏览|阅读)?|长者(?:模式|版)|手机版|繁体版?|首页\s*[/>＞»].*|"
    r"版权所有.*|.*ICP备.*号.*|.*公网安备.*|今天是.*|欢迎访问.*|(?:全国各省市|各区|各地).{0,12}网站|重点链接|友情链接|相关(?:链接|稿件|阅读))\s*$"
)
SECRECY = re.compile(r"^\s*(?:绝密|机密|秘密)\s*$|(?:绝密|机密|秘密)\s*★")
URGENCY = re.compile(r"^\s*(?:特急|加急|特提|平急|急件)\s*$")
INNER = re.compile(
    r"内部(?:资料|文件|材料|使用|掌握|刊物|明电|情况通报|传阅)|注意保[存密]|(?:不得|请勿|严禁)(?:外传|外泄|公开|转发)|仅供(?:内部|领导)|[（(【]内部[)）】]|不予公开|依申请公开"
)


def page_chrome(line: str) -> Iterator[Span]:
    if line.strip() and (QUERY.search(line) or WHOLE.match(line)):
        yield 0, len(line)


def secrecy(line: str) -> Iterator[Span]:
    return (found.span() for found in SECRECY.finditer(line))


def urgency(line: str) -> Iterator[Span]:
    return (found.span() for found in URGENCY.finditer(line))


def inner_marks(line: str) -> Iterator[Span]:
    return (found.span() for found in INNER.finditer(line))
