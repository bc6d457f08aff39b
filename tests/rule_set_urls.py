"""Who gets what of the addresses of the rule sets."""

from typing import Any

from proposals.models import RuleSet
from tests.factories import World


def changed(world: World) -> dict[str, Any]:
    """A shipped rule set that the place has changed."""
    pk = world.session.suggestion_rules_id
    RuleSet.objects.filter(pk=pk).update(name="本市（代表建议）")
    return {"pk": pk}


def table(row: Any) -> dict[str, Any]:
    from tests.url_rows import EVERYONE  # the table itself is made of this one

    keepers = frozenset({"administrator", "without department"})
    return {
        "rule_set_list": row(EVERYONE, get=keepers),
        "rule_set_log": row(EVERYONE, get=keepers, make=changed),
        "rule_set_edit": row(EVERYONE, get=keepers, post=keepers, make=changed, posted=422),  # nothing came with it
        "rule_set_sample": row(EVERYONE, post=keepers, make=changed, posted=422),
        "rule_set_copy": row(EVERYONE, get=keepers, post=keepers, make=changed, posted=422),
        "rule_set_restore": row(EVERYONE, get=keepers, make=changed),
    }
