"""What happens at a portal while a plugin is installed, upgraded and taken out, each in a process of its own.

Used as `python -m tests.plugins.wheel_life <step> <folder>` in the environment in which the plugin is, or is
not any more. The folder holds site, database and what the made-up system keeps.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import SecretStr

from core import binding
from core.access import actions
from core.access.tables import WorkItem
from core.access.unfit import unfit
from core.actor import SYSTEM
from core.applications import PluginFaults, load_applications
from core.database import connect
from core.mail import Mail
from core.plugin_api import Secret
from core.plugin_levels.actions import keep_level
from core.plugin_levels.package import packages_of
from core.plugin_levels.queries import refused_at
from core.plugin_testing import Faults
from core.portal import Portal
from core.provisioning.connectors.choosing import Connectors
from core.provisioning.worker import ProvisioningWorker
from core.site import load_site
from tests.practices import AMARA, ANALYST, BEN, KEYS, LINE, active, state_of
from tests.practices.work import hand_to_people
from web.plugin_check import check, installed_place

SLUG = "lab_viewer"
Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Deployment:
    """A site, a database, and what is remembered from one step to the next."""

    folder: Path

    @property
    def kept(self) -> dict[str, Any]:
        """What was kept by the step before."""
        file = self.folder / "kept.json"
        return json.loads(file.read_text("utf-8")) if file.exists() else {"accounts": {}, "grants": {}}

    def keep(self, **changed: Any) -> None:
        """Keep it for the next step."""
        (self.folder / "kept.json").write_text(json.dumps({**self.kept, **changed}), "utf-8")

    def portal(self, section: Said | None) -> Portal:
        """The portal whose profile switches the plugin on with this section, or not at all."""
        profile, shipped = self.folder / "site" / "profile.toml", self.folder / "shipped.toml"
        named = {
            name: str(each) if isinstance(each, Secret) else each for name, each in (section or {}).items()
        }
        lines = [f"{name} = {json.dumps(value)}\n" for name, value in named.items()]
        more = ["" if section is None else f"\n[plugins.{SLUG}]\n", *lines]
        profile.write_text(shipped.read_text("utf-8") + "".join(more), "utf-8")
        site, given = (
            load_site(profile.parent),
            [each for each in (section or {}).values() if isinstance(each, Secret)],
        )
        secrets = {each.name: SecretStr(each.reveal()) for each in given}
        mail = Mail(site, "https://portal.example", "portal@portal.example")
        return Portal(site, load_applications(site, secrets=secrets), mail)

    @asynccontextmanager
    async def switched_on(self) -> AsyncIterator[tuple[Portal, Any]]:
        """The portal with the plugin, and the made-up system that it talks to."""
        target = import_module(f"{SLUG}.conformance").TARGET
        target.state = self.kept["accounts"]
        async with target.serve(Faults()) as laid_over:
            yield self.portal(laid_over), target
            self.keep(accounts=target.state)


async def examined(here: Deployment) -> Said:
    """What a production says of the files that are installed now, before they are examined and afterwards."""
    site = here.portal({"address": "https://lab-viewer.example"}).site
    (package,) = [each for each in packages_of(site) if each.slug == SLUG]
    before = await refused_at(site)
    # The whole of the kit is asked elsewhere; here only what it sees of something that is installed.
    report = await asyncio.to_thread(check, installed_place(package), ["S1", "S3", "S5"])
    await keep_level(SLUG, package.version, package.digest, "safe", by=SYSTEM)
    return {
        "before": before.get(SLUG, ""),
        "outcomes": [each.outcome for each in report.results],
        "checked": report.version,
        "after": await refused_at(site),
    }


async def requested(here: Deployment) -> Said:
    """Two people of a practice request it, and get it by the plugin's own code."""
    async with here.switched_on() as (portal, target):
        made = await active(portal, *(replace(each, wants=(SLUG,)) for each in (BEN, AMARA)))
        await hand_to_people(portal)
        here.keep(grants={first: str(key) for (first, _), key in made.grants.items()})
        states = [await state_of(key) for key in made.grants.values()]
        return {"states": states, "enabled": [each.enabled for each in target.accounts()]}


async def upgraded(here: Deployment) -> Said:
    """The next version asks one thing more; what was answered before is read, and taken away by machine."""
    async with here.switched_on() as (portal, target):
        fits = [str(each) for each in await unfit(portal.applications)]
        await actions.revoke(UUID(here.kept["grants"]["Ben"]), LINE, by=ANALYST)
        await hand_to_people(portal)
        states = [await state_of(UUID(key)) for key in here.kept["grants"].values()]
        return {"unfit": fits, "states": states, "enabled": [each.enabled for each in target.accounts()]}


async def uninstalled(here: Deployment) -> Said:
    """Nothing of it is installed any more: what is left to take away is work for people."""
    try:
        here.portal({"address": "https://lab-viewer.example"})
        refused = ""
    except PluginFaults as problem:
        refused = str(problem.faults[0])
    portal = here.portal(None)
    await actions.revoke(UUID(here.kept["grants"]["Amara"]), LINE, by=ANALYST)
    await ProvisioningWorker(portal, Connectors.open(portal.applications, {})).work_due()
    grant = UUID(here.kept["grants"]["Amara"])
    (item,) = (
        await WorkItem.select(WorkItem.state, WorkItem.steps)
        .where(WorkItem.grant == grant, WorkItem.kind == "revoke")
        .output(load_json=True)
    )
    steps = " ".join(step["text"] for step in item["steps"])
    return {"state": item["state"], "steps": steps, "refused": refused}


STEPS = {"examined": examined, "requested": requested, "upgraded": upgraded, "uninstalled": uninstalled}


async def take(step: str, folder: Path) -> Said:
    """Take one step at the deployment in a folder."""
    binding.use(KEYS)
    database = await connect(f"sqlite:///{folder / 'portal.sqlite'}")
    try:
        return await STEPS[step](Deployment(folder))
    finally:
        await database.close()


if __name__ == "__main__":
    said = dict(asyncio.run(take(sys.argv[1], Path(sys.argv[2]))))
    installed = version("lab-viewer") if sys.argv[1] != "uninstalled" else ""
    sys.stdout.write("\n" + json.dumps({**said, "version": installed}))
