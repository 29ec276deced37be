"""A developer's server begins anew with each change; what its made-up system keeps is there again."""

from pathlib import Path

from tests.web.plugin_check.machines import machine
from web.plugin_check import opened
from web.plugin_serving.made_up import serving


async def test_accounts_of_a_made_up_system_outlive_a_restart_of_the_server(tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"
    with opened(machine(tmp_path)) as subject:
        target, grant = subject.target, subject.grant()
        async with serving(target, kept):
            target.plant(grant.person)
        assert list(target.accounts()) == []
        async with serving(target, kept):
            assert len(target.accounts()) == 1
