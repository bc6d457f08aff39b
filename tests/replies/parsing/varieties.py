"""Invented replies, one for each way of printing that published replies show. Places and people are made up."""

from typing import Any

OPENED = "您提出的《关于增设公交站点的建议》收悉，现答复如下：\n已经办理。"


def reply(title: str = "", addressee: str = "陆知行代表：", opening: str = OPENED, ending: str = "") -> str:
    return "\n".join(part for part in (title, addressee, opening, ending) if part)


TITLED = "对云澜市十七届人大五次会议第0027号建议的答复"

VARIETIES: dict[str, tuple[str, dict[str, Any]]] = {
    # titles
    "title in one line": (reply(TITLED), {"session": "云澜市十七届人大五次会议", "number": "0027", "kind": "建议", "doc_type": "答复"}),
    "title over three lines": (
        reply("云澜市交通局\n关于对市政协十届三次会议第18号提案的\n答 复", "顾晚舟委员："),
        {"session": "市政协十届三次会议", "number": "18", "kind": "提案", "doc_type": "答复", "issuer": "云澜市交通局"},
    ),
    "title broken inside the session": (
        reply("对云澜区第七届人民代表大会\n第三次会议第20号建议的复函"),
        {"session": "云澜区第七届人民代表大会第三次会议", "number": "20", "doc_type": "复函"},
    ),
    "office and title in one line": (
        reply("云澜市水务局关于云澜市第十八届人大一次会议第58号建议的答复函"),
        {"session": "云澜市第十八届人大一次会议", "number": "58", "doc_type": "答复函", "issuer": "云澜市水务局"},
    ),
    "full name of the CPPCC and a merged number": (
        reply("关于对中国人民政治协商会议云澜县第十届委员会第三次会议第128并2号提案的答复", "顾晚舟委员："),
        {"session": "中国人民政治协商会议云澜县第十届委员会第三次会议", "number": "128并2", "kind": "提案"},
    ),
    "national number with a category": (
        reply("关于政协第十三届全国委员会第五次会议第00058号（教育事业类012号）提案答复的函", "顾晚舟委员："),
        {"session": "政协第十三届全国委员会第五次会议", "number": "00058", "category": "教育事业类012号", "doc_type": "答复的函"},
    ),
    "two numbers": (reply("对市十五届人大三次会议第0123、0124号建议的答复"), {"number": "0123、0124"}),
    "class letter before the number is no class": (
        reply("云澜县农业农村局关于县政协十届三次会议A类第067号提案的答复"),
        {"number": "067", "handling_class": None, "kind": "提案"},
    ),
    "number behind the quoted title": (
        reply(opening="您提出的《关于增设公交站点的建议》（第26号）收悉，现答复如下：\n已经办理。"),
        {"number": "26", "title": "关于增设公交站点的建议", "session": None},
    ),
    "number of eight digits": (
        reply(opening="您提出的《关于增设公交站点的建议》(第14020361号建议)收悉，答复如下：\n好。"),
        {"number": "14020361"},
    ),
    "category before the number": (
        reply(opening="你提出的《关于增设公交站点的议案》(社会事业类)第78号，已作为代表建议转交我局办理，现答复如下：\n好。"),
        {"number": "78", "category": "社会事业类", "title": "关于增设公交站点的议案", "kind": "建议"},
    ),
    "session only in the opening": (
        reply(opening="您在云澜县十七届人大三次会议上提出的《关于增设公交站点的建议》21号建议，已交我局研究办理，现答复如下：\n好。"),
        {"session": "云澜县十七届人大三次会议", "number": "21", "title": "关于增设公交站点的建议"},
    ),
    "number with the name of a district": (reply("对市十三届人大六次会议第晚舟13号建议的答复"), {"number": "晚舟13"}),
    "cells of a table": (
        reply("会议届次\n市十七届人大二次会议\n建议提案编号\n20200420\n办理类型\nB"),
        {"session": "市十七届人大二次会议", "number": "20200420", "handling_class": "B"},
    ),
    "title without its last line": (
        reply("云澜县水利局\n对县十一届人大六次会议第12号建议的"),
        {"session": "县十一届人大六次会议", "number": "12", "doc_type": "答复"},
    ),
    "lost session, whole in the page's title": (
        reply("对政协云澜县第十届委员会第一次会议第25号提案的答复\n对政协云澜县届委员会\n次会议第25号提案的答复", "顾晚舟委员："),
        {"session": "政协云澜县第十届委员会第一次会议", "number": "25"},
    ),
    "blanks between all characters": (
        "对 市 十 届 人 大 二 次 会 议\n第 9 5 号 建 议 的 答 复\n张 三 丰 、顾 晚 舟 代 表 ：\n"
        "您 提 出 的 “关 于 修 桥 的 建 议 ” 收 悉 ，答 复 如 下 ：\n好。",
        {"session": "市十届人大二次会议", "number": "95", "addressees": ["张三丰", "顾晚舟"], "title": "关于修桥的建议"},
    ),
    "proposal named only in the title": (
        reply("关于加固河堤的建议的回复", opening="您的来信收悉。\n已经办理。"),
        {"title": "关于加固河堤的建议", "doc_type": "回复", "number": None},
    ),
    "lost characters in the title": (
        reply("对县八届政协次会议\n第88提案答复", "顾晚舟委员", "您提出的《关于增设公交站点的建议》收悉,现答复如下:\n好。"),
        {"number": "88", "kind": "提案", "addressees": ["顾晚舟"], "doc_type": "答复"},
    ),
    # addressees
    "several, one title": (reply(addressee="陆知行、顾晚舟、沈青禾代表："), {"addressees": ["陆知行", "顾晚舟", "沈青禾"]}),
    "each with the title": (reply(addressee="陆知行代表、顾晚舟代表:"), {"addressees": ["陆知行", "顾晚舟"]}),
    "apart by blanks": (reply(addressee="陆知行 顾晚舟 代表："), {"addressees": ["陆知行", "顾晚舟"]}),
    "spaced names": (reply(addressee="尊敬的陆 宁、顾 舟代表："), {"addressees": ["陆宁", "顾舟"]}),
    "and others": (reply(addressee="陆知行等3位代表:"), {"addressees": ["陆知行等3位代表"]}),
    "two deputies": (reply(addressee="陆知行、顾晚舟二位代表："), {"addressees": ["陆知行", "顾晚舟"]}),
    "no colon": (reply(addressee="尊敬的陆知行代表"), {"addressees": ["陆知行"]}),
    "text on the same line": (
        "陆知行代表：你提出的“关于增设公交站点的建议”收悉，现答复如下：\n好。",
        {"addressees": ["陆知行"], "title": "关于增设公交站点的建议"},
    ),
    "delegation": (
        reply(addressee="朝阳代表团：", opening="贵团提出的《关于修桥的议案》收悉，现答复如下：\n好。"),
        {"addressees": ["朝阳代表团"]},
    ),
    "party and federation": (
        reply(addressee="民革云澜市委会、市工商联：", opening="贵单位提出的《关于修桥的提案》收悉，现答复如下：\n好。"),
        {"addressees": ["民革云澜市委会", "市工商联"], "kind": "提案"},
    ),
    "party branch without a colon": (
        reply(addressee="民建云澜总支部", opening="你们提出的《关于修桥的提案》收悉，现答复如下：\n好。"),
        {"addressees": ["民建云澜总支部"], "kind": "提案"},
    ),
    "circle of the CPPCC": (
        reply(addressee="九三学社界:", opening="你们提出的“关于修桥的提案”，经研究，答复如下：\n好。"),
        {"addressees": ["九三学社界"]},
    ),
    "department": (
        reply(
            "关于市政协十三届五次会议第151号提案协办件的答复", "市民政局:", "顾晚舟委员所提出的《关于修桥的建议》已收悉,现答复如下:\n好。"
        ),
        {"addressees": ["市民政局"], "doc_type": "协办件的答复", "kind": "提案"},
    ),
    "nobody, told in the third person": (
        "在市人大七届一次会议上,人大代表陆知行提出《关于修桥》(99号)建议,市公安局研究拿出了方案。现答复如下:\n好。",
        {"addressees": ["陆知行"], "number": "99", "title": "关于修桥", "session": "市人大七届一次会议"},
    ),
    "deputy in the address, proposal in the title": (
        reply(opening="您提出的《关于修桥的提案》收悉,现答复如下:\n好。"),
        {"kind": "提案"},
    ),
    "rank in front": (reply(addressee="市人大代表陆知行："), {"addressees": ["陆知行"]}),
    "list over two lines": (reply(addressee="陆知行、顾晚舟、\n沈青禾代表："), {"addressees": ["陆知行", "顾晚舟", "沈青禾"]}),
    "joined by and": (reply(addressee="陆知行和顾晚舟代表："), {"addressees": ["陆知行", "顾晚舟"]}),
    "everybody is nobody": (reply(addressee="尊敬的各位代表："), {"addressees": []}),
    # titles of proposals
    "quotation marks": (reply(opening="您提出的“关于修桥”的建议收悉。现答复如下:\n好。"), {"title": "关于修桥"}),
    "about in front of the mark": (
        reply(opening="您提出的关于《关于修桥的建议》，已交我们研究办理,现答复如下:\n好。"),
        {"title": "关于修桥的建议"},
    ),
    "no marks": (reply(opening="您提出关于修桥的建议收悉,现答复如下:\n好。"), {"title": "关于修桥的建议"}),
    "no marks, business in between": (
        reply(opening="现将您提出的关于修桥补路的提案办理情况答复如下:\n好。"),
        {"title": "关于修桥补路的提案"},
    ),
    "marks inside": (reply(opening="您提出的关于打造“云上云澜”的建议收悉,现答复如下:\n好。"), {"title": "关于打造“云上云澜”的建议"}),
    "nested marks": (reply(opening="您提出的“关于建设“四美”乡村的建议”收悉,现答复如下:\n好。"), {"title": "关于建设“四美”乡村的建议"}),
    "a comma inside": (
        reply(opening="您提出的《关于发挥作用,加强宣传的建议》提案收悉,现答复如下:\n好。"),
        {"title": "关于发挥作用,加强宣传的建议"},
    ),
    "a number behind the title is not the title": (
        reply(opening="您提出的《关于修桥的建议》的第99号建议,已转交我局研究办理,现答复如下:\n好。"),
        {"title": "关于修桥的建议", "number": "99"},
    ),
    "no verb before the marks": (reply(opening="《关于修桥的建议》收悉,现答复如下:\n好。"), {"title": "关于修桥的建议"}),
    "a notice is not the title": (reply(opening="按照《关于做好办理工作的通知》，现答复如下:\n好。"), {"title": None}),
    "mark not closed": (reply(opening="您提出的《关于修桥的建议收悉,现答复如下:\n好。"), {"title": "关于修桥的建议"}),
    # consulted offices
    "with": (
        reply(opening="您提出的“关于修桥的建议”，经会同市发展改革委、滨海新区和市住房和城乡建设局研究答复如下：\n好。"),
        {"co_handlers": ["市发展改革委", "滨海新区", "市住房和城乡建设局"]},
    ),
    "asked": (
        reply(opening="您提出的《关于修桥的建议》收悉。经商省发改委、省自然资源厅,现答复如下:\n好。"),
        {"co_handlers": ["省发改委", "省自然资源厅"]},
    ),
    "opinions": (
        reply(opening="您提出的《关于修桥的建议》收悉。综合市财政局、市水务局会办意见，现答复如下:\n好。"),
        {"co_handlers": ["市财政局", "市水务局"]},
    ),
    "met": (
        reply(opening="您提出的《关于修桥的建议》收悉。经与市财政局、市水务局等部门会商，现答复如下:\n好。"),
        {"co_handlers": ["市财政局", "市水务局"]},
    ),
    "ministry": (
        reply(opening="您提出的“关于修桥的建议”由我部会同水利部、林业局和发展改革委办理。经研究，现答复如下:\n好。"),
        {"co_handlers": ["水利部", "林业局", "发展改革委"]},
    ),
    "assisted by": (
        reply(opening="您提出的《关于修桥的建议》收悉。此件由我委主办，省财政厅、省水利厅会办，现答复如下:\n好。"),
        {"co_handlers": ["省财政厅", "省水利厅"]},
    ),
    "nobody in particular": (
        reply(opening="您提出的《关于修桥的建议》收悉。经会同有关部门研究，现答复如下:\n我局将会同市财政局办理。"),
        {"co_handlers": []},
    ),
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
