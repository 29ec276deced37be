"""How good each plugin of a site is as it is installed here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.dates import Dates
from core.plugin_levels.package import Package, packages_of
from core.plugin_levels.tables import CheckedPlugin
from core.site import SiteProfile

BELOW = "below safe"
# What the tests of the product hold its own plugins to, each time a version of it is made.
SHIPPED = "kind"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: the level that was reached, which is empty below safe, and when that was."""

    level: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PluginLevel:
    """One plugin as it is here, and what the check of exactly these files found, if there was one."""

    package: Package
    checked: Checked | None

    @property
    def may_run(self) -> bool:
        """Tell whether a production may run it: what comes from outside must be known to be safe."""
        return self.package.origin != "outside" or bool(self.checked and self.checked.level)

    def words(self, dates: Dates) -> str:
        """Say its level, and from where that is known."""
        if self.checked:
            return f"{self.checked.level or BELOW}, checked {dates.day(self.checked.at)}"
        return {
            "shipped": f"{SHIPPED}, by the tests of version {self.package.version or 'unknown'}",
            "manifest": "no code of its own, so there is nothing to check",
        }.get(self.package.origin, "not checked as it is installed here")

    def refusal(self, dates: Dates) -> str:
        """Say in one line why a production does not run it, and what to do."""
        slug = self.package.slug
        found = (
            f"is {self.words(dates)}" if self.checked else "isn’t known to be safe as it is installed here"
        )
        return f"{found}; run `portal plugin check {slug} --record`, or name it in PORTAL_RUN_WITHOUT"


async def levels_of(packages: Iterable[Package]) -> list[PluginLevel]:
    """List how good each of these is; whatever was checked has its files as they are here now."""
    each = list(packages)
    found = await _checked([one.digest for one in each if one.digest])
    return [PluginLevel(one, found.get(one.digest)) for one in each]


async def refused_at(site: SiteProfile, packages: Sequence[Package] | None = None) -> dict[str, str]:
    """Say of each plugin of a site that no production may run why not, by its slug."""
    known = await levels_of(packages_of(site) if packages is None else packages)
    return {each.package.slug: each.refusal(site.dates) for each in known if not each.may_run}


async def _checked(digests: Sequence[str]) -> dict[str, Checked]:
    if not (digests and await CheckedPlugin.table_exists().run()):
        return {}
    table = CheckedPlugin
    rows = await table.select(table.digest, table.level, table.at).where(table.digest.is_in(list(digests)))
    return {row["digest"]: Checked(row["level"], row["at"]) for row in rows}
