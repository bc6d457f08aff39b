"""Who gets what of the master data and the first set-up: its keeper everything, everybody else the reason why not."""

from typing import Any

from tests.factories import World, deputy, group

KEEPERS = frozenset({"administrator", "without department"})
# A department or person as it is entered: what is missing comes back as 422.
NAMES = ("master", "user_list", "session_list", "person_list")
FORMS = ("department_new", "user_new", "session_new", "person_new", "group_new")


def table(row: type) -> dict[str, Any]:
    """`row` makes the rows of `url_rows`."""
    from tests.url_rows import EVERYONE

    def one(**fields: Any) -> Any:
        return row(EVERYONE, **fields)

    def lead(world: World) -> dict[str, Any]:
        return {"pk": world.lead.department.pk}

    def drafter(world: World) -> dict[str, Any]:
        return {"pk": world.lead.drafter.pk}

    edits = {
        "department_edit": lead,
        "user_edit": drafter,
        "session_edit": lambda world: {"pk": world.session.pk},
        "person_edit": lambda world: {"pk": deputy().pk},
        "group_edit": lambda world: {"pk": group().pk},
    }
    return {
        **{name: one(get=KEEPERS) for name in NAMES},
        **{name: one(get=KEEPERS, post=KEEPERS, posted=422) for name in FORMS},  # nothing was filled in
        **{name: one(get=KEEPERS, post=KEEPERS, posted=422, make=make) for name, make in edits.items()},
        "department_retire": one(post=KEEPERS, make=lead),
        "department_restore": one(post=KEEPERS, make=lead),
        "user_password": one(post=KEEPERS, make=drafter, posted=200),
        "user_open": one(post=KEEPERS, make=drafter),
        "user_close": one(get=KEEPERS, post=KEEPERS, make=drafter),
        "master_import": one(get=KEEPERS, post=KEEPERS, make=lambda world: {"code": "people"}, posted=422),
        "master_import_template": one(get=KEEPERS, make=lambda world: {"code": "people"}),
        "calendar_list": one(get=KEEPERS),
        "calendar_year": one(
            get=KEEPERS,
            post=KEEPERS,
            make=lambda world: {"year": 2027},
            data={"off": "1月1日—1月3日 元旦", "source": "国办发明电〔2026〕1号", "save": "1"},
        ),
        "setup": one(get=KEEPERS, got=302),
        "setup_step": one(get=KEEPERS, post=KEEPERS, make=lambda world: {"step": "place"}, posted=422),
    }
