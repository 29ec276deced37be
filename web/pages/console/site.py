"""A site administrator changes the site in the browser, one thing at a time, and sees before what follows."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core import clock
from core.errors import Invalid, NotFound, Stale
from core.forms import Form
from core.running.changing import NewChange, change_site, would_be
from core.running.editions import Edition
from core.running.records import still_standing, touching
from core.running.running import Running
from core.running.site_texts import require_good_texts
from core.site import PROFILE
from web.contexts import PageContext
from web.forms import Values, one, see_other, submitted
from web.pages.console.areas import Area, Entry
from web.pages.console.every_area import AREAS
from web.pages.console.site_changes import CHANGES, LEADS, SITE, Told, told
from web.pages.console.site_thing import Thing, thing_of
from web.pages.console.site_words import Line, lines_of
from web.pages.console.text_difference import ComparedText, compared
from web.rendering import render
from web.security.fresh import fresh_code
from web.visit import Visit

LATEST = 5
ACTS = ("change", "remove")
_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class SitePage(PageContext):
    """What can be changed of the site, what begins later, what was changed lately, and what its files fix."""

    template: ClassVar[str] = "support/site.html"
    areas: Sequence[tuple[Area, int]]
    later: Sequence[Told]
    latest: Sequence[Told]
    unfit: Sequence[Told]
    file: str


@dataclass(frozen=True, slots=True)
class AreaPage(PageContext):
    """The things of one area."""

    template: ClassVar[str] = "support/site_area.html"
    area: Area
    entries: Sequence[Entry]
    coming: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class ThingPage(PageContext):
    """The form of one thing, or the question whether to take it away."""

    template: ClassVar[str] = "support/site_thing.html"
    area: Area
    heading: str
    key: str
    form: Form
    seen: int
    removing: bool = False
    follows: Sequence[str] = ()
    fixed: Sequence[tuple[str, str]] = ()
    past: Sequence[Told] = ()
    coming: Sequence[str] = ()
    versions: Sequence[Edition] = ()

    @property
    def wrong(self) -> bool:
        """Whether the form is to be put right."""
        return self.form.wrong


@dataclass(frozen=True, slots=True)
class PreviewPage(PageContext):
    """What would be different, and what follows for people."""

    template: ClassVar[str] = "support/site_preview.html"
    area: Area
    heading: str
    key: str
    removing: bool
    lines: Sequence[Line]
    compared: Sequence[ComparedText]
    follows: Sequence[str]
    begins: str
    reason: str
    sent: Sequence[tuple[str, str]]


@get(SITE, guards=[LEADS])
async def show_site(visit: NamedDependency[Visit], running: NamedDependency[Running]) -> Response[Any]:
    """Show what can be changed of the site, and what was."""
    await running.look()
    page = SitePage(
        [(each, len(each.entries(visit.portal))) for each in AREAS.values()],
        [told(running, each) for each in still_standing(running.changes) if not each.has_begun(clock.now())],
        [told(running, each) for each in reversed(running.changes[-LATEST:])],
        [told(running, each) for each in running.unfit],
        f"{running.folder.name}/{PROFILE}",
    )
    return render(visit.request, page)


@get(f"{SITE}/{{area:str}}", guards=[LEADS])
async def show_area(
    visit: NamedDependency[Visit], running: NamedDependency[Running], area: FromPath[str]
) -> Response[Any]:
    """Show the things of an area."""
    found, portal = _area(area), visit.portal
    entries = found.entries(portal)
    coming = {each.key: found.coming(running, portal, each.key) for each in entries}
    return render(visit.request, AreaPage(found, entries, coming))


@get(f"{SITE}/{{area:str}}/{{key:str}}", guards=[LEADS])
async def show_thing(
    visit: NamedDependency[Visit], running: NamedDependency[Running], area: FromPath[str], key: FromPath[str]
) -> Response[Any]:
    """Show the form for one thing."""
    thing = thing_of(visit, running, _area(area), key)
    return render(visit.request, await _page(thing, thing.drawn(), running.newest))


@get(f"{SITE}/{{area:str}}/{{key:str}}/remove", guards=[LEADS])
async def show_removing(
    visit: NamedDependency[Visit], running: NamedDependency[Running], area: FromPath[str], key: FromPath[str]
) -> Response[Any]:
    """Ask from when something goes, and why; say what follows."""
    thing = thing_of(visit, running, _area(area), key, removing=True)
    return render(visit.request, await _page(thing, thing.drawn(), running.newest))


@post(f"{SITE}/{{area:str}}/{{key:str}}", guards=[LEADS])
async def preview(
    visit: NamedDependency[Visit], running: NamedDependency[Running], area: FromPath[str], key: FromPath[str]
) -> Response[Any]:
    """Show what would be different and what follows, before anything is."""
    return await _previewed(thing_of(visit, running, _area(area), key))


@post(f"{SITE}/{{area:str}}/{{key:str}}/remove", guards=[LEADS])
async def preview_removing(
    visit: NamedDependency[Visit], running: NamedDependency[Running], area: FromPath[str], key: FromPath[str]
) -> Response[Any]:
    """Show the same of taking something away."""
    return await _previewed(thing_of(visit, running, _area(area), key, removing=True))


@post(f"{SITE}/{{area:str}}/{{key:str}}/make/{{act:str}}", guards=[LEADS, fresh_code])
async def make(
    visit: NamedDependency[Visit],
    running: NamedDependency[Running],
    area: FromPath[str],
    key: FromPath[str],
    act: FromPath[str],
) -> Response[Any]:
    """Make the change that was looked at."""
    if act not in ACTS:
        raise NotFound
    thing = thing_of(visit, running, _area(area), key, removing=act == "remove")

    async def made(wanted: NewChange, _: Values) -> Response[Any]:
        number = await change_site(running, wanted, by=visit.actor)
        return see_other(f"{CHANGES}/{number}")

    return await _taken(thing, made)


handlers = [show_site, show_area, show_thing, show_removing, preview, preview_removing, make]


def _area(slug: str) -> Area:
    if (found := AREAS.get(slug)) is None:
        raise NotFound
    return found


async def _page(thing: Thing, form: Form, seen: int) -> ThingPage:
    follows = await thing.follows_of_removing() if thing.removing else ()
    file = f"{thing.running.folder.name}/{PROFILE}"
    fixed = await thing.area.fixed(thing.portal, thing.key, file) if not thing.removing else ()
    about = thing.running, thing.portal, thing.key
    return ThingPage(
        thing.area,
        thing.heading,
        thing.key,
        form,
        seen,
        thing.removing,
        follows,
        fixed,
        _past(thing),
        thing.area.coming(*about),
        thing.area.versions(*about),
    )


def _past(thing: Thing) -> list[Told]:
    """What was changed of this thing, the newest first."""
    if thing.area.path is None or thing.removing:
        return []
    found = touching(thing.running.changes, [thing.area.path(thing.key)])
    return [told(thing.running, each) for each in reversed(found[-LATEST:])]


async def _previewed(thing: Thing) -> Response[Any]:
    async def shown(wanted: NewChange, sent: Values) -> Response[Any]:
        after = would_be(thing.running, wanted)
        await require_good_texts(thing.running, wanted.settings)
        differing, settings = thing.differing(wanted), thing.visit.request.app.state["settings"]
        page = PreviewPage(
            thing.area,
            thing.heading,
            thing.key,
            thing.removing,
            lines_of(differing),
            await asyncio.to_thread(compared, differing),
            [
                *await thing.area.consequences(thing.portal, after, thing.key),
                *await thing.area.checks(thing.portal, after, thing.key, settings),
            ],
            thing.portal.site.dates.day(wanted.begins) if wanted.begins else "",
            wanted.reason,
            [(name, each) for name, every in sent.items() if name != "csrf" for each in every],
        )
        return render(thing.visit.request, page)

    return await _taken(thing, shown)


async def _taken(thing: Thing, act: Callable[[NewChange, Values], Awaitable[Response[Any]]]) -> Response[Any]:
    """Act on the change that was sent, or show the form again with words at what is wrong."""
    sent = await submitted(thing.visit.request)
    seen = int(found[0]) if (found := _NUMBER.fullmatch(one(sent, "seen"))) else 0
    reading = thing.read(sent)
    form, status = reading.form, 422
    if "again" in sent:
        # Whoever looked at the preview changes the answers; what they typed is still there.
        status = 200
    elif reading.answers is not None:
        try:
            return await act(thing.change(reading.answers, seen), sent)
        except Invalid as wrong:
            form = reading.refused(wrong.errors)
        except Stale as late:
            # They are told of it now, so that the same form may be sent again.
            form, status, seen = reading.refused({"": str(late)}), late.status, thing.running.newest
    return render(thing.visit.request, await _page(thing, form, seen), status=status)
