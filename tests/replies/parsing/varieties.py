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
}
