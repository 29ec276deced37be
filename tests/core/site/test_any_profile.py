"""Whatever somebody does to a profile file, the answer is a site or a list of faults, never a crash."""

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from core.site import SiteFaults, SiteProfile, find_site, load_site

BANNER = find_site("banner")
LINES = (BANNER / "profile.toml").read_text("utf-8").splitlines()
LITERALS = (
    "1",
    "-1",
    "true",
    '""',
    '"x"',
    "[]",
    "[[]]",
    "{}",
    "[{ a = 1 }]",
    "2025-01-01",
    "1e400",
    '"\\u0000"',
    "",
)


def spoilt(lines: list[str], at: int, literal: str | None) -> str:
    """The profile without a line, or with its value replaced."""
    line = [] if literal is None else [re.sub(r"=.*", lambda _: f"= {literal}", lines[at], count=1)]
    return "\n".join([*lines[:at], *line, *lines[at + 1 :]])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(BANNER, tmp_path_factory.mktemp("sites") / "mine"))


@settings(max_examples=150, deadline=None)
@given(
    at=some.integers(0, len(LINES) - 1),
    literal=some.one_of(some.none(), some.sampled_from(LITERALS)),
)
def test_a_spoilt_profile_is_a_site_or_a_list_of_faults(folder: Path, at: int, literal: str | None) -> None:
    (folder / "profile.toml").write_text(spoilt(LINES, at, literal), "utf-8")
    try:
        assert isinstance(load_site(folder), SiteProfile)
    except SiteFaults as problem:
        assert problem.faults
        assert all(fault.path and fault.message for fault in problem.faults)
