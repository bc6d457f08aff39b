"""The lock files: every dependency, pinned and with digests, and no address of where it comes from."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.servers import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock")


def pins(lock: str) -> dict[str, tuple[str, int]]:
    """Canonical name → (version, number of digests) of each requirement of a lock file."""
    found: dict[str, tuple[str, int]] = {}
    for block in re.split(r"\n(?=\S)", (ROOT / lock).read_text()):
        if not block.startswith("#"):
            requirement = Requirement(block.split("\\")[0])
            (pin,) = requirement.specifier
            assert pin.operator == "==", f"{lock}: {requirement} is not pinned"
            found[canonicalize_name(requirement.name)] = (pin.version, len(re.findall(r"--hash=sha256:[0-9a-f]{64}", block)))
    return found


def declared(lock: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lines = project["project"]["dependencies"]
    if lock == "requirements-dev.lock":
        lines = lines + project["dependency-groups"]["dev"]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_every_dependency_in_a_version_that_the_project_allows(lock: str) -> None:
    pinned = pins(lock)
    for requirement in declared(lock):
        version, _ = pinned[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"{lock} pins {version}, but the project asks for {requirement}"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_digests(lock: str) -> None:
    assert [name for name, (_, digests) in pins(lock).items() if not digests] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert "://" not in text
    assert not re.search(r"^\s*(-i|-f|--(extra-)?index-url|--find-links|--trusted-host)\b", text, re.MULTILINE)


def test_the_tests_run_on_the_versions_that_production_installs() -> None:
    development = pins("requirements-dev.lock")
    assert {name: pin for name, pin in pins("requirements.lock").items() if development.get(name) != pin} == {}
