"""Makes practices in the open database: moulds first, then as many as are wanted, then the counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from benchmarks.data import words
from benchmarks.data.identities import Register, words_of
from benchmarks.data.moulds import Lived
from benchmarks.data.planning import Kind, planned
from benchmarks.data.pouring import Pouring
from benchmarks.data.storing import store
from benchmarks.data.walking import Stage
from core import clock
from core.access import recount
from core.access.tables import RequestNumber
from core.audit.checkpoints import sign_checkpoint
from core.demo.staff import COLLEAGUES, hire
from core.groups.tables import Group
from core.identity import Identity
from core.identity.queries import account_of
from core.identity.tables import Person
from core.portal import Portal
from core.settings import Settings

# How many practices there are at each size; the largest takes some minutes.
SIZES: Mapping[str, int] = {"S": 250, "M": 2_500, "L": 25_000}
MOST = 30_000
# Others than those of a demo are not added to.
OF_A_DEMO = 20
Moulds = Mapping[Kind, Lived]


class NotEmpty(Exception):
    """The database holds practices already."""


async def make(settings: Settings, portal: Portal, groups: int, *, seed: int = 1) -> None:
    """Make so many practices in the open, migrated database, beside a demo if there is one.

    The same seed makes the same practices and people on the same day; what protects them is drawn anew.
    """
    if groups > MOST or await Group.count() > OF_A_DEMO:
        raise NotEmpty(f"{MOST} practices at most can be made, in a database that holds none")
    with TemporaryDirectory(prefix="moulds-") as folder:
        moulds = await live(settings, portal, Path(folder), planned(groups))
        await make_from(moulds, settings, portal, groups, seed=seed)


async def live(settings: Settings, portal: Portal, folder: Path, kinds: Collection[Kind]) -> Moulds:
    """Have a practice of each kind live, in databases of this folder."""
    own = {"data_folder": folder, "demo": True, "trail_key": None, "former_trail_keys": ()}
    apart = settings.model_copy(update=own)
    identity = Identity.open(apart, portal.site)
    try:
        stage, until = Stage(apart, identity, portal, folder), _yesterday()
        await stage.set()
        return {kind: await stage.live(kind.story, kind.size, until) for kind in kinds}
    finally:
        identity.close()


async def make_from(
    moulds: Moulds, settings: Settings, portal: Portal, groups: int | Mapping[Kind, int], *, seed: int = 1
) -> None:
    """Cast so many practices from these moulds into the open database, or so many of each kind."""
    random = Random(seed)  # noqa: S311 - of made-up people
    fixed = await _staff(settings, portal, next(iter(moulds.values())))
    read = {kind: lived.read(words_of(portal.site, lived.cast), fixed) for kind, lived in moulds.items()}
    register, into = await _register(portal, random), await store()
    try:
        await Pouring(read, random, register, into).pour(
            planned(groups) if isinstance(groups, int) else groups
        )
    finally:
        await into.close()
    await RequestNumber.update({RequestNumber.last: register.request_number}).where(RequestNumber.id == 1)
    await recount.mend()
    await sign_checkpoint(settings)


def _yesterday() -> datetime:
    """The morning of the last working day before today."""
    day = clock.now().date() - timedelta(days=1)
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return datetime.combine(day, time(17), UTC)


async def _staff(settings: Settings, portal: Portal, lived: Lived) -> dict[str, str]:
    """The accounts of the staff where moulds lived, with those of the same people here."""
    identity = Identity.open(settings, portal.site)
    try:
        await hire(identity)
    finally:
        identity.close()
    there = lived.staff()
    here = {each.email: await account_of(each.email) for each in COLLEAGUES}
    return {there[email]: str(found.account) for email, found in here.items() if found}


async def _register(portal: Portal, random: Random) -> Register:
    taken = {row["portal_id"]: 1 for row in await Person.select(Person.portal_id) if row["portal_id"]}
    before = RequestNumber(id=1, last=portal.site.request_number_first - 1)
    await RequestNumber.insert(before).on_conflict(target=RequestNumber.id, action="DO NOTHING")
    (last,) = await RequestNumber.select(RequestNumber.last)
    names = random.sample(range(len(words.PLACES) * len(words.LANDS)), MOST)
    return Register(portal.site, random, taken, names, last["last"])
