"""The places that are shipped, and what is different in each of them, as the pages of a case are to show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SATISFIED, DISSATISFIED = "满意", "不满意"


@dataclass(frozen=True)
class Contact:
    """How, in which phase; by the labels of the form."""

    how: str
    phase: str


@dataclass(frozen=True)
class Place:
    """What is different in one place: `shown` names, by the page of the walk, the words that must stand there."""

    code: str  # of the rule set, without its kind
    contacts: Sequence[Contact]
    signer: str  # the account of whoever signs
    outcome: str  # the label chosen
    scales: Sequence[str]
    addressed: Sequence[str]  # those whom the letter goes to
    raters: Sequence[str]
    shown: Mapping[str, Sequence[str]]
    kind: str = "suggestion"
    session: str = "云澜市九届人大三次会议"
    proposers: Sequence[str] = ("顾晚舟", "沈望舒")
    title: str = "关于增加河湾街道普惠托位的建议"
    exception: str = ""  # why it goes out without the contact that is asked for
    verdicts: Sequence[str] = ("满意", "满意")  # of those who rate, of the first answer
    second: str = ""  # of the second answer, where the first did not satisfy
    met: str = ""  # what is held where the second did not satisfy either
    told_again: bool = False  # whether a second reply tells that the promise was kept


BOTH = ("顾晚舟", "沈望舒")
COLLECTIVE = ("九三学社云澜市委员会", "楚天阔")
USUAL = ("对办理态度", "对办理结果")
BY_PHONE, VISITED, MET = Contact("电话", "办前"), Contact("走访", "办前"), Contact("面商", "办中")

# What each place shows of its own, page by page: the dates are worked out by hand, 2026-03-02 being the day of 交办 and the letter's 04-20.
PLACES = [
    Place(
        "national",
        [BY_PHONE],
        "qianfa",
        "B",
        USUAL,
        BOTH,
        BOTH,
        {
            "registered": ["全国（代表建议）", "每一位提出人"],
            "assign": ["答复6月2日（星期二）前 代表法（2025）第五十一条", "会办意见4月2日（星期四）前 多地通行做法，全国规定未见"],
            "lead-to-sign": ["6月2日（星期二）前答复", "规则：3 个月，按日历月计算，休息日照算。代表法（2025）第五十一条"],
            "co-signed-for": ["4月3日（星期五）前提会办意见", "规则：1 个月", "没有找到这项期限的条文，办理规则暂按此计算。"],
            "objection": ["3月9日（星期一）申请：政协全国委员会办公厅承办规定（1997）第六条比照"],
            "more-time": ["最迟可延至9月2日（星期三） 代表法（2025）第五十一条：至迟六个月"],
            "opening": ["，现答复如下："],
            "write": [
                "D　留作参考",
                "尚无记录：与提出人的沟通（代表法（2025）第五十一条：与代表联系沟通、充分听取意见）",
                "以全文公开为原则（国办发〔2014〕46号；代表法（2025）第五十一条第三款）",
            ],
            "review-hegao": ["分类 B"],
            "sign": [
                "每一位提出人，逐一答复：顾晚舟代表、沈望舒代表 《全国人大代表建议、批评和意见处理办法》：联名建议分别答复每位代表",
                "B　正在解决或列入计划逐步解决",
                "抄送市住房城乡建设局联系提出人",
            ],
            "dispatch": ["每一位提出人，逐一答复"],
            "ratings": ["请每一位提出人评价。（推定）", "请在5月13日前收回。 多地通行做法，全国规定未见 （推定）"],
            "rate": ["有效期至5月28日"],
            "publication": ["5月20日", "国办发〔2014〕46号"],
        },
        told_again=True,
    ),
    Place(
        "tianjin",
        [VISITED, MET],
        "qianfa",
        "列为工作参考",
        USUAL,
        BOTH,
        BOTH,
        {
            "registered": ["天津（代表建议）", "每一位提出人"],
            "assign": [
                "答复6月2日（星期二）前 代表法（2025）第五十一条（天津市条例第十一条以下未见）",
                "会办意见4月2日（星期四）前 天津规定未见",
            ],
            "co-signed-for": ["4月3日（星期五）前提会办意见", "没有找到这项期限的条文，办理规则暂按此计算。"],
            "objection": ["3月10日（星期二）申请：天津规定未见"],
            "more-time": ["最迟可延至9月2日（星期三） 代表法（2025）第五十一条：至迟六个月"],
            "opening": ["研究答复如下："],
            "write": [
                "采纳　所提建议被采纳、所提问题已解决",
                "条件不具备　因条件不具备暂时难以解决",
                "尚无记录：办中沟通（天津市办理做法：办前、办中、办后“三访”）",
            ],
            "sign": ["3月16日　走访　办前", "4月20日　面商　办中", "列为工作参考", "沈望舒代表 （推定）"],
            "ratings": ["请每一位提出人评价。（推定）", "请在5月13日前收回。 天津规定未见 （推定）"],
            "rate": ["有效期至5月28日"],
            "publication": ["5月20日", "国办发〔2014〕46号"],
        },
    ),
    Place(
        "shanghai",
        [BY_PHONE],
        "fenguan",
        "年内解决",
        USUAL,
        BOTH,
        BOTH,
        {
            "registered": ["上海（代表建议）", "每一位提出人"],
            "assign": ["上海市代表建议地方性法规（2015）第十九条", "会办意见4月2日（星期四）前 上海市代表建议地方性法规（2015）第十七条"],
            "co-signed-for": ["4月3日（星期五）前提会办意见", "上海市代表建议地方性法规（2015）第十七条"],
            "objection": ["3月12日（星期四）申请：上海市代表建议地方性法规（2015）第十四条"],
            "more-time": [
                "最迟可延至9月2日（星期三） 上海市代表建议地方性法规（2015）第十九条：书面报告并经同意，最长延长三个月，告知代表"
            ],
            "opening": ["，现答复如下："],
            "write": [
                "年内解决　列入本年度计划，明确解决日期",
                "与提出人的沟通（上海市代表建议地方性法规（2015）第二十条）",
                "按规定抄送：上海市人大常委会代表工作机构、上海市人民政府办公厅（上海市代表建议地方性法规（2015）第二十条",
                "以全文公开为原则（上海市代表建议地方性法规（2015）第二十二条）",
            ],
            "sign": [
                "沈望舒代表 上海市代表建议地方性法规（2015）第二十条：分别答复每一位代表",
                "抄送上海市人大常委会代表工作机构上海市人民政府办公厅",
            ],
            "dispatched": ["签发叶知秋"],
            "ratings": ["请每一位提出人评价。（上海市代表建议地方性法规（2015）第二十一条）", "请在5月13日前收回。"],
            "rate": ["有效期至5月28日"],
            "publication": ["5月20日", "上海市代表建议地方性法规（2015）第二十二条"],
        },
    ),
    Place(
        "chongqing",
        [BY_PHONE],
        "qianfa",
        "正在研究解决",
        ("对答复内容", "对承诺事项"),
        BOTH,
        BOTH[:1],
        {
            "registered": ["重庆（代表建议）", "每一位提出人"],
            "assign": [
                "重庆市代表建议地方性法规（2017）第二十一条",
                "会办意见4月14日（星期二）前 重庆市代表建议地方性法规（2017）第二十条",
            ],
            "co-signed-for": [
                "4月15日（星期三）前提会办意见",
                "规则：30 个工作日，休息日不计，补班日计入。重庆市代表建议地方性法规（2017）第二十条",
                "4月4日—4月6日（清明节）",
            ],
            "objection": ["3月16日（星期一）申请：重庆市代表建议地方性法规（2017）第十六条"],
            "more-time": ["本地办理规则没有规定这一期限可以延长。"],
            "opening": ["，现答复如下："],
            "write": [
                "报告上级　属上级机关职权，已向上级报告",
                "与提出人的沟通（重庆市代表建议地方性法规（2017）第十八条）",
                "按规定抄送：重庆市人大常委会人事代表工作委员会、重庆市人民政府办公厅（重庆市代表建议地方性法规（2017）第二十五条",
                "以全文公开为原则（重庆市代表建议地方性法规（2017）第三十六条）",
            ],
            "sign": ["沈望舒代表 重庆市代表建议地方性法规（2017）第二十三条：答复每一位代表", "正在研究解决　列出计划、进度和完成时限"],
            "lead-signed-for": ["首次联系 市教育局", "3月31日 重庆市代表建议地方性法规（2017）第十八条"],
            "ratings": [
                "只请领衔提出人评价。（重庆市代表建议地方性法规（2017）第二十六条）",
                "请在5月20日前收回。 重庆市代表建议地方性法规（2017）第二十七条",
            ],
            "rate": ["有效期至6月4日"],
            "publication": ["5月20日", "重庆市代表建议地方性法规（2017）第三十六条"],
            "again": [
                "6月28日（星期日）前答复",
                "2026年4月28日退回，当日不计。规则：2 个月，按日历月计算，休息日照算。重庆市代表建议地方性法规（2017）第二十七条",
                "第 2 次答复",
                "按规则",
            ],
            "work-again": ["6月28日", "第 2 次答复，尚未动笔"],
            "work-to-meet": ["再次答复仍不满意"],
            "meet": ["重庆市代表建议地方性法规（2017）第二十七条：人代工委召集双方"],
            "met": ["云教建〔2026〕2号", "5月18日　顾晚舟、云澜市教育局负责人"],
        },
        verdicts=[DISSATISFIED],
        second=DISSATISFIED,
        met="座谈",
    ),
    Place(
        "qingdao",
        [BY_PHONE],
        "qianfa",
        "B",
        USUAL,
        BOTH[:1],
        BOTH[:1],
        {
            "registered": ["青岛（代表建议）", "领衔人，由其转告其他人"],
            "assign": [
                "青岛市代表建议地方性法规（2021）第二十五条",
                "会办意见4月2日（星期四）前 青岛市代表建议地方性法规（2021）第二十四条",
            ],
            "co-signed-for": ["4月3日（星期五）前提会办意见", "青岛市代表建议地方性法规（2021）第二十四条"],
            "objection": ["3月10日（星期二）申请：青岛市代表建议地方性法规（2021）第十九条"],
            "more-time": ["最迟可延至9月2日（星期三） 青岛市代表建议地方性法规（2021）第二十五条：经同意，最长不超过六个月，告知代表"],
            "opening": ["您提出的"],
            "write": [
                "C　因条件限制暂时不能解决，留待以后",
                "尚无记录：当面沟通（面商或走访）（青岛市代表建议地方性法规（2021）第二十八条：以面复为主）",
                "按规定抄送：青岛市人大常委会代表工作机构、青岛市人民政府办公厅",
                "以全文公开为原则（青岛市代表建议地方性法规（2021）第三十条）",
            ],
            "sign": [
                "主送顾晚舟代表：",
                "领衔的顾晚舟代表，由其转告沈望舒代表 青岛市代表建议地方性法规（2021）第二十八条：答复领衔代表",
                "代表出差在外，已电话沟通两次。",
            ],
            "dispatch": ["领衔的顾晚舟代表，由其转告沈望舒代表"],
            "ratings": [
                "只请领衔提出人评价。（青岛市代表建议地方性法规（2021）第二十八条）",
                "请在5月13日前收回。 青岛条例未写明期限 （推定）",
            ],
            "rate": ["有效期至5月28日"],
            "publication": ["5月20日", "青岛市代表建议地方性法规（2021）第三十条"],
            "settle": ["青岛市代表建议地方性法规（2021）第三十一条"],
            "again": ["5月28日（星期四）前答复", "规则：1 个月", "青岛条例未写明期限", "请写明每一处的时间和责任单位。", "28退回"],
            "work-again": ["5月28日", "第 2 次答复，尚未动笔"],
            "work-to-meet": ["再次答复仍不满意"],
            "meet": ["青岛市代表建议地方性法规（2021）第三十一条"],
            "met": ["云教建〔2026〕2号", "评估"],
        },
        verdicts=[DISSATISFIED],
        second=DISSATISFIED,
        met="评估",
        exception="代表出差在外，已电话沟通两次。",
    ),
    Place(
        "zhejiang",
        [BY_PHONE],
        "qianfa",
        "B",
        USUAL,
        BOTH,
        BOTH[:1],
        {
            "registered": ["浙江（代表建议）", "每一位提出人"],
            "assign": ["浙江省代表建议地方性法规（2016）第二十一条", "会办意见5月2日（星期六）前 浙江省代表建议地方性法规（2016）第十八条"],
            "co-signed-for": [
                "5月3日（星期日）前提会办意见",
                "规则：2 个月，按日历月计算，休息日照算。浙江省代表建议地方性法规（2016）第十八条",
            ],
            "objection": ["3月13日（星期五）申请：浙江省代表建议地方性法规（2016）第十四条"],
            "more-time": ["最迟可延至9月2日（星期三） 浙江省代表建议地方性法规（2016）第二十一条：经同意，最长不超过六个月"],
            "opening": ["，现答复如下："],
            "write": [
                "C　受条件限制，留作参考或不可行",
                "与提出人的沟通（浙江省代表建议地方性法规（2016）第十八条）",
                "按规定抄送：浙江省人大常委会代表工作机构、河湾区人大常委会、浙江省人民政府办公厅（浙江省代表建议地方性法规",
                "以全文公开为原则（推定）",
            ],
            "sign": ["沈望舒代表 浙江省代表建议地方性法规（2016）第二十二条：答复每一位代表", "B　部分解决或列入计划", "河湾区人大常委会"],
            "ratings": ["只请领衔提出人评价。（浙江省代表建议地方性法规（2016）第二十三条：征询意见表送领衔代表）", "请在5月13日前收回。"],
            "rate": ["有效期至5月28日"],
            "publication": ["5月20日"],
            "again": [
                "5月28日（星期四）前答复",
                "规则：1 个月，按日历月计算，休息日照算。浙江省代表建议地方性法规（2016）第二十四条",
                "按规则",
            ],
            "work-again": ["5月28日", "第 2 次答复，尚未动笔"],
        },
        verdicts=[DISSATISFIED],
        second=SATISFIED,
    ),
    Place(
        "tianjin",
        [VISITED, MET],
        "qianfa",
        "列入工作参考",
        USUAL,
        COLLECTIVE,
        COLLECTIVE,
        {
            "registered": ["天津（政协提案）", "须先立案，再交办（天津市政协2018年情况：收到784件，立案768件）"],
            "filing": ["天津市政协2018年情况：收到784件，立案768件", "不予立案", "转社情民意", "涉及国家秘密"],
            "assign": ["答复6月2日（星期二）前 天津规定未见", "会办意见4月2日（星期四）前 天津规定未见"],
            "co-signed-for": ["没有找到这项期限的条文，办理规则暂按此计算。"],
            "objection": ["3月10日（星期二）申请：天津规定未见"],
            "more-time": ["最迟可延至9月2日（星期三） 天津规定未见（推定）"],
            "opening": ["贵党派", "研究答复如下："],
            "write": ["暂时难以解决", "尚无记录：办中沟通（天津市办理做法：办前、办中、办后“三访”）"],
            "sign": ["3月16日　走访　办前", "4月20日　面商　办中", "列入工作参考"],
            "dispatch": ["云教提〔2026〕1号"],
            "ratings": ["请每一位提出人评价。（推定）", "请在5月13日前收回。"],
            "rate": ["有效期至5月28日"],
            "publication": ["5月20日", "国办发〔2014〕46号"],
        },
        kind="cppcc_proposal",
        session="云澜市政协八届三次会议",
        proposers=COLLECTIVE,
        title="关于增加河湾街道普惠托位的提案",
    ),
]
