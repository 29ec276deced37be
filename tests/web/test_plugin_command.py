"""`portal plugin doctor` and `portal site check --database` speak in words and end with an exit code."""

import asyncio
import json
import re
import shutil
from pathlib import Path

from click.testing import CliRunner, Result

from core.database import connect, migrate
from core.site import find_site
from tests.practices import BEN, active, portal_for
from tests.scim_server import TOKEN, scim_server
from web.commands import portal

SECTION = '\n[plugins.cerner.connector]\nkind = "scim"\nurl = "{url}"\nsecret = "cerner-token"\n'


def run(*words: str, **environment: str) -> Result:
    return CliRunner().invoke(portal, words, env=environment)


def site_at(url: str, folder: Path) -> Path:
    copy = Path(shutil.copytree(find_site("banner"), folder / "mine"))
    with (copy / "profile.toml").open("a", encoding="utf-8") as profile:
        profile.write(SECTION.format(url=url))
    return copy


def test_the_doctor_prints_a_line_for_each_step_and_no_secret(tmp_path: Path) -> None:
    with scim_server() as server:
        where = {
            "PORTAL_SITE": str(site_at(server.url, tmp_path)),
            "PORTAL_CONNECTOR_SECRETS": json.dumps({"cerner-token": TOKEN}),
        }
        looked = run("plugin", "doctor", "cerner", **where)
        assert looked.exit_code == 0 and server.users == []
        tried = run("plugin", "doctor", "cerner", "--try", **where)
        assert tried.exit_code == 0 and "disable: it is switched off" in tried.output
        wrong = {**where, "PORTAL_CONNECTOR_SECRETS": json.dumps({"cerner-token": "hunter2hunter2"})}
        refused = run("plugin", "doctor", **wrong)
    assert refused.exit_code == 1 and "FAIL credentials" in refused.output
    assert "people do the work" in refused.output
    assert not [each for each in (looked, tried, refused) if TOKEN in each.output or "hunter2" in each.output]
    assert run("plugin", "doctor", "fax", **where).exit_code == 1


async def _filled(url: str) -> None:
    database = await connect(url)
    try:
        await migrate()
        await active(portal_for(), BEN)
    finally:
        await database.close()


def test_checking_a_site_with_its_database_names_what_its_plugins_cannot_take_over(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'portal.sqlite'}"
    asyncio.run(_filled(url))
    whole = run("site", "check", "banner", "--database", PORTAL_DATABASE_URL=url)
    assert whole.exit_code == 0 and "every access fits its application" in whole.output
    copy = Path(shutil.copytree(find_site("banner"), tmp_path / "mine"))
    profile = (copy / "profile.toml").read_text("utf-8")
    without = re.sub(r"(?m)^\[plugins\.cerner\]\n(?:(?!\[).*\n)*|^cerner = .*\n", "", profile)
    (copy / "profile.toml").write_text(without, "utf-8")
    less = run("site", "check", str(copy), "--database", PORTAL_DATABASE_URL=url)
    assert less.exit_code == 1, less.output
    assert "cerner: Cerner Millennium is switched off here, 1 held or asked for" in less.output
