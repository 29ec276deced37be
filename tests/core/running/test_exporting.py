"""What was changed in the browser is written as a profile that says the same."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.applications import load_applications
from core.clock import now
from core.database import Database
from core.errors import Invalid
from core.running.changing import NewChange, change_site
from core.running.records import Path as Steps
from core.running.running import Running
from core.site import load_site
from tests.core.applications.manifested import LONGER, site_with
from tests.core.running.conftest import CLINIC, LEAD
from tests.practices.portals import portal_of

TERMS = {"title": "House rules", "version": "99", "date": "2026-01-05", "file": "texts/terms-99.md"}
CHANGES: tuple[dict[Steps, object], ...] = (
    {("facilities", "NEW"): CLINIC},
    {("facilities", "BBWMC"): None},
    {("facilities", "BDMC"): {"code": "BDMC", "name": "Desert", "region": "arizona"}},
    {("texts", "terms"): {**TERMS, "markdown": "Be kind.\n"}},
    {("plugins", "cerner", "launch_url"): "https://cerner.example", ("expected_days", "cerner"): 4},
    {("holidays",): {"country": "US", "added": ["2026-12-24"], "left_out": []}},
    {("support", "desk"): {"slug": "desk", "name": "Desk", "topics": ["All"], "email": None, "phone": "1"}},
    {("support", "privacy"): {"slug": "privacy", "name": "Privacy", "topics": ["A breach"], "phone": ""}},
)


async def test_a_profile_that_is_exported_serves_the_same_site(running: Running, tmp_path: Path) -> None:
    for each in CHANGES:
        await change_site(running, NewChange(each, "As the others have it.", seen=running.newest), by=LEAD)
    later = NewChange(
        {("facilities", "LATER"): {**CLINIC, "code": "LATER"}}, "Soon.", now() + timedelta(days=9)
    )
    await change_site(running, later, by=LEAD)
    running.export(tmp_path / "north")
    exported = load_site(tmp_path / "north")
    served = running.portal.site
    assert exported.model_copy(update={"folder": served.folder, "slug": served.slug}) == served
    written = (tmp_path / "north" / "profile.toml").read_text()
    assert "# Banner" in written, "words to whoever reads the profile stay"
    later = NewChange(
        {("texts", "terms"): {**TERMS, "markdown": "x", "file": "../../terms.md"}}, "Out.", seen=99
    )
    with pytest.raises(Invalid):
        await change_site(running, later, by=LEAD)
    with pytest.raises(FileExistsError):
        running.export(tmp_path / "north")


async def test_an_application_without_code_is_changed_in_the_browser_and_goes_into_the_export(
    database: Database, tmp_path: Path
) -> None:
    running = Running(portal_of(site_with(tmp_path, board=LONGER)))
    settings: dict[Steps, object] = {
        ("plugins", "board", "suffix_kinds"): ["provider"],
        ("plugins", "board", "launch_url"): "https://rooms.example",
    }
    await change_site(running, NewChange(settings, "Only for them.", seen=running.newest), by=LEAD)
    running.export(tmp_path / "north")
    for applications in (running.portal.applications, load_applications(load_site(tmp_path / "north"))):
        board = applications["board"]
        assert (board.name, board.launch_url) == ("Operating Room Board", "https://rooms.example")
        assert board.eligibility.suffix_kinds == {"provider"} and board.expected_days == 2
