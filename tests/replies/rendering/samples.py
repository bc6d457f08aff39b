"""Invented letters: a place, people and figures that do not exist."""

import datetime
import random
from typing import Any

from replies.rendering import Letter
from replies.structure import parse_body

SENTENCES = (
    "截至2026年3月31日，全市每千人口拥有3岁以下婴幼儿托位4.1个，其中普惠托位占62%。",
    "您提到的河湾、柳浦、青石三个街道，老旧小区86个，普惠托位412个，低于全市平均水平。",
    "已会同市住房和城乡建设局查清社区闲置用房37处，其中19处符合日照、消防条件，新增普惠托位约380个。",
    "我局印发《云澜市托育服务“十五五”规划（2026—2030年）》（云教发〔2026〕9号），明确了“一街道一中心”的目标……",
    "市级财政安排1,250.75万元，带动社会投资3.6亿元；每个托位补助1.2万元，比上年提高15.5%。",
    "“小饭桌”“四点半课堂”等服务点由48个增至126个，覆盖率达到91.3%——居全省前列。",
    "采用AI+5G技术的智慧托育平台（Smart Care）上线运行，接入API接口27个，日均访问8,600人次。",
    "推行“双随机、一公开”检查，发现问题113项，已整改109项，整改率96.5%。",
    "一是加强统筹。二是完善政策。三是强化监管，做到“底数清、情况明、措施实”。",
    "工作人员持证上岗率达100%，每季度抽查1次，结果向家长公布。",
)
PLAIN = "普惠托育服务体系逐步健全居民满意程度稳步提升社区资源统筹利用水平不断提高人才队伍建设持续加强"


def letter(**changes: Any) -> Letter:
    """A whole letter of a page and a half."""
    given: dict[str, Any] = {
        "title": "对云澜市九届人大三次会议第0027号建议的答复",
        "addressee": "顾晚舟代表：",
        "body": tuple(parse_body(body(6))),
        "signature": "云澜市教育局",
        "issued_on": datetime.date(2026, 4, 20),
        "class_mark": "B",
        "contact": "学前教育科，0000-5550127",
        "notes": "此件公开发布",
        "copies": ("市人大常委会代表工作室", "市政府督查室"),
    }
    return Letter(**{**given, **changes})


def body(paragraphs: int, seed: int = 0) -> str:
    """So many paragraphs under headings of all four levels, the same for the same seed."""
    dice = random.Random(seed)
    lines = ["您提出的“关于增加老旧小区周边普惠托位的建议”，经会同市住房和城乡建设局研究，现答复如下："]
    for number in range(paragraphs):
        kind = number % 5
        if kind == 1:
            lines.append(f"{'一二三四五六七八九十'[number // 5 % 10]}、关于托位底数")
        elif kind == 2:
            lines.append("（一）盘活存量用房。" + dice.choice(SENTENCES))
        elif kind == 3:
            lines.append("1.摸清底数")
        elif kind == 4:
            lines.append("（1）开展专项排查。" + dice.choice(SENTENCES))
        lines.append("".join(dice.choice(SENTENCES) for _sentence in range(dice.randint(1, 5))))
    lines.append("感谢您对托育工作的关心，欢迎继续提出宝贵意见。")
    return "\n".join(lines)


def plain_text(characters: int) -> str:
    """So many characters without a mark, a number or a word."""
    return (PLAIN * (characters // len(PLAIN) + 1))[:characters]


def letters_on(form: str, **changes: Any) -> Letter:
    """A letter on headed paper, with all that such a letter has."""
    given: dict[str, Any] = {
        "form": form,
        "masthead": "云澜市教育局",
        "document_number": "云教建〔2026〕14号",
        "printed_by": "云澜市教育局办公室",
        "printed_on": datetime.date(2026, 4, 21),
    }
    return letter(**{**given, **changes})
