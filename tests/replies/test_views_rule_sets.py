"""The pages of the rule sets: the list, the form and its rows, the sample beside it, what a save means, and the save."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from proposals.actions.rule_sets import copy_rule_set, fields_of, save_rule_set
from proposals.models import RuleSet, User
from proposals.rule_set_editor import RuleSetEditor
from replies import rendering
from replies.rendering import RenderError
from replies.views.rule_set_editing import SALT
from tests.factories import World, rule_set, session, user
from tests.proposals.rule_forms import posted

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def keeper() -> User:
    return user("system_administrator")


@pytest.fixture
def at(keeper: User) -> Client:
    client = Client(headers={"Accept-Language": "zh-hans"})
    client.force_login(keeper, backend="django.contrib.auth.backends.ModelBackend")
    return client


def sealed(fields: dict[str, Any]) -> str:
    return signing.dumps(fields, salt=SALT, compress=True)


def send(at: Client, rules: RuleSet, *, name: str = "rule_set_edit", htmx: bool = False, **given: Any) -> Any:
    """The form of what is stored, or of an earlier `base`, with what was `given` in it."""
    value = given.pop("base", None) or fields_of(rules)
    data = posted(RuleSetEditor(value), base=sealed(value), **given)
    return at.post(reverse(name, args=[rules.pk]), data.urlencode(), content_type=FORM, headers=HTMX if htmx else {})


def test_the_list_says_who_uses_what(at: Client, keeper: User) -> None:
    world = World()
    world.assigned()
    rules = rule_set()
    save_rule_set(rules, fields_of(rules) | {"name": "本市（代表建议）"}, base=fields_of(rules), by=keeper)
    copy_rule_set(rules, code="local", name="新的一套", kind="suggestion", by=keeper)
    page = at.get(reverse("rule_set_list")).content.decode()
    for words in ("本市（代表建议）", world.session.label, "1 件", "恢复成自带的", "新的一套", "没有届次用它", str(keeper)):
        assert words in page


def test_pages_ask_the_same_however_much_there_is(at: Client, keeper: User) -> None:
    rules = rule_set()
    addresses = [reverse("rule_set_list"), reverse("rule_set_log", args=[rules.pk])]
    asked = []
    for more in (1, 29):
        for number in range(more):
            session(region=f"云{more}{number}市")
            base = fields_of(RuleSet.objects.get(pk=rules.pk))
            save_rule_set(rules, base | {"name": f"规则{more}-{number}"}, base=base, by=keeper)
            RuleSet.objects.create(code=f"c{more}-{number}", kind="suggestion", **base)
        for address in addresses:
            with CaptureQueriesContext(connection) as seen:
                assert at.get(address).status_code == 200
            asked.append(len(seen))
    assert asked[:2] == asked[2:]
    assert max(asked) <= 15


def test_the_form_shows_no_json_and_the_sample_beside_it(at: Client) -> None:
    rules = rule_set()
    with CaptureQueriesContext(connection) as seen:
        page = at.get(reverse("rule_set_edit", args=[rules.pk]))
    html = page.content.decode()
    assert len(seen) <= 15
    assert "data:image/png" in html
    assert "{&quot;" not in html
    assert "期限算出来是哪天" in html
    assert "data:" in page["Content-Security-Policy"]


def test_the_sample_follows_what_is_typed_and_saves_nothing(at: Client) -> None:
    rules = rule_set()
    day = {"sample_on": "2026-03-02", "sample_who": "joint", "sample_limit": "answer", "name": "rule_set_sample", "htmx": True}
    first = send(at, rules, **day).content.decode()
    assert "6月2日" in first
    assert "2026年3月2日交办，当日不计" in first
    shorter = send(at, rules, **day, limits__answer__count="2").content.decode()
    assert "5月2日" in shorter
    other = send(at, rules, **day, person="{salutation}写的“{title}”，{consulted}：").content.decode()
    assert picture(first) == picture(shorter) != picture(other)
    assert picture(send(at, rules, **day, recipients="lead").content.decode()) != picture(first)
    assert picture(send(at, rules, **day, outcomes__0__mark="甲").content.decode()) != picture(first)
    assert picture(send(at, rules, **day, copies__0__organ="市政协", copies__0__region="").content.decode()) != picture(first)
    assert not LogEntry.objects.exists()


def picture(html: str) -> str:
    return html.partition('src="data:image/png')[2].partition('"')[0]


def test_what_is_wrong_leaves_the_sample_of_before_standing(at: Client) -> None:
    rules = rule_set()
    part = send(at, rules, name="rule_set_sample", htmx=True, limits__answer__count="x", sample_on="2026-03-02", sample_who="one")
    assert (part.status_code, part["HX-Retarget"]) == (200, "#sample-wrong")
    assert "期限·答复·数量" in part.content.decode()
    assert 'href="#id_limits-answer-count"' in part.content.decode()
    day = send(at, rules, name="rule_set_sample", htmx=True, sample_on="2月30日", sample_who="one")
    assert day["HX-Retarget"] == "#sample-wrong"
    page = send(at, rules, step="sample", limits__answer__count="x", sample_on="2026-03-02", sample_who="one")
    assert page.status_code == 422
    assert 'value="x"' in page.content.decode()


def test_without_fonts_it_says_why_there_is_no_page(at: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(letter: object) -> None:
        raise RenderError("字体没有装")

    monkeypatch.setattr(rendering, "render", fail)
    assert "字体没有装" in at.get(reverse("rule_set_edit", args=[rule_set().pk])).content.decode()


def test_rows_move_with_a_script_and_without(at: Client) -> None:
    rules = rule_set()
    part = send(at, rules, htmx=True, row="outcomes:0:down", limits__answer__count="x")
    html = part.content.decode()
    assert html.startswith('<section class="panel rule-section" id="s-outcomes"')
    assert html.index('value="B"') < html.index('value="A"')
    assert html.count("autofocus") == 1
    assert part["HX-Trigger-After-Settle"] == "rows-changed"
    page = send(at, rules, row="scales-result:2:remove", limits__answer__count="x")
    html = page.content.decode()
    assert page.status_code == 200
    assert 'value="x"' in html
    assert 'name="scales-result-rows" value="2"' in html
    added = send(at, rules, row="reminders:0:add").content.decode()
    assert added.count("autofocus") == 1


def test_a_save_first_says_what_it_means(at: Client) -> None:
    world = World()
    case = world.assigned(co=False, assigned_on=date(2026, 3, 2))
    rules = case.rule_set
    page = send(at, rules, step="check", limits__answer__count="2")
    html = page.content.decode()
    assert page.status_code == 200
    told = ("3 个月，自交办之日起", "2 个月，自交办之日起", "6月2日", "5月2日", "同时重算这 1 个")
    for words in (*told, world.session.label, case.number_label):
        assert words in html
    meaning = page.context["meaning"]
    assert (meaning.open_cases, meaning.signed, meaning.total) == (1, 0, 1)
    assert RuleSet.objects.get(pk=rules.pk).limits["answer"]["count"] == 3
    sent = {name: page.context[name] for name in ("base", "proposed")}
    back = at.post(reverse("rule_set_edit", args=[rules.pk]), sent | {"step": "back"})
    assert 'name="limits-answer-count" value="2"' in back.content.decode()
    saved = at.post(reverse("rule_set_edit", args=[rules.pk]), sent | {"step": "save", "work_out_again": "on"}, follow=True)
    assert "办理规则已存。" in saved.content.decode()
    task = world.lead_of(case)
    assert task.due_on == date(2026, 5, 2)
    log = at.get(reverse("rule_set_log", args=[rules.pk])).content.decode()
    assert "2 个月，自交办之日起" in log


def test_without_the_choice_no_date_moves_and_it_is_offered_again(at: Client) -> None:
    world = World()
    case = world.assigned(co=False, assigned_on=date(2026, 3, 2))
    rules = case.rule_set
    sent = {name: send(at, rules, step="check", limits__answer__count="2").context[name] for name in ("base", "proposed")}
    at.post(reverse("rule_set_edit", args=[rules.pk]), sent | {"step": "save"})
    assert world.lead_of(case).due_on == date(2026, 6, 2)
    rules.refresh_from_db()
    again = send(at, rules, step="check")
    assert (again.context["meaning"].changed, again.context["meaning"].total) == ([], 1)


def test_a_save_that_changes_nothing_says_so(at: Client) -> None:
    page = send(at, rule_set(), step="check")
    assert page.status_code == 302
    assert not LogEntry.objects.exists()


def test_two_at_once_both_see_all(at: Client, keeper: User) -> None:
    rules = rule_set()
    base = fields_of(rules)
    sent = {name: send(at, rules, step="check", limits__answer__count="4").context[name] for name in ("base", "proposed")}
    first = user("system_administrator")
    other = fields_of(rules)
    other["limits"]["opinion"]["count"] = 2
    save_rule_set(rules, other, base=base, by=first)
    for page in (
        at.post(reverse("rule_set_edit", args=[rules.pk]), sent | {"step": "save"}),
        send(at, rules, base=base, step="check", limits__answer__count="4"),
    ):
        html = page.content.decode()
        assert page.status_code == 409
        assert f"{first}存过这套规则" in html
        assert "期限·会办意见" in html
        assert 'name="limits-answer-count" value="4"' in html
        assert 'name="limits-opinion-count" value="2"' in html
    assert RuleSet.objects.get(pk=rules.pk).limits["answer"]["count"] == 3


def test_what_is_in_use_is_refused_before_the_save(at: Client) -> None:
    world = World()
    rules = world.reply(co=False).case.rule_set
    page = send(at, rules, step="check", outcomes__0__code="Z")
    assert page.status_code == 422
    assert "“A”（1 份）" in page.content.decode()


def test_putting_back_shows_the_differences_first(at: Client, keeper: User) -> None:
    rules = rule_set()
    base = fields_of(rules)
    address = reverse("rule_set_restore", args=[rules.pk])
    assert at.get(address).status_code == 409
    save_rule_set(rules, base | {"name": "本市（代表建议）"}, base=base, by=keeper)
    page = at.get(address)
    assert "全国（代表建议）" in page.content.decode()
    sent = {name: page.context[name] for name in ("base", "proposed")}
    at.post(reverse("rule_set_edit", args=[rules.pk]), sent | {"step": "save"})
    assert RuleSet.objects.get(pk=rules.pk).name == "全国（代表建议）"
    made = copy_rule_set(rules, code="local", name="新的一套", kind="suggestion", by=keeper)
    assert at.get(reverse("rule_set_restore", args=[made.pk])).status_code == 409


def test_a_copy_is_made_under_a_code_that_is_free(at: Client) -> None:
    rules = rule_set()
    address = reverse("rule_set_copy", args=[rules.pk])
    assert "national-suggestion-2" in at.get(address).content.decode()
    given = {"name": "本市", "code": "national-suggestion-2", "kind": "suggestion"}
    made = at.post(address, given)
    assert made["Location"] == reverse("rule_set_edit", args=[RuleSet.objects.get(code="national-suggestion-2").pk])
    assert "national-suggestion-3" in at.get(address).content.decode()
    assert at.post(address, given).status_code == 422
    assert at.post(address, given | {"code": "本市"}).status_code == 422


@pytest.mark.parametrize("sent", [{}, {"base": "x"}, {"step": "save", "base": "x", "proposed": "x"}, {"step": "save"}])
def test_what_did_not_come_whole_is_refused(at: Client, sent: dict[str, str]) -> None:
    rules = rule_set()
    assert at.post(reverse("rule_set_edit", args=[rules.pk]), sent).status_code == 422
    assert at.post(reverse("rule_set_sample", args=[rules.pk]), sent).status_code == 422


def test_a_case_of_today_gives_the_dates_of_the_sample(at: Client) -> None:
    """The sample and the desk come to the same day."""
    world = World()
    today = date.today()  # noqa: DTZ011  # the sample is asked for this very day
    case = world.assigned(co=False, assigned_on=today - timedelta(days=1))
    html = send(
        at, case.rule_set, name="rule_set_sample", htmx=True, sample_on=(today - timedelta(days=1)).isoformat(), sample_who="one"
    ).context
    dues = {one.name: one.deadline.due_on for one in html["dues"]}
    assert dues["answer"] == world.lead_of(case).due_on


def test_the_sample_shows_the_organs_of_a_region_too(at: Client) -> None:
    rules = rule_set()
    assert all(copy["region"] for copy in rules.copies), "those of the national rules are of one region alone"
    day = {"sample_on": "2026-03-02", "sample_who": "one", "name": "rule_set_sample", "htmx": True}
    some = picture(send(at, rules, **day).content.decode())
    assert some != picture(send(at, rules, **day, copies__0__organ="市政协").content.decode())
