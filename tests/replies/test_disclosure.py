"""What is found in a text before the public reads it, and what is not: a table of both, and properties over all texts."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replies.disclosure import CHOICES, DRAFT_MARK, Choice, Decision, Kind, Known, apply, find, start, topics
from replies.disclosure.numbers import is_identity, is_luhn
from replies.structure import parse_body

SHARED = Path(__file__).resolve().parents[3] / "shared"
KNOWN = Known(office_phones=["0999-5550100"], private_phones=["0999-7770001", "13977770001"], staff=["顾晚舟"], proposers=["陆知行"])

# Text → what is found in it, as (kind, text).
FOUND: dict[str, list[tuple[str, str]]] = {
    # Mobile telephones
    "请致电13812345678联系。": [("mobile", "13812345678")],
    "手机：138-1234-5678": [("mobile", "138-1234-5678")],
    "手机 138 1234 5678": [("mobile", "138 1234 5678")],
    "手机 138\u20131234\u20135678": [("mobile", "138\u20131234\u20135678")],
    "+86 13812345678": [("mobile", "+86 13812345678")],
    "手机１３８１２３４５６７８": [("mobile", "１３８１２３４５６７８")],
    "吴某某19912345678": [("mobile", "19912345678")],
    # Landlines
    "电话：0999-6660001": [("landline", "0999-6660001")],
    "电话（0999）6660001": [("landline", "（0999）6660001")],
    "电话：010—66600012": [("landline", "010—66600012")],
    "传真：0999－6660001－802": [("landline", "0999－6660001－802")],
    "电话：6660001": [("landline", "6660001")],
    "联系电话 66600012": [("landline", "66600012")],
    "02266600012": [("landline", "02266600012")],
    # Of the case
    "陆知行代表的电话7770001": [("landline", "7770001")],
    "可打0999 7770001": [("private", "0999 7770001")],
    "可打139 7777 0001": [("private", "139 7777 0001")],
    # Cards
    "身份证号11010519491231002X": [("identity", "11010519491231002X")],
    "440524188001010014": [("identity", "440524188001010014")],
    "身份证号码：110105491231002": [("identity", "110105491231002")],
    "6222 0212 3456 7890 128": [("bank", "6222 0212 3456 7890 128")],
    "账号：1000 2000 3000": [("bank", "1000 2000 3000")],
    "4111111111111111": [("bank", "4111111111111111")],
    # Plates and mail
    "车辆云A12345停放": [("plate", "云A12345")],
    "云A·D12345": [("plate", "云A·D12345")],
    "投诉车辆京B8C234": [("plate", "京B8C234")],
    "发至wanzhou.gu@example.com即可": [("mail", "wanzhou.gu@example.com")],
    # Homes
    "家住柳浦街道青石路12号3单元": [("home", "柳浦街道青石路12号3单元")],
    "住址：云澜市河湾小区5号楼301室": [("home", "云澜市河湾小区5号楼301室")],
    "河湾小区5号楼2单元301室漏水": [("home", "河湾小区5号楼2单元301室")],
    # People
    "工作人员：沈知秋": [("handler", "工作人员：沈知秋")],
    "联 系 人:方 远 联系电话:6660001": [("handler", "联 系 人:方 远"), ("landline", "6660001")],
    "承办负责人：方全": [("handler", "承办负责人：方全")],
    "签发人：方涛": [("handler", "签发人：方涛")],
    "由顾晚舟同志负责": [("handler", "顾晚舟")],
    "居民王秀兰反映漏水": [("person", "王秀兰")],
    "村民李建国等12户": [("person", "李建国")],
    "王秀兰女士来信": [("person", "王秀兰")],
    "患者张伟，男，45岁": [("person", "张伟")],
    # Page chrome
    "扫一扫在手机打开当前页": [("chrome", "扫一扫在手机打开当前页")],
    "  • 扫一扫在手机上查看": [("chrome", "  • 扫一扫在手机上查看")],
    "字号：大 中 小": [("chrome", "字号：大 中 小")],
    "【字体：大 中 小】": [("chrome", "【字体：大 中 小】")],
    "来源：云澜市教育局": [("chrome", "来源：云澜市教育局")],
    "发布日期：2026-04-27 09:02": [("chrome", "发布日期：2026-04-27 09:02")],
    "打印本页": [("chrome", "打印本页")],
    "【打印】【关闭】": [("chrome", "【打印】【关闭】")],
    "浏览次数：4262": [("chrome", "浏览次数：4262")],
    "当前位置： 首页 > 政府信息公开": [("chrome", "当前位置： 首页 > 政府信息公开")],
    "上一篇：关于托位的答复": [("chrome", "上一篇：关于托位的答复")],
    "分享到：": [("chrome", "分享到：")],
    "责任编辑：沈知秋": [("chrome", "责任编辑：沈知秋")],
    "a=1754/1/1 0:00:00&check_username=etguwz&b=2": [("chrome", "a=1754/1/1 0:00:00&check_username=etguwz&b=2")],
    "showtitle=&maintype=&check_isadmin=True": [("chrome", "showtitle=&maintype=&check_isadmin=True")],
    "云ICP备19018964号": [("chrome", "云ICP备19018964号")],
    # Marks
    "秘密★1年": [("secrecy", "秘密★")],
    "机密": [("secrecy", "机密")],
    "特急": [("urgency", "特急")],
    "（内部）": [("inner", "（内部）")],
    "内部资料，注意保存": [("inner", "内部资料"), ("inner", "注意保存")],
    "本件不予公开": [("inner", "不予公开")],
    # Others
    "【图：托位分布　各街道托位】": [("figure", "【图：托位分布　各街道托位】")],
    DRAFT_MARK: [("draft", DRAFT_MARK)],
}
# What looks like one of these and is none.
NEAR_MISSES = [
    "全市现有科技型中小企业13800家",
    "完成投资13812345678元",
    "总产值达到13812345678.5万元",
    "2021年至2025年，共建成7420家",
    "第0027号建议",
    "云教建〔2026〕12号",
    "云教函〔2021〕141号",
    "索引号07B060305201800815的文件",
    "编号3070211020000013000000",
    "2026-04-27",
    "2019-2023年",
    "截至2026年3月31日",
    "电话：0999-5550100",
    "联系电话：5550100",
    "拨打12345热线",
    "电话：12345",
    "热线电话：400-666-0001",
    "电话：110",
    "投诉电话96123",
    "投资1.38123456789亿元",
    "占比13.8123%",
    "11010519491231002",
    "110105194912310021",
    "4111111111111112",
    "6222021234567890123456",
    "统一社会信用代码91120000MA0000000X",
    "京G6高速公路",
    "津A股上市公司",
    "新A5级景区",
    "居民生活更加便利",
    "居民小区86个",
    "群众安全感满意度",
    "居民王某某反映漏水",
    "学生家长反映",
    "各位先生女士",
    "联系人：王某某",
    "陆知行代表：",
    "青石路100号",
    "政务服务中心3号楼2层",
    "家住老旧小区的居民",
    "保守国家秘密和商业秘密",
    "采用秘密投票方式",
    "加强内部管理，完善内部控制",
    "紧急救助，加急办理",
    "拓宽资金来源：一是争取专项资金",
    "信息来源单一的问题",
    "打印件请一式三份",
    "推行一网通办、扫码入托",
    "x=1 时成立",
    "发布日期为每年3月",
    "大中小学思政课一体化",
    "分享到位、管理到位",
    "首页标题",
]


def found(text: str, known: Known = KNOWN) -> list[tuple[str, str]]:
    return [(one.kind.value, one.text) for one in find({"body": text}, known)]


@pytest.mark.parametrize("text", FOUND)
def test_what_is_found(text: str) -> None:
    assert found(text) == FOUND[text]


@pytest.mark.parametrize("text", NEAR_MISSES)
def test_what_only_looks_like_it(text: str) -> None:
    assert found(text) == []


def test_every_kind_is_in_the_table() -> None:
    assert {kind for rows in FOUND.values() for kind, _text in rows} == set(Kind)
    assert CHOICES.keys() == set(Kind)


@pytest.mark.parametrize("text", [text for text, rows in FOUND.items() if len(rows) == 1])
def test_masked_or_taken_out_nothing_is_found_any_more(text: str) -> None:
    for choice in (Choice.MASK, Choice.REMOVE):
        findings = find({"body": text, "title": "题目"}, KNOWN)
        (topic,) = topics(findings)
        if choice not in topic.choices:
            continue
        changed = apply({"body": text, "title": "题目"}, findings, [Decision(topic.kind, topic.text, choice)])
        assert topic.text not in changed["body"]
        assert changed["title"] == "题目"
        assert find(changed, KNOWN) == []


@pytest.mark.parametrize("text", FOUND)
def test_what_is_kept_is_not_found_again(text: str) -> None:
    kept = [Decision(one.kind, one.text, "keep", "理由") for one in find({"body": text}, KNOWN)]
    assert {(one.kind, one.text) for one in find({"body": text}, KNOWN, kept)} & {(one.kind, one.text) for one in kept} == set()


def test_one_decision_counts_for_every_place() -> None:
    parts = {"title": "题目", "body": "打13812345678\n再打13812345678，或者13812345679"}
    findings = find(parts)
    assert [len(topic.places) for topic in topics(findings)] == [2, 1]
    changed = apply(parts, findings, [Decision("mobile", "13812345678", "mask")])
    assert changed["body"] == "打138****5678\n再打138****5678，或者13812345679"


@given(st.dictionaries(st.sampled_from(["title", "body"]), st.text(alphabet="联系人：13812345678王秀兰女士\n秘密★&a=（）来源 0999-")))
def test_findings_lie_where_they_say_and_none_over_another(parts: dict[str, str]) -> None:
    last: dict[tuple[str, int], int] = {}
    for one in find(parts, KNOWN):
        assert parts[one.place].split("\n")[one.line][one.start : one.end] == one.text
        assert last.get((one.place, one.line), 0) <= one.start < one.end
        last[one.place, one.line] = one.end


@given(st.text(alphabet="联系人：13812345678王秀兰女士\n秘密★&a=（）来源 0999-"))
def test_without_a_decision_nothing_changes(text: str) -> None:
    assert apply({"body": text}, find({"body": text}), []) == {"body": text}


def test_check_digits() -> None:
    assert is_identity("11010519491231002X")
    assert not is_identity("110105194912310021")
    assert not is_identity("11010519490231002X")  # no 31 February
    assert is_luhn("4111111111111111")
    assert not is_luhn("4111111111111112")


def test_a_summary_is_begun_from_headings_and_first_sentences() -> None:
    body = "您提出的建议收悉，现答复如下：\n一、托位底数\n全市托位4.1个。低于平均水平。\n（一）盘活用房。查清37处。其余待查。\n"
    body += "二、下一步\n|街道|托位|\n|青石|3|\n完成19处。"
    begun = start(parse_body(body))
    assert begun.splitlines() == [
        DRAFT_MARK,
        "您提出的建议收悉，现答复如下：",
        "一、托位底数",
        "全市托位4.1个。",
        "二、下一步",
        "完成19处。",
    ]


def published(name: str) -> list[Path]:
    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip("the published replies are not here")
    return sorted(folder.glob("*.txt"))


def test_the_seed_with_a_content_system_s_remains_is_cleaned() -> None:
    (seed,) = [path for path in published("seeds") if path.name.startswith("004")]
    text = seed.read_text(encoding="utf-8")
    findings = find({"body": text})
    kinds = [one.kind for one in findings]
    assert kinds.count(Kind.CHROME) >= 5
    assert Kind.HANDLER in kinds
    decisions = [Decision(topic.kind, topic.text, Choice.REMOVE) for topic in topics(findings)]
    left = apply({"body": text}, findings, decisions)["body"]
    for gone in ("check_username", "扫一扫", "发布日期", "工作人员"):
        assert gone not in left
    assert find({"body": left}) == []
    assert left.count("一、") == text.count("一、")


def test_in_published_replies_every_long_number_of_a_telephone_is_found() -> None:
    for path in published("replies"):
        text = path.read_text(encoding="utf-8")
        for one in find({"body": text}):
            assert one.kind in (Kind.CHROME, Kind.HANDLER, Kind.LANDLINE, Kind.MOBILE, Kind.MAIL), (path.name, one)
