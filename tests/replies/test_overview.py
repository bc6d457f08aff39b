"""The overview: each bar leads to as many cases as it says, each row of what is owed is urged as a whole, the table of points is a form."""

import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext as _

from proposals.models import Notice, User
from replies.models import ScoreScheme
from replies.statistics.scores import scheme_of, shipped
from tests.replies.town import Town

pytestmark = pytest.mark.django_db

BAR = re.compile(r'<a href="([^"]+)" aria-label="([^"]+)"><(?:text|rect)')
# How the words of a bar say its number.
SAID = {"stages": r"(\d+) 件", "load": r"在办 (\d+) 件", "weeks": r"到期 (\d+) 件", "trend": r"已答复 (\d+) 件", "schemes": r" (\d+) 件"}


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


class TestTheOverview(TestCase):
    town: Town

    @classmethod
    def setUpTestData(cls) -> None:
        cls.town = Town()

    def test_each_bar_leads_to_as_many_cases_as_it_says(self) -> None:
        for reader, query in ((self.town.coordinator, ""), (self.town.coordinator, "kind=suggestion"), (self.town.lead.head, "")):
            client = signed_in(reader)
            page = client.get(f"{reverse('statistics')}?{query}")
            charts = {name: str(page.context[name]) for name in SAID if name != "schemes"}
            charts["schemes"] = "".join(str(chart) for _scheme, chart in page.context["schemes"])
            for name, chart in charts.items():
                bars = BAR.findall(chart)
                assert bars, name
                for address, said in bars:
                    wanted = re.search(SAID[name], said)
                    assert wanted, said
                    behind = client.get(html.unescape(address))
                    assert behind.context["page"].paginator.count == int(wanted[1]), (name, said)

    def test_the_pages_ask_little(self) -> None:
        client = signed_in(self.town.coordinator)
        for name in ("statistics", "statistics_owed"):
            with CaptureQueriesContext(connection) as asked:
                client.get(reverse(name))
            assert len(asked) <= 15, name

    def test_a_row_of_what_is_owed_has_as_many_cases_as_the_board_behind_it(self) -> None:
        client = signed_in(self.town.coordinator)
        rows = client.get(reverse("statistics_owed")).context["rows"]
        assert rows
        for row in rows:
            assert client.get(row.href).context["page"].paginator.count == row.cases, row

    def test_a_row_is_urged_once_a_day_as_a_whole(self) -> None:
        client = signed_in(self.town.coordinator)
        address = reverse("statistics_owed")
        row = next(row for row in client.get(address).context["rows"] if row.tasks and row.urged_on is None)
        before = set(Notice.objects.filter(urged_by__isnull=False).values_list("assignment", flat=True))
        data = {"department": row.department.pk, "what": row.kind}
        assert client.post(address, data)["Location"] == f"{reverse('statistics')}?"
        now = set(Notice.objects.filter(urged_by__isnull=False).values_list("assignment", flat=True))
        assert now - before == row.tasks - before
        assert row.tasks
        same = next(one for one in client.get(address).context["rows"] if (one.department, one.kind) == (row.department, row.kind))
        assert same.urged_on is not None
        for wrong in ({}, data | {"what": "nothing"}, data | {"department": 0}):
            assert client.post(address, wrong).status_code == 404
        assert signed_in(self.town.lead.head).post(address, data).status_code == 404, "who may not urge finds no row to urge"

    def test_the_table_of_points_is_saved_as_it_is_shown(self) -> None:
        client, body = signed_in(self.town.coordinator), self.town.body
        address = f"{reverse('score_table')}?body={body.pk}"
        given = entered(client.get(address))
        assert client.post(address, given).status_code == 302
        own = ScoreScheme.objects.get(body=body)
        assert scheme_of(body).rows == shipped().rows
        assert own.name == shipped().name

    def test_a_row_is_added_changed_and_left_out(self) -> None:
        client, body = signed_in(self.town.coordinator), self.town.body
        address = f"{reverse('score_table')}?body={body.pk}"
        given = entered(client.get(address))
        total = int(given["rows-TOTAL_FORMS"])
        new = {"name": "复文规范", "kind": "entered", "points": "7.5", "code": "", "measure": "", "each": "", "article": ""}
        given |= {f"rows-{total}-{name}": value for name, value in new.items()}
        given |= {"rows-TOTAL_FORMS": str(total + 1), "rows-0-DELETE": "on", "rows-1-points": "6"}
        assert client.post(address, given).status_code == 302
        rows = scheme_of(body).rows
        assert [row.code for row in rows] == [*(row.code for row in shipped().rows[1:]), "row1"]
        assert (str(rows[0].points), str(rows[-1].points), rows[-1].name) == ("6", "7.5", "复文规范")

    def test_what_is_wrong_is_said_at_its_row_and_nothing_is_lost(self) -> None:
        client, body = signed_in(self.town.coordinator), self.town.body
        address = f"{reverse('score_table')}?body={body.pk}"
        fine = entered(client.get(address))
        wrong: list[tuple[dict[str, str], int]] = [
            ({"rows-0-name": ""}, 0),
            ({"rows-0-points": "0"}, 0),
            ({"rows-1-points": "201"}, 1),
            ({"rows-1-measure": ""}, 1),
            ({"rows-1-each": "-1"}, 1),
            ({"rows-11-each": "1"}, 11),
            ({"rows-2-kind": "weather"}, 2),
        ]
        for changed, place in wrong:
            response = client.post(address, fine | changed)
            assert response.status_code == 422, changed
            assert [number for number, row in enumerate(response.context["rows"]) if row.errors] == [place], changed
            assert _("Row %(place)s") % {"place": place + 1} in response.content.decode()
        every = {f"rows-{number}-DELETE": "on" for number in range(int(fine["rows-TOTAL_FORMS"]))}
        assert _("The table needs at least one row.") in client.post(address, fine | every).content.decode()
        assert client.post(address, fine | {"name": ""}).status_code == 422
        assert not ScoreScheme.objects.exists()


def entered(response: Any) -> dict[str, str]:
    """What a browser would send of the form as it is shown."""
    form, rows = response.context["form"], response.context["rows"]
    fields = [*form, *(field for row in rows for field in row), *rows.management_form]
    shown = {field.html_name: field.value() for field in fields}
    return {name: str(value) for name, value in shown.items() if value is not None and value is not False} | {"step": "save"}
