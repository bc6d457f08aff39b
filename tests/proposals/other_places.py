"""The rules of places that are not shipped, said as data of a rule set: that what differs between places needs no code.

Read in the local regulations that docs/reference/rules.md names; only what differs from the national rules is said here.
"""

from typing import Any


def limit(count: int | str, unit: str, anchor: str, article: str) -> dict[str, Any]:
    return {"unit": unit, "count": count, "anchor": anchor, "article": article}


def total(count: int, article: str) -> dict[str, Any]:
    return {"unit": "months", "count": count, "total": True, "article": article}


PLACES: dict[str, dict[str, Any]] = {
    "beijing": {
        "limits": {
            "answer": limit(3, "months", "assigned", "北京2014第二十三条"),
            "rework": limit(2, "months", "returned", "北京2014第二十七条"),
            "feedback": limit(15, "working_days", "signed", "北京2014第二十七条"),
        },
        "extensions": {"answer": total(6, "北京2014第二十三条")},
        "policies": {
            "withdrawal": {"value": "before_assignment", "article": "北京2014第十三条"},
            "rework": {"value": "by_decision", "article": "北京2014第二十七条：敷衍塞责的"},
        },
    },
    "shandong": {
        "limits": {
            "objection": limit(5, "days", "received", "山东2017第十二条"),
            "opinion": limit(1, "months", "received", "山东2017第十九条"),
            "answer": limit(3, "months", "assigned", "山东2017第二十一条"),
            "rework": limit(1, "months", "returned", "山东2017第二十四条"),
        },
        "extensions": {"answer": total(6, "山东2017第二十一条")},
        "policies": {"contact": {"value": "face", "article": "山东2017第二十二条"}},
        "recipients": "lead_relays",
    },
    "henan": {
        "limits": {
            "objection": limit(10, "working_days", "received", "河南2017第十四条"),
            "reassignment": limit(10, "working_days", "returned", "河南2017第十四条"),
            "opinion": limit(2, "months", "received", "河南2017第十八条"),
            "answer": limit(3, "months", "assigned", "河南2017第二十条"),
            "answer_difficult": limit(6, "months", "assigned", "河南2017第二十条"),
            "rework": limit(1, "months", "returned", "河南2017第二十二条"),
            "feedback": limit(10, "working_days", "signed", "河南2017第二十二条"),
        },
        "policies": {"still_dissatisfied": {"value": "evaluation", "article": "河南2017第二十二条"}},
    },
    "fujian": {
        "limits": {
            "opinion": limit(1, "months", "assigned", "福建代表建议办理规定"),
            "answer": limit(3, "months", "assigned", "福建代表建议办理规定"),
        },
        "extensions": {"answer": {"unit": "months", "count": 3, "article": "福建代表建议办理规定：书面说明并经同意"}},
    },
    "ningbo": {"limits": {"answer": limit(3, "months", "assigned", "宁波2008"), "opinion": limit(1, "months", "received", "宁波2008")}},
    "guangzhou": {
        "limits": {
            "answer": limit(3, "months", "assigned", "广州政府规定"),
            "reassignment": limit(7, "days", "returned", "广州政府规定"),
        }
    },
    "shenzhen": {"limits": {"answer": limit(3, "months", "assigned", "深圳1998"), "objection": limit(10, "days", "received", "深圳1998")}},
    "yulin": {
        "limits": {
            "answer": limit(3, "months", "assigned", "玉林2019"),
            "objection": limit(7, "working_days", "received", "玉林2019"),
        },
        "policies": {"late_objection": {"value": "refused", "article": "玉林2019：逾期不予受理"}},
    },
    "sichuan": {
        "limits": {
            "answer": limit(5, "months", "assigned", "四川省政府规定：大会提案"),
            "rework": limit(3, "months", "returned", "四川省政府规定"),
        },
        "extensions": {"answer": total(6, "四川省政府规定")},
    },
    "guizhou": {
        "limits": {
            "opinion": limit("5-31", "date", "assigned", "贵州2025"),
            "answer": limit("6-30", "date", "assigned", "贵州2025"),
        }
    },
    "city-2008": {
        "limits": {
            "objection": limit(10, "days", "received", "某市2008年通知"),
            "opinion": limit(1, "months", "received", "某市2008年通知"),
            "answer": limit(3, "months", "assigned", "某市2008年通知"),
        },
        "extensions": {"answer": {"unit": "months", "count": 1, "article": "某市2008年通知：经同意"}},
    },
    "anhui": {
        "limits": {
            "answer": limit(3, "months", "assigned", "安徽规定"),
            "publication": limit(20, "working_days", "signed", "安徽规定"),
        },
        "policies": {"publication": {"value": "full", "article": "安徽规定：原则上全文公开"}},
    },
    "hongkou": {
        "limits": {"answer": limit(3, "months", "assigned", "虹口区政协反馈表")},
        "scales": {
            "attitude": [
                {"code": "satisfied", "label": "满意", "satisfied": True},
                {"code": "understood", "label": "理解"},
                {"code": "dissatisfied", "label": "不满意", "dissatisfied": True},
            ],
            "relevance": [
                {"code": "to_the_point", "label": "针对", "satisfied": True},
                {"code": "basically", "label": "基本针对"},
                {"code": "beside", "label": "未针对", "dissatisfied": True},
            ],
            "result": [
                {"code": "agreed", "label": "同意", "satisfied": True},
                {"code": "understood", "label": "理解"},
                {"code": "reserved", "label": "保留"},
                {"code": "opposed", "label": "不同意", "dissatisfied": True},
            ],
        },
    },
}

# (place, limit, begins, due), worked by hand with the announcement of 2026 (国办发明电〔2025〕7号): in March there is no holiday.
WORKED = [
    ("beijing", "answer", "2026-03-02", "2026-06-02"),
    ("beijing", "rework", "2026-03-02", "2026-05-02"),
    ("beijing", "feedback", "2026-03-02", "2026-03-23"),
    ("shandong", "objection", "2026-03-02", "2026-03-07"),
    ("shandong", "opinion", "2026-03-02", "2026-04-02"),
    ("shandong", "rework", "2026-03-31", "2026-04-30"),
    ("henan", "objection", "2026-03-02", "2026-03-16"),
    ("henan", "reassignment", "2026-03-16", "2026-03-30"),
    ("henan", "opinion", "2026-03-02", "2026-05-02"),
    ("henan", "answer_difficult", "2026-03-02", "2026-09-02"),
    ("henan", "feedback", "2026-03-30", "2026-04-14"),
    ("fujian", "opinion", "2026-03-02", "2026-04-02"),
    ("ningbo", "opinion", "2026-01-31", "2026-02-28"),
    ("guangzhou", "reassignment", "2026-03-02", "2026-03-09"),
    ("shenzhen", "objection", "2026-03-02", "2026-03-12"),
    ("yulin", "objection", "2026-03-02", "2026-03-11"),
    ("sichuan", "answer", "2026-03-02", "2026-08-02"),
    ("sichuan", "rework", "2026-03-02", "2026-06-02"),
    ("guizhou", "opinion", "2026-03-02", "2026-05-31"),
    ("guizhou", "answer", "2026-07-01", "2027-06-30"),
    ("city-2008", "objection", "2026-03-02", "2026-03-12"),
    ("anhui", "publication", "2026-03-02", "2026-03-30"),
]
# (place, begins, the last day to which the answer may be put off), worked by hand.
PUT_OFF = [
    ("beijing", "2026-03-02", "2026-09-02"),
    ("shandong", "2026-03-02", "2026-09-02"),
    ("fujian", "2026-03-02", "2026-09-02"),
    ("sichuan", "2026-03-02", "2026-09-02"),
    ("city-2008", "2026-03-02", "2026-07-02"),
]
