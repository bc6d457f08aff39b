"""Whether a co-handler's opinion says anything. Pure: works on text alone, and only ever warns."""

import re
from typing import Literal

Emptiness = Literal["", "phrase", "short"]

# Shorter than this, without blanks and marks, an opinion can hardly name a fact.
FEWEST_CHARACTERS = 20
LONGEST_PHRASE = 40
WHO = "(?:我(?:局|委|办|厅|部|院|处|单位|会|方)|本(?:局|委|办|厅|单位))?"
WHAT = "(?:对(?:此|该|上述|这件|本)?(?:件|建议|提案|事项|意见|方案|答复|答复稿)?)?"
PHRASE = re.compile(
    f"(?:经研究)?{WHO}{WHAT}(?:原则|完全)?"
    "(?:无|没有|暂无|同意|赞同|支持|不持)(?:其他|其它|不同|任何|修改|补充|主办单位|主办|承办单位|你局|贵局|该|此|的)*"
    "(?:意见|异议|建议|补充|件|提案|答复|答复意见)?(?:建议)?"
)


def emptiness(text: str) -> Emptiness:
    """ "phrase" for words such as 无意见 or 同意 and nothing else, "short" for fewer characters than a fact needs."""
    bare = re.sub(r"[\W_]+", "", text)
    if len(bare) <= LONGEST_PHRASE and PHRASE.fullmatch(bare):
        return "phrase"
    return "short" if len(bare) < FEWEST_CHARACTERS else ""
