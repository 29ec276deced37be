"""The applications of a site, and who may have them."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, SecretStr

from core import clock
from core.apart import Crossing, Plugin, Silent
from core.applications.connectors import BY_PEOPLE, ConnectorSettings
from core.applications.kept_apart import RegisterApart, kept_apart
from core.applications.limits import AS_SHIPPED, Limits
from core.applications.yielding import Yielded
from core.forms import Choice
from core.plugin_api import ClinicalApplication, CredentialValidator, Group, Person, Reason
from core.plugin_api.eligibility import SUFFIX_MISSING
from core.site import SiteProfile

_log = logging.getLogger(__name__)
_LONGEST_REASON = 300
UNAVAILABLE = Reason("unavailable", "Not available at the moment. Support has to look at it.")
SWITCHED_OFF = Reason("unavailable", "This application isn’t offered here.")


Answer = TypeVar("Answer")


def does_not_answer(name: str) -> str:
    """Say that an application could not be asked."""
    return f"{name} doesn’t answer at the moment. Try again in a minute."


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded at the start: what the plugins yield, what is wrong with those that were left out, and
    the secrets that options may name. `alone` are the options of plugins that yield registers alone.
    """

    plugins: Mapping[str, Yielded] = field(default_factory=dict)
    left_out: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    secrets: Mapping[str, SecretStr] = field(default_factory=dict)
    alone: Mapping[str, BaseModel] = field(default_factory=dict)


class Closure(NamedTuple):
    """An application that nobody new can request now, and why."""

    slug: str
    name: str
    words: str


class Catalogue(Mapping[str, ClinicalApplication[Any]]):
    """Slug to application, in the site's order."""

    def __init__(
        self,
        site: SiteProfile,
        applications: Mapping[str, ClinicalApplication[Any]],
        validators: Sequence[CredentialValidator] = (),
        connectors: Mapping[str, ConnectorSettings] = MappingProxyType({}),
        limits: Limits = AS_SHIPPED,
        before: Catalogue | None = None,
    ) -> None:
        """What runs in the catalogue `before` this one goes on in its threads, and so do its registers."""
        self._site, self.limits = site, limits
        self.loaded: Loaded = before.loaded if before is not None else Loaded()
        registers = before.validators if before is not None else map(RegisterApart.of, validators)
        self.validators: tuple[RegisterApart, ...] = tuple(registers)
        threads = (
            before.threads
            if before is not None
            else {slug: (Plugin(slug), Plugin(slug)) for slug in applications}
        )
        # Two of each, so that no page waits for a job.
        self.threads: Mapping[str, tuple[Plugin, Plugin]] = threads
        self._plugins = {slug: threads[slug][0] for slug in applications}
        self._at_work = {slug: threads[slug][1] for slug in applications}
        self._applications = MappingProxyType(
            {slug: kept_apart(record, self._plugins[slug]) for slug, record in applications.items()}
        )
        # What they say of somebody follows from the records alone: nothing of theirs is asked.
        self.without_a_rule = tuple(
            slug for slug, each in self._applications.items() if each.eligibility.rule is None
        )
        self._facilities = {
            slug: site.facilities_to_choose(each.options.facilities)
            for slug, each in self._applications.items()
        }
        # How the work of each application is done; by people unless the site says otherwise.
        self.connectors = {slug: connectors.get(slug, BY_PEOPLE) for slug in self._applications}

    def __getitem__(self, slug: str) -> ClinicalApplication[Any]:
        return self._applications[slug]

    def __iter__(self) -> Iterator[str]:
        return iter(self._applications)

    def __len__(self) -> int:
        return len(self._applications)

    @property
    def options(self) -> dict[str, BaseModel]:
        """What the site says of each plugin, also of those that yield registers alone."""
        return {**{slug: each.options for slug, each in self._applications.items()}, **self.loaded.alone}

    @property
    def migrations(self) -> dict[str, Path]:
        """The folders of migrations of the plugins that own tables."""
        return {
            slug: application.folder / "migrations"
            for slug, application in self._applications.items()
            if application.tables and application.folder
        }

    @property
    def templates(self) -> tuple[Path, ...]:
        """The folders of templates of the plugins that own pages."""
        return tuple(
            application.folder / "templates"
            for application in self._applications.values()
            if application.pages and application.folder
        )

    def why_not(self, slug: str, person: Person, group: Group) -> Reason | None:
        """Return the first reason why this person may not have this application, or None.

        Fails closed: an unknown slug, a person the site does not allow, or a plugin that raises,
        answers nonsense or does not answer is a reason too.
        """
        if slug not in self._applications:
            return SWITCHED_OFF
        return self._of_the_site(person) or self._of_the_application(slug, person, group)

    def why_not_each(self, slugs: Iterable[str], person: Person, group: Group) -> dict[str, Reason | None]:
        """Return the same of each of these applications of the site, by its slug."""
        against = self._of_the_site(person)
        return {slug: against or self._of_the_application(slug, person, group) for slug in slugs}

    def closed(self, slug: str) -> str:
        """Say why nobody new can request an application of the site now; empty when it can be requested.

        That says nothing about who has it, or has requested it already.
        """
        application = self._applications.get(slug)
        # Nearly every one is open, on every day; one that is not of the site is refused by its rule.
        if application is None or (application.options.offered and application.options.paused is None):
            return ""
        options = application.options
        dates = self._site.dates
        words = options.closed(clock.now().astimezone(dates.zone).date())
        if words and options.offered and options.paused_until:
            return f"{words} It can be requested again from {dates.day(options.paused_until)}."
        return words

    def closures(self) -> tuple[Closure, ...]:
        """List every application that nobody new can request now, in the site's order."""
        found = (Closure(slug, each.name, self.closed(slug)) for slug, each in self._applications.items())
        return tuple(each for each in found if each.words)

    async def run(
        self, slug: str, place: str, call: Callable[[Crossing], Awaitable[Answer]], seconds: float
    ) -> Answer:
        """Run a coroutine of a plugin in its own loop; Silent when it does not answer in these seconds."""
        return await self._plugins[slug].run(place, call, seconds)

    async def run_by_itself(
        self, slug: str, place: str, call: Callable[[Crossing], Awaitable[Answer]], seconds: float
    ) -> Answer:
        """Run, in the same way, what nobody waits for at a page."""
        return await self._at_work[slug].run(place, call, seconds)

    def offered(self, person: Person, group: Group) -> tuple[str, ...]:
        """List the slugs of everything this person may have, in the site's order."""
        return tuple(
            slug for slug, reason in self.why_not_each(self, person, group).items() if reason is None
        )

    def choices(self, slug: str, members: Sequence[Choice] = ()) -> Mapping[str, Sequence[Choice]]:
        """Return the lists that an application's fields may ask for by source: `facilities` and `members`.

        Beside them stand the facilities that nobody can choose any more. `members` are the people of the
        group who can be chosen, by their keys.
        """
        return {**self._facilities[slug], "members": tuple(members)}

    def _of_the_application(self, slug: str, person: Person, group: Group) -> Reason | None:
        try:
            reason = self._applications[slug].eligibility.reason(person, group)
        # The rule is the plugin's code, which may raise anything; whatever it raises must not let anybody in.
        except Silent:
            return Reason("not-asked", does_not_answer(self._applications[slug].name))
        except (Exception, SystemExit) as problem:
            _log.error("The rule of %s raised %s", slug, type(problem).__name__)
            return UNAVAILABLE
        return reason if reason is None else self._readable(reason, slug)

    def _readable(self, reason: Reason, slug: str) -> Reason:
        if not isinstance(reason.words, str) or not reason.words.strip():
            _log.error("The rule of %s answered something that is not words", slug)
            return UNAVAILABLE
        return Reason(reason.code, self._site.terms.said(reason.words)[:_LONGEST_REASON])

    def _of_the_site(self, person: Person) -> Reason | None:
        """What the site itself says: staff type, suffix and the kind it counts as must fit together."""
        if not person.suffix:
            return SUFFIX_MISSING
        if not self._site.is_suffix_for(person.suffix, person.staff_type):
            staff_type = self._site.staff_type(person.staff_type)
            called = f"the staff type {staff_type.name}" if staff_type else "a person without a staff type"
            return Reason("staff-type", f"The suffix {person.suffix} isn’t possible for {called}.")
        if self._site.suffix_kind(person.suffix) != person.suffix_kind:
            return UNAVAILABLE
        return None
