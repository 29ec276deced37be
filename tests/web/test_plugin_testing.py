"""The client for the tests of plugin authors, as one of them uses it."""

import os
import tempfile
from pathlib import Path
from typing import Any

import pytest

from core.binding import Binding
from core.database import current
from core.plugin_api import Audience
from tests.web.plugin_check.machines import machine
from web.plugin_testing import NoAccess, plugin_client

# How each page of the sample answers in each part, and what it says where it opens.
OPENED: dict[Audience, dict[str, int]] = {
    "administrator": {"help-desk": 200, "accounts": 404, "my-account": 404},
    "sponsor": {"help-desk": 404, "accounts": 404, "my-account": 404},
    "member": {"help-desk": 404, "accounts": 404, "my-account": 200},
    "analyst": {"help-desk": 200, "accounts": 200, "my-account": 404},
    "privacy-officer": {"help-desk": 403, "accounts": 200, "my-account": 404},
}
WORDS = {"help-desk": "the same for all 1 with access", "accounts": "Robin Example", "my-account": "viewer"}


async def test_each_reader_opens_the_pages_that_are_for_them_and_what_is_sent_is_done(
    sample_plugin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Binding("x", ()).of({})
    real = tmp_path / "real.sqlite"
    monkeypatch.setenv("PORTAL_DATABASE_URL", f"sqlite:///{real}")
    monkeypatch.setenv("PORTAL_SITE", "banner")
    async with plugin_client(sample_plugin / "sample_application", as_="sponsor") as client:
        assert (await client.get("/sponsor")).status_code == 200
        for reader, pages in OPENED.items():
            await client.sign_in(reader)
            for path, status in pages.items():
                answer = await client.page(path)
                assert (reader, path, answer.status_code) == (reader, path, status)
                assert status != 200 or WORDS[path] in answer.text
        await client.sign_in("administrator")
        refused = await client.send("help-desk", {"called": "nobody"})
        assert refused.status_code == 422 and "Who the help desk calls first" in refused.text
        taken = await client.send("help-desk", {"called": [client.member]})
        assert (taken.status_code, taken.headers["location"]) == (303, client.address("help-desk"))
        assert f'value="{client.member}" checked' in (await client.page("help-desk")).text
        await client.work()
        works: Any = client.application.provisioner
        assert works.called[client.grant] == (client.member,)
        assert (await client.send("accounts")).status_code == 404
        with pytest.raises(LookupError, match="sample has no page 'nothing'"):
            await client.page("nothing")
    # Whatever stood open before goes on with its own keys.
    assert Binding("x", ()).of({}) == before
    assert not real.exists() and os.environ["PORTAL_SITE"] == "banner"


async def test_what_is_given_and_taken_away_stands_at_the_made_up_system_and_leaves_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the test of an author fails on its way."""
    before = Binding("x", ()).of({})
    (folders := tmp_path / "folders").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folders))
    with pytest.raises(AssertionError, match="as the author thought"):
        async with plugin_client(machine(tmp_path)) as client:
            target: Any = client.target
            assert [each.enabled for each in target.accounts()] == [True]
            ending = {"when": "now", "reason": "New position elsewhere"}
            assert (await client.send(f"/office/people/{client.member}/end", ending)).status_code == 303
            await client.work()
            assert [each.enabled for each in target.accounts()] == [False]
            assert list(folders.iterdir()) and Binding("x", ()).of({}) != before
            raise AssertionError("as the author thought")
    assert target.accounts() == [] and not list(folders.iterdir())
    assert Binding("x", ()).of({}) == before
    with pytest.raises(RuntimeError, match="no database is open"):
        current()


async def test_answers_that_do_not_fit_are_said(sample_plugin: Path) -> None:
    before, answers = Binding("x", ()).of({}), {"purpose": ["research"]}
    with pytest.raises(NoAccess, match=r"the answers of sample don’t fit: .*for direct patient care only"):
        async with plugin_client(sample_plugin / "sample_application", answers=answers):
            pass
    assert Binding("x", ()).of({}) == before
