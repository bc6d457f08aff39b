"""Loads the rule sets that are shipped."""

import json
from pathlib import Path

from django.db import transaction

from proposals.models import RuleSet

SHIPPED = Path(__file__).resolve().parent.parent / "rule_sets"


@transaction.atomic
def load_shipped(*, replace: bool = False) -> list[RuleSet]:
    """Adds the shipped rule sets that are missing. With `replace`, puts shipped ones back to what was shipped."""
    loaded = []
    for path in sorted(SHIPPED.glob("*.json")):
        fields = json.loads(path.read_text(encoding="utf-8"))
        rule_set = RuleSet.objects.filter(code=fields["code"]).first()
        if rule_set is None or replace:
            rule_set = RuleSet(pk=rule_set.pk if rule_set else None, **fields)
            rule_set.full_clean(validate_unique=False)
            rule_set.save()
        loaded.append(rule_set)
    return loaded
