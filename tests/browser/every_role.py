"""Every page as every role gets it."""

from collections.abc import Iterator

from django.test import Client

from proposals.models import User
from replies.demo import story
from tests.url_rows import TABLE

# What stands at the same address for one role may be built of other parts for another. As `url_rows` names the roles:
NAMES = {"system_administrator": "administrator"}
ROLES = {one["username"]: frozenset(NAMES.get(role, role) for role in one["roles"]) for one in story.load()["users"]}
# Whose pages are looked at: of each role one, and a drafter and a co-handler of other departments, whose cases are not the first one's.
PEOPLE = ["jiaoban", "nigao", "hegao", "fenguan", "qianfa", "wenshu", "huiban", "jiaotong", "daibiao", "shenji", "guanli"]


def may_open(username: str, name: str) -> bool:
    """Whether one of the roles of this person opens pages of this name; of which cases, the page itself decides."""
    return name in TABLE and bool(ROLES[username] & {who.rpartition(".")[2] for who in TABLE[name].get or ()})


def pages_of(username: str, addresses: list[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """(name, address, markup) of those of the addresses that this person gets."""
    client = Client()
    client.force_login(User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    for name, address in addresses:
        if may_open(username, name) and (response := client.get(address)).status_code == 200:
            yield name, address, response.content.decode()


def not_opened(opened: set[tuple[str, str]], names: set[str]) -> set[tuple[str, str]]:
    """(role, name) where somebody of that role may get a page of that name, and nobody did. `opened` is of people."""
    roles = frozenset[str]().union(*ROLES.values())
    may = {(role, name) for name in names & TABLE.keys() for role in roles & {who.rpartition(".")[2] for who in TABLE[name].get or ()}}
    return may - {(role, name) for username, name in opened for role in ROLES[username]}
