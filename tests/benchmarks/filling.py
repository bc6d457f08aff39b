"""What happens at the site whose printing is measured, in a process of its own: python -m tests.benchmarks.filling make 1000, … press"""

import json
import os
import sys

import django


def make(count: int) -> None:
    """So many signed replies of six pages, no two of them the same. As much again of the site as a reply needs; no event is left out."""
    from tests import factories
    from tests.replies.rendering.samples import body

    world = factories.World()
    factories.user("document_administrator", department=world.lead.department)
    for number in range(count):
        factories.BODY = body(26, number)
        world.reply("signed", co=False)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    if sys.argv[1] == "make":
        make(int(sys.argv[2]))
    else:
        from tests.faults import desk

        print(json.dumps(desk.press()))


if __name__ == "__main__":
    main()
