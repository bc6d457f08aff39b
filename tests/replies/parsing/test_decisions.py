"""Where the signs are few or contradict each other."""

import pytest

from replies.parsing import parse_reply
from replies.parsing.dates import find_date, recovered_date
from tests.replies.parsing.varieties import reply

PLAIN = "您提出的《关于修桥》收悉，现答复如下：\n好。"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (reply("对市政协十届一次会议第3号建议的答复"), "提案"),
        (reply("对市十届人大一次会议第3号提案的答复", "陆知行委员："), "建议"),
        (reply("关于第3号提案的答复"), "提案"),
        (reply("云提复〔2021〕3号", opening=PLAIN), "提案"),
        (reply("云建议复〔2021〕3号", "陆知行委员：", PLAIN), "建议"),
        (reply(opening=PLAIN), "建议"),
        (reply(addressee="陆知行委员：", opening=PLAIN), "提案"),
        (reply(opening="您提出的《关于修桥》提案收悉，现答复如下：\n好。"), "提案"),
        (reply("首页 > 人大代表建议", opening="您提出的《关于修桥》提案收悉，现答复如下：\n好。"), "建议"),
        (reply("首页 > 政协提案", "云澜县水利局：", "贵局转来的《关于修桥》收悉，现答复如下：\n好。"), "提案"),
        (reply(addressee="云澜县水利局：", opening="政协来信《关于修桥》收悉，现答复如下：\n好。"), "提案"),
        (reply(addressee="云澜县水利局：", opening="贵局转来的《关于修桥的建议》收悉，现答复如下：\n好。"), "建议"),
        ("您好。", None),
    ],
)
def test_kind(text: str, kind: str | None) -> None:
    assert parse_reply(text).kind == kind


@pytest.mark.parametrize(
    ("text", "doc_type"),
    [
        (reply(opening="您提出的《关于修桥的建议》收悉，现函复如下：\n好。"), "复函"),
        (reply(opening="您提出的《关于修桥的建议》收悉，现回复如下：\n好。"), "回复"),
        (reply(opening="您提出的《关于修桥的建议》收悉，现将有关情况汇报如下：\n好。"), "答复"),
        (reply(addressee="市教育局：", opening="陆知行代表提出的《关于修桥的建议》收悉，我局协办意见如下：\n好。"), "协办意见"),
        (reply(addressee="市教育局：", opening="陆知行代表提出的《关于修桥的建议》收悉，现将会办意见函告如下：\n好。"), "会办意见"),
        (reply("人大代表建议答复", opening="您提出的《关于修桥的建议》收悉。\n好。"), "答复"),
        (reply(opening="您提出的《关于修桥的建议》收悉。\n好。"), None),
        (reply("对市十届人大一次会议第3号建议的再次答复"), "再次答复"),
    ],
)
def test_doc_type(text: str, doc_type: str | None) -> None:
    assert parse_reply(text).doc_type == doc_type


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("顾*舟委员：", ["顾*舟"]),
        ("顾委员：", ["顾"]),
        ("尊敬顾晚舟委员：", ["顾晚舟"]),
        ("顾晚舟（等4位）委员：", ["顾晚舟（等4位）委员"]),
        ("顾晚舟政协云澜县委员：", ["顾晚舟"]),
        ("顾晚舟同志：", ["顾晚舟"]),
        ("农工党省委：", ["农工党省委"]),
        ("访问量：", []),
        ("政协委员", []),
    ],
)
def test_addressees(line: str, names: list[str]) -> None:
    assert parse_reply(reply(addressee=line)).addressees == names


def test_office_without_a_colon_that_is_told_of_a_proposal() -> None:
    text = reply(addressee="区住房保障房屋管理局", opening="顾晚舟代表提出的关于修桥的建议收悉,现将会办意见函告如下\n好。")
    parsed = parse_reply(text)
    assert (parsed.addressees, parsed.doc_type, parsed.title) == (["区住房保障房屋管理局"], "会办意见", "关于修桥的建议")


def test_long_heading_on_a_line_of_its_own() -> None:
    heading = "一、关于" + "进一步加强和改进全市城乡公共交通服务体系建设" * 3 + "的问题"
    assert parse_reply(reply(ending=f"{heading}\n好。")).headings == [heading]


def test_body_runs_from_the_opening_to_the_signature() -> None:
    parsed = parse_reply(reply("对市十届人大一次会议第3号建议的答复", ending="一、已办\n谢谢。\n云澜市水利局\n2021年6月17日\n抄送：市人大"))
    assert [level for level, _ in parsed.body] == [0, 0, 1, 0]
    assert parsed.body[0][1].startswith("您提出的")
    assert parsed.body[-1][1] == "谢谢。"


def test_as_dict_is_plain_data_in_the_order_of_the_fields() -> None:
    assert list(parse_reply("").as_dict())[:4] == ["kind", "doc_type", "session", "number"]


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("", "没有找到正文"),
        (reply(ending="云澜市水利局\n20234"), "成文日期残缺，无法复原"),
        (reply(ending="希望您继续关"), "正文末段没有句末标点，原文可能不完整"),
        (reply("当前位置：首页 > 建议"), "有1行像网页框架文字，已略去，例如“当前位置：首页 > 建议”"),
        (reply("成文日期：2021-06-17"), "成文日期取自网页信息栏的“成文日期”"),
        (reply(ending="云澜市水利局办公室 2019年7月19日印发"), "成文日期取自印发日期"),
    ],
)
def test_warnings(text: str, warning: str) -> None:
    assert warning in parse_reply(text).warnings


@pytest.mark.parametrize(
    ("text", "date"),
    [("20211026", "2021-10-26"), ("2018828", "2018-08-28"), ("2018111", None), ("20181", None), ("20190230", None), ("abc", None)],
)
def test_recovered_date(text: str, date: str | None) -> None:
    assert recovered_date(text) == date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("二〇二一年十一月三十日", "2021-11-30"),
        ("二零二零年二月二十九日", "2020-02-29"),
        ("二○一九年二月二十九日", None),
        ("二〇二一年十十月三日", None),
        ("2021/6/7", "2021-06-07"),
        ("2021年13月1日", None),
        ("1021年3月1日", None),
    ],
)
def test_find_date(text: str, date: str | None) -> None:
    assert find_date(text) == date
