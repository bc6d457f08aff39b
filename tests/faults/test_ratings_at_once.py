"""The same personal link, posted many times at the same moment, on a real PostgreSQL: one rating, one round."""

import pytest

from replies.actions import ratings
from replies.errors import LinkNotGood
from replies.models import Rating, RatingLink, Reply
from tests.factories import World
from tests.faults.at_once import at_once, events, losers
from tests.replies.rating_rows import BAD, sent, token_for

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True), pytest.mark.faults]


def test_one_link_posted_ten_times_at_once_rates_once_and_begins_one_round(world: World) -> None:
    reply = sent(world, rework="always")
    token = token_for(world, reply)
    results = at_once([lambda: ratings.rate_by_link(token, BAD) for _ in range(10)])
    assert [type(lost) for lost in losers(list(results))] == [LinkNotGood] * 9
    assert Rating.objects.count() == 1
    assert RatingLink.objects.get().state == "used"
    assert Reply.objects.filter(assignment=reply.assignment).count() == 2
    assert events(reply.case)["rate_by_link"] == events(reply.case)["reopen"] / 2 == 1
