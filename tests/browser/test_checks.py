"""The checks that every page passes do see what they are there for."""

import pytest

from tests.browser.conftest import OpenDesk

pytestmark = pytest.mark.browser

FAULTS = {
    "wider than the window": """main => { const one = document.createElement("p"); main.append(one);
        one.className = "position-absolute start-100"; one.textContent = "宽"; }""",
    "not Chinese": """main => main.setAttribute("aria-label", "Sign in here")""",
    "button-name": """main => main.append(document.createElement("button"))""",
    "an image that the policy forbids": """main => { const box = document.createElement("i"); main.append(box);
        box.className = "navbar-toggler-icon"; document.documentElement.dataset.bsTheme = "dark"; }""",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_a_page_is_seen(desk: OpenDesk, fault: str) -> None:
    at = desk("nigao")
    at.go("/")
    at.look("checks")
    at.page.locator("main").evaluate(FAULTS[fault])
    with pytest.raises(AssertionError, match=fault):
        at.look("checks-fault")


@pytest.mark.parametrize(
    ("script", "event", "told"),
    [
        ("() => { new Image().src = 'https://elsewhere.invalid/'; }", "console", "console"),
        ("() => fetch('/nowhere/')", "response", "404"),
        ("() => document.body.setAttribute('style', 'color: red')", "console", "console"),
        ("() => { setTimeout(() => { throw new Error('broken'); }); }", "pageerror", "broken"),
    ],
)
def test_a_fault_behind_a_page_is_noted(desk: OpenDesk, script: str, event: str, told: str) -> None:
    at = desk("nigao")
    at.go("/")
    with at.page.expect_event(event):
        at.page.evaluate(script)
    # Asked for on purpose; the end of the test must not find them again.
    problems, at.problems = at.problems, []
    assert any(told in problem for problem in problems), problems
