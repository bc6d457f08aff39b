"""Invented replies: document numbers, endings, headings and the pages around a reply. Places and people are made up."""

from typing import Any

from tests.replies.parsing.varieties import TITLED, reply

ENDS: dict[str, tuple[str, dict[str, Any]]] = {
    # document numbers and classes
    "number and signer": (reply("云交函〔2011〕25号 签发人:沈青禾\n" + TITLED), {"document_number": "云交函〔2011〕25号"}),
    "square brackets": (reply("云农议[2018]200号\n" + TITLED), {"document_number": "云农议[2018]200号"}),
    "lenticular brackets and 第": (reply("文号：云民发【2024】第275号\n" + TITLED), {"document_number": "云民发【2024】第275号"}),
    "cell of a table": (reply("文  号\n云交函〔2018〕11号\n发布日期\n2018-09-30\n" + TITLED), {"document_number": "云交函〔2018〕11号"}),
    "damaged number": (reply("云公交提字〔202302A\n" + TITLED), {"document_number": None}),
    "class stuck to the number": (
        reply("云县文字〔2017〕16号C类\n" + TITLED),
        {"document_number": "云县文字〔2017〕16号", "handling_class": "C"},
    ),
    "class in brackets": (reply(TITLED + "\n云公复〔2022〕12号(A类)"), {"document_number": "云公复〔2022〕12号", "handling_class": "A"}),
    "class with a label": (reply("类 别：B\n" + TITLED), {"handling_class": "B"}),
    "class of the result": (reply(TITLED + "\n办理结果：（A）"), {"handling_class": "A"}),
    "class alone": (reply(TITLED + "\n  Ｂ  "), {"handling_class": "B"}),
    "no class in words": (reply(TITLED + "\n办理结果：部分采纳\n类别：建议"), {"handling_class": None}),
    "class after the reply": (
        reply(TITLED, ending="办复类别：B\n联系单位：云澜市水利局\n2021610"),
        {"handling_class": "B", "date": "2021-06-10"},
    ),
    "class in front of the number": (
        reply("A云交函〔2018〕11号\n" + TITLED),
        {"document_number": "云交函〔2018〕11号", "handling_class": "A"},
    ),
    # endings
    "signature and date": (reply(TITLED, ending="云澜市水利局\n2019年7月19日"), {"issuer": "云澜市水利局", "date": "2019-07-19"}),
    "date and office the other way round": (reply(ending="2019年7月19日\n云澜市水利局"), {"issuer": "云澜市水利局", "date": "2019-07-19"}),
    "only the date of printing": (
        reply(ending="抄送：市政协提案委。\n云澜市水利局办公室 2019年7月19日印发"),
        {"date": "2019-07-19"},
    ),
    "signature without a date": (reply(ending="承办单位云澜市水利局\n0二"), {"issuer": "云澜市水利局", "date": None}),
    "Chinese numerals, circle": (reply(ending="二○一一年五月十日"), {"date": "2011-05-10"}),
    "Chinese numerals, zero and twenties": (reply(ending="二〇二二年十二月二十一日"), {"date": "2022-12-21"}),
    "letter O": (reply(ending="二OO九年十月二十日"), {"date": "2009-10-20"}),
    "hyphens": (reply(ending="2017-7-21"), {"date": "2017-07-21"}),
    "points": (reply(ending="2021.6.17"), {"date": "2021-06-17"}),
    "blanks": (reply(ending="2021 年 6 月 7 日"), {"date": "2021-06-07"}),
    "lost characters, one reading": (reply(ending="2018828"), {"date": "2018-08-28"}),
    "lost characters, two readings": (reply(ending="云澜市水利局\n2018111"), {"date": None, "issuer": "云澜市水利局"}),
    "lost characters, no day": (reply(ending="云澜市水利局\n20234"), {"date": None, "issuer": "云澜市水利局"}),
    "no such day": (reply(ending="2021年2月30日"), {"date": None}),
    "form not filled in": (reply(ending="二0 年 月 日"), {"date": None}),
    "office and date in one line": (reply(ending="云澜市水利局 2019年7月19日"), {"issuer": "云澜市水利局", "date": "2019-07-19"}),
    "printed later": (reply(ending="2024年8月14日\n街道党政办 2024年8月15日印发"), {"date": "2024-08-14"}),
    "date of the site's table": (reply("生效日期\n2018年09月26日\n发布日期\n2019年01月02日\n" + TITLED), {"date": "2018-09-26"}),
    "date of publication is no date": (reply("发布日期：2021-10-08 10:45 浏览次数：3\n" + TITLED), {"date": None}),
    "contact in brackets": (
        reply(ending="2021年6月17日\n（联系单位及电话：云澜市科学技术局，0599-5555555）"),
        {"contact": "云澜市科学技术局，0599-5555555", "issuer": "云澜市科学技术局"},
    ),
    "contact in two fields": (reply(ending="2021年6月17日\n联 系 人:沈 青 联系电话:5550000"), {"contact": "沈青 5550000"}),
    "two people": (
        reply(ending="2021年6月17日\n承办负责人:沈青禾 邮政编码:412100\n承办人及联系电话:江晚 5550000"),
        {"contact": "承办负责人 沈青禾；承办人 江晚 5550000"},
    ),
    "contact before the signature": (
        reply(ending="领导签批:沈青禾\n承 办 人:江晚\n联系方式:5550000\n云澜市水利局\n2021年6月17日"),
        {"contact": "领导签批 沈青禾；承办人 江晚 5550000", "issuer": "云澜市水利局"},
    ),
    "telephone of the site": (
        reply(TITLED, ending="2021年6月17日\n主 办：云澜市人民政府办公室 | 联系方式：0599-5555555"),
        {"contact": None},
    ),
    "co-handlers below": (
        reply(ending="主办单位:市教育局\n会办单位:市交通局\n联系人:江晚"),
        {"co_handlers": ["市交通局"], "issuer": "市教育局", "contact": "江晚"},
    ),
    # headings
    "headings": (reply(ending="一、工作情况\n（一）已办。很好。\n二、下一步"), {"headings": ["一、工作情况", "二、下一步"]}),
    "second level only": (reply(ending="(一)加快建设。推进规划。\n(二)加强管理。"), {"headings": ["(一)加快建设。", "(二)加强管理。"]}),
    "a heading that quotes a proposal": (
        reply(ending="一、关于“在资金等方面给予支持”的建议\n可以申请。"),
        {"headings": ["一、关于“在资金等方面给予支持”的建议"], "title": "关于增设公交站点的建议"},
    ),
    "numbered paragraph without a heading": (
        reply(ending="一、我局已经与市财政局、市规划局联系；" + "有关手续正在办理之中，" * 6 + "请放心。"),
        {"headings": ["一、…"]},
    ),
    # other forms
    "co-handled opinion": (
        reply(
            "云澜市交通局关于市人大十五届三次会议第88号建议的会办意见",
            "市住房城乡建设局：",
            "陆知行代表提出的关于修桥的建议收悉。现提出如下会办意见：\n好。",
        ),
        {"doc_type": "会办意见", "addressees": ["市住房城乡建设局"], "title": "关于修桥的建议", "kind": "建议"},
    ),
    "co-handled opinion without a title": (
        reply(addressee="县教体局:", opening="陆知行代表提出的《关于修桥的建议》(第26号)收悉。现将协助办理答复如下:\n好。"),
        {"doc_type": "协办答复", "number": "26", "addressees": ["县教体局"]},
    ),
    "press with a lead-in": (
        "5月16日,网站公布对十三届全国人大五次会议第6190号建议的答复。\n以下为答复原文。\n陆知行代表:\n您提出的关于修桥的建议收悉。现答复如下。\n好。",
        {"session": "十三届全国人大五次会议", "number": "6190", "doc_type": "答复", "title": "关于修桥的建议"},
    ),
    "proposal named behind the title": (
        reply("市政协八届二次会议第77号提案的答复函《关于修缮桥梁的建议》", "顾晚舟委员：", "您的提案收悉，现答复如下：\n好。"),
        {"doc_type": "答复函", "number": "77", "title": "关于修缮桥梁的建议"},
    ),
    "proposal named in a second title": (
        reply("关于修缮桥梁的提案的答复\n关于对市政协五届五次会议第62号提案答复的函", "顾晚舟委员：", "提案收悉。现答复如下：\n好。"),
        {"number": "62", "title": "关于修缮桥梁的提案", "doc_type": "答复的函"},
    ),
    "title only in the site's table": (
        reply(
            "文号： | 云环函〔2024〕46号 | 主题词： | |\n信息名称： | 对市十五届人大四次会议4190号建议的协办意见 | ||",
            "市农业农村局：",
            "经研究，现对陆知行代表提出的关于整治环境，建设美丽乡村的建议提出如下协办意见，供你单位答复代表时参考：\n好。",
        ),
        {
            "session": "市十五届人大四次会议",
            "number": "4190",
            "doc_type": "协办意见",
            "title": "关于整治环境，建设美丽乡村的建议",
            "document_number": "云环函〔2024〕46号",
        },
    ),
    "number with the letter of its district": (
        reply("关于省十三届人大一次会议澜36号建议的答复[云交建〔2018〕101号]"),
        {"number": "澜36", "document_number": "云交建〔2018〕101号"},
    ),
    "number without 号 before 代表建议": (reply("对区十九届人大四次会议第30\n代表建议的答复"), {"number": "30"}),
    "colon inside the document number": (reply("建议字：〔2023〕8号\n" + TITLED), {"document_number": "建议字：〔2023〕8号"}),
    "fields in a list": (reply("• 文 号：\n• 云水〔2024〕86号\n" + TITLED), {"document_number": "云水〔2024〕86号"}),
    "greeting of the site above the addressee": (
        "欢迎光临云澜市人民政府门户网站\n尊敬的顾晚舟委员：\n您好，您提出的“关于修桥的提案”已收悉，现答复如下：\n好。",
        {"addressees": ["顾晚舟"]},
    ),
    "greeting in the line of names": (
        "陆知行代表您好：\n关于增设红绿灯的建议，云澜市交警大队高度重视，已安排研究。",
        {"addressees": ["陆知行"], "title": "关于增设红绿灯的建议", "kind": "建议"},
    ),
    "offices consulted, the replying one among them": (
        reply(
            opening="您提出的《关于修桥的建议》收悉。经综合市交通局、市财政局、市水利局等会办单位意见，现答复如下：\n好。",
            ending="云澜市交通局\n2024年5月6日",
        ),
        {"co_handlers": ["市财政局", "市水利局"], "issuer": "云澜市交通局"},
    ),
    "consulted office with others unnamed": (
        reply(
            opening="您提出的《关于修桥的建议》，市人大常委会办公室交由我局办理。我局会同市财政局等协办单位进行认真研究。现答复如下：\n好。"
        ),
        {"co_handlers": ["市财政局"]},
    ),
    "trade and industry are no consultation": (
        reply("", "县建设局：", "顾晚舟委员提出的《关于修桥的提案》收悉，现就涉及工商行政管理的事项提出如下会办意见：\n好。"),
        {"co_handlers": [], "doc_type": "会办意见"},
    ),
    "signature and telephone in one line": (
        reply(ending="云澜市财政局 联系电话：65130000"),
        {"issuer": "云澜市财政局", "contact": "65130000"},
    ),
    "numbered paragraphs in one line": (
        reply(opening="您提出的《关于修桥的建议》收悉，现答复如下：\n一、加固桥墩。已经开工。 二、拓宽桥面。明年开工。"),
        {"headings": ["一、加固桥墩。", "二、拓宽桥面。"]},
    ),
    "issuer in the title of the page": (
        reply(
            "云澜县水务局关于县第十七届人大四次会议第37号建议答复的函\n发布时间：2020-11-10\n关于县第十七届人大四次会议第37号建议\n答复的函"
        ),
        {"issuer": "云澜县水务局"},
    ),
    "issuer in the site's table": (
        reply("索引号 | 1526/2021 | 发布机构 | 云澜县文化和旅游局 |\n文号 | 浏览量 |"),
        {"issuer": "云澜县文化和旅游局"},
    ),
    "issuer glued to the next field": (reply(TITLED + "\n来源：云澜县公安局发布时间：2025-11-04"), {"issuer": "云澜县公安局"}),
    "publisher that is not the issuer": (reply(TITLED + "\n来源：云澜县人民政府办公室 2025-11-04"), {"issuer": None}),
    "source without its place": (reply(TITLED + "\n信息来源：市住房和城乡建设局"), {"issuer": None}),
    "name of the site above the title": (
        reply("云讯通中心\n当前所在：首页 > 正文\n对十三届全国人大五次会议第4711号建议的答复摘要\n来源：生态环境部网站 作者：佚名"),
        {"issuer": "生态环境部", "doc_type": "答复摘要"},
    ),
    "issuer with its place in the title alone": (
        reply("云澜县水务局关于县第十七届人大四次会议第37号建议的答复", ending="县水务局\n2024年5月6日"),
        {"issuer": "云澜县水务局", "date": "2024-05-06"},
    ),
    "issuer of two names": (
        reply(TITLED, ending="云澜市住房和城乡建设局（市人民防空办公室）\n2024年5月6日"),
        {"issuer": "云澜市住房和城乡建设局（市人民防空办公室）"},
    ),
    "traditional script": (
        "對雲瀾縣政協第十三屆一次會議第72號提案的\n答 複\n尊敬的陸知行、顧晚舟委員:\n"
        "你們提出的《關於設立專項基金建議的提案》收悉,現答複如下:\n一、建議正確。\n2017-7-21",
        {
            "session": "云澜县政协第十三届一次会议",
            "addressees": ["陆知行", "顾晚舟"],
            "title": "关于设立专项基金建议的提案",
            "headings": ["一、建议正确。"],
            "date": "2017-07-21",
        },
    ),
    "pinyin glosses": (
        "對縣十一屆人大一次會(huì)議第25號建議的答復(fù)\n陸知行代表:\n您提出的《關(guān)于修橋的建議》收悉,現(xiàn)答復(fù)如下:\n好。",
        {"session": "县十一届人大一次会议", "number": "25", "title": "关于修桥的建议"},
    ),
    "page saved as one line": (
        "关于县人大七届一次会议第50-1号建议答复的函 陆知行等十位代表: 你们提出的“关于修桥的议案”已收悉,经研究办理,现答复如下: "
        "一、基本情况 全县共有三处,收益群众比较满意。 二、加大力度 县政府组织了联合排查组。 云澜县水利局 二00七年七月十七日 |",
        {
            "session": "县人大七届一次会议",
            "number": "50-1",
            "addressees": ["陆知行等十位代表"],
            "title": "关于修桥的议案",
            "headings": ["一、基本情况", "二、加大力度"],
            "date": "2007-07-17",
            "issuer": "云澜县水利局",
        },
    ),
}
