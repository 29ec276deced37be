"""The site as it is served now: the files of its profile, and over them what was changed in the browser."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog

from core import clock
from core.applications import applications_at
from core.database.failures import is_unmigrated
from core.portal import Portal
from core.running.exporting import export_profile
from core.running.laying import laid_over
from core.running.queries import every_change, newest
from core.running.records import Change, in_force, moment_of, still_standing
from core.site import SiteFaults, read_profile, site_of

log = structlog.get_logger(__name__)
LOOKS_EVERY = 1.0
Follower = Callable[[Portal], Awaitable[None]]


class Running:
    """The one holder of what is served; each portal it gives stays as it is.

    A request, and each background worker, goes from beginning to end with one portal. What this process
    changes holds at once here; what others change, and what begins by its date, is looked for every second.
    """

    def __init__(self, portal: Portal) -> None:
        """Begin with the portal as the files of its profile have it."""
        self._base = self._portal = portal
        self.raw = read_profile(portal.site.folder)
        self.changes: tuple[Change, ...] = ()
        self.unfit: tuple[Change, ...] = ()
        # What is laid over the files in the portal that is served; None when that has to be looked at anew.
        self._laid: tuple[Change, ...] | None = ()
        self.newest = 0
        self._followers: list[Follower] = []
        self._untold: list[Follower] = []
        self._looking = asyncio.Lock()

    @property
    def folder(self) -> Path:
        """Where the files of the profile are."""
        return self._base.site.folder

    @property
    def portal(self) -> Portal:
        """The portal as it is at this moment."""
        return self._portal

    def follow(self, follower: Follower) -> None:
        """Tell somebody each time when another portal is served."""
        self._followers.append(follower)

    def leave(self, follower: Follower) -> None:
        """Tell somebody no more."""
        self._followers.remove(follower)
        self._untold = [each for each in self._untold if each is not follower]

    async def look(self) -> None:
        """Serve what holds now: read the changes when one was added, and lay over what has begun."""
        async with self._looking:
            latest = await newest()
            if latest != self.newest:
                changes = await every_change()
                self.unfit = await asyncio.to_thread(self._unfit_of, still_standing(changes))
                self.changes, self.newest, self._laid = changes, latest, None
            due = in_force(self.fitting, clock.now())
            if due != self._laid:
                await self._serve(due)
            await self._tell()

    @property
    def fitting(self) -> tuple[Change, ...]:
        """The changes that nobody undid, but for those that fit the files no longer."""
        return tuple(each for each in still_standing(self.changes) if each not in self.unfit)

    def raw_at(
        self, moment: datetime, more: Iterable[Change] = (), without: int | None = None
    ) -> dict[str, Any]:
        """Return the profile at a moment, with some changes more and one left out."""
        kept = [each for each in self.fitting if each.number != without]
        return laid_over(self.raw, in_force([*kept, *more], moment))

    def portal_of(self, raw: dict[str, Any]) -> Portal:
        """Make the portal that a profile describes; SiteFaults with everything that is wrong with it."""
        site = site_of(raw, self.folder)
        mail = replace(self._base.mail, site=site)
        return Portal(site, applications_at(site, self._base.applications), mail)

    def export(self, folder: Path) -> tuple[Change, ...]:
        """Write what is served now as a profile into a new folder; return the changes that begin later.

        FileExistsError when the folder is there.
        """
        export_profile(self.folder, self._laid or (), folder)
        return tuple(each for each in self.fitting if not each.has_begun(clock.now()))

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Look while the block runs, first before it begins.

        A database that is not migrated yet has no changes: it is asked again until it is.
        """
        try:
            await self.look()
        except Exception as problem:
            if not is_unmigrated(problem):
                raise
        task = asyncio.create_task(self._watch(), name="site changes")
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _watch(self) -> None:
        fails = False
        while True:
            await asyncio.sleep(LOOKS_EVERY)
            try:
                await self.look()
                fails = False
            except Exception as problem:
                if not fails:
                    log.exception("site.not-looked", problem=str(problem))
                fails = True

    async def _serve(self, due: tuple[Change, ...]) -> None:
        try:
            portal = await asyncio.to_thread(self._with, due)
        except SiteFaults:
            # All of them fit together, and these do not yet.
            unfit = await asyncio.to_thread(self._unfit_of, due)
            self.unfit += unfit
            due = tuple(each for each in due if each not in unfit)
            portal = await asyncio.to_thread(self._with, due)
        self._portal, self._laid, self._untold = portal, due, list(self._followers)

    async def _tell(self) -> None:
        """Tell whoever follows of the portal that is served; who fails is told again with the next look."""
        for follower in tuple(self._untold):
            try:
                await follower(self._portal)
            except Exception as problem:
                log.exception("site.not-followed", problem=str(problem))
            else:
                self._untold.remove(follower)

    def _with(self, changes: tuple[Change, ...]) -> Portal:
        return self.portal_of(laid_over(self.raw, changes)) if changes else self._base

    def _unfit_of(self, changes: Iterable[Change]) -> tuple[Change, ...]:
        """Those that fit the files no longer, which are left out and shown; tried in the order of moments."""
        ordered, fits = sorted(changes, key=moment_of), list[Change]()
        with suppress(SiteFaults):
            self._with(tuple(ordered))
            return ()
        unfit: tuple[Change, ...] = ()
        for each in ordered:
            try:
                self._with((*fits, each))
            except SiteFaults as problem:
                log.error("site.change-unfit", number=each.number, faults=str(problem))
                unfit += (each,)
            else:
                fits.append(each)
        return unfit
