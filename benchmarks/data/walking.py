"""The moulds are lived through, each in a database of its own that is thrown away."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.data.casts import cast_of
from benchmarks.data.lives import Life
from benchmarks.data.moulds import Lived
from benchmarks.data.stories import Story
from core import clock
from core.access.following import signing_of
from core.audit.checkpoints import KEPT
from core.database import migrate
from core.database.connection import elsewhere
from core.demo.staff import hire
from core.identity import Identity
from core.portal import Portal
from core.settings import Settings

# Enough for the longest life: what is cast ends yesterday.
LONGEST = timedelta(days=42)


@dataclass(frozen=True, slots=True)
class Stage:
    """Where moulds are lived: a folder with a database in which there is nobody but the staff."""

    settings: Settings
    identity: Identity
    portal: Portal
    folder: Path

    @property
    def empty(self) -> Path:
        """The database before anybody lived in it."""
        return self.folder / "empty.sqlite"

    async def set(self) -> None:
        """Make the empty database, with the staff in it."""
        async with elsewhere(f"sqlite:///{self.empty}"):
            await migrate(self.portal.applications.migrations)
            await hire(self.identity)

    async def live(self, story: Story, size: int, until: datetime) -> Lived:
        """Have a practice of this size live, so that it ends on the day before this one."""
        file = self.folder / f"{story.name}-{size}.sqlite"
        shutil.copy(self.empty, file)
        # What was signed of the trail of another mould says nothing of this one.
        (self.settings.data_folder / KEPT).unlink(missing_ok=True)
        cast = cast_of(self.portal.site, size, patient=story.patient)
        signing = signing_of(self.portal, self.settings)
        life = Life(self.portal, self.identity, signing, cast, until - LONGEST)
        async with elsewhere(f"sqlite:///{file}"):
            with _clock_of(life):
                await story.tell(life)
                await life.end()
        return Lived(file, self.empty, cast, story.weeks, life.at)


@contextmanager
def _clock_of(life: Life) -> Iterator[None]:
    """Take the time from this life while the block runs."""
    before = clock.source()
    clock.use(life.now)
    try:
        yield
    finally:
        clock.use(before)
