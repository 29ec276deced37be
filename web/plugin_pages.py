"""How a page that a plugin owns is drawn, sent and taken away as a file, whoever opened it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from litestar import Response

from core.access.work import last_update
from core.console.queries.work import work_on
from core.errors import Invalid, NotFound, Unavailable
from core.forms import Form
from core.requests.openings import Opening
from core.requests.plugin_forms import asking, file_of
from core.requests.plugin_pages import load_page, submit_page
from core.requests.site_openings import AnyOpening, SiteOpening
from web.contexts import PageContext
from web.forms import see_other, submitted
from web.rendering import render
from web.security.fresh import fresh_code
from web.table_files import TableFile, table_file
from web.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginFrame(PageContext):
    """What the host draws around a page that a plugin owns; `under_way` says how its last change stands."""

    template: ClassVar[str] = "plugin_page.html"
    opened: AnyOpening
    form: Form | None
    heading: str
    application: str
    back: str
    back_to: str
    under_way: str

    @property
    def wrong(self) -> bool:
        """Whether the plugin's form is to be put right."""
        return self.form is not None and self.form.wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginPage(PluginFrame):
    """A plugin's page: drawn by its own template, from what it has loaded itself as well."""

    action: str
    own: Mapping[str, Any]

    @property
    def drawn_by(self) -> str:
        """The plugin's template."""
        return self.opened.page.template

    def values(self) -> dict[str, Any]:
        """Name what the host gives; the plugin cannot put anything in its place."""
        given = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "own"}
        return {**self.own, **given}


@dataclass(frozen=True, slots=True, kw_only=True)
class SilentPage(PluginFrame):
    """What stands in place of a plugin's page that does not answer: what was typed, to be sent once more."""

    template: ClassVar[str] = "plugin_silent.html"
    action: str
    words: str


async def draw_plugin(visit: Visit, opening: AnyOpening) -> Response[Any]:
    """Draw the page, with what stands in its form."""
    try:
        asked = await asking(opening)
    except Unavailable as silent:
        return await _silent(visit, opening, None, str(silent))
    return await _draw(visit, opening, asked.drawn() if asked else None)


async def send_plugin(visit: Visit, opening: AnyOpening) -> Response[Any]:
    """Take what was sent, and lead on; 422 with the same form and words where a rule is against it."""
    if opening.page.fresh:
        await fresh_code.require(visit.request)
    sent = await submitted(visit.request)
    try:
        asked = await asking(opening)
    except Unavailable as silent:
        return await _silent(visit, opening, None, str(silent))
    if asked is None:
        return await _draw(visit, opening, None)
    reading = asked.read(sent)
    if reading.answers is None:
        return await _draw(visit, opening, reading.form, 422)
    try:
        await submit_page(opening, reading.answers)
    except Invalid as wrong:
        return await _draw(visit, opening, reading.refused(wrong.errors), 422)
    except Unavailable as silent:
        return await _silent(visit, opening, reading.form, str(silent))
    return see_other(opening.own_address(opening.page.then))


async def plugin_file(visit: Visit, opening: AnyOpening, kind: str) -> Response[bytes]:
    """Send the file of the page; NotFound where it has none. That staff took it stands in the trail.

    A sponsor takes no lists away: whoever administers the practice does.
    """
    if opening.page.file is None or opening.audience == "sponsor":
        raise NotFound
    found = await file_of(opening)
    answer = await table_file(visit, TableFile(found.name, opening.page.title[:31], found.lines), kind)
    if opening.staff:
        async with opening.change("exported", kind=kind, page=opening.page.path, lines=len(found.lines) - 1):
            return answer
    return answer


async def _draw(visit: Visit, opening: AnyOpening, form: Form | None, status: int = 200) -> Response[Any]:
    try:
        own = await load_page(opening)
    except Unavailable as silent:
        return await _silent(visit, opening, form, str(silent))
    page = PluginPage(**await _frame(visit, opening, form), own=own)
    return render(visit.request, page, status=status, fragment="page")


async def _silent(visit: Visit, opening: AnyOpening, form: Form | None, words: str) -> Response[Any]:
    page = SilentPage(**await _frame(visit, opening, form), words=words)
    return render(visit.request, page, status=503, fragment="page")


async def _frame(visit: Visit, opening: AnyOpening, form: Form | None) -> dict[str, Any]:
    back, back_to = await _back(opening)
    return {
        "opened": opening,
        "form": form,
        "heading": opening.page.title,
        "application": opening.application.name,
        "back": back,
        "back_to": back_to,
        "under_way": await _under_way(visit, opening),
        "action": opening.own_address(),
    }


async def _back(opening: AnyOpening) -> tuple[str, str]:
    """Where somebody comes from, and what it is called there."""
    if isinstance(opening, SiteOpening):
        return "/support", "Overview"
    if opening.about is not None:
        for page in opening.application.pages:
            if page.scope == "group" and opening.audience in page.audience:
                return opening.address(page.path), page.title
        return await _back_from_access(opening)
    practice = opening.practice
    if opening.audience == "sponsor":
        return "/sponsor", "Everybody I answer for"
    return (f"/support/practices/{practice.id}" if opening.staff else f"/office/{practice.id}"), practice.name


async def _back_from_access(opening: Opening) -> tuple[str, str]:
    line = opening.line
    if opening.audience == "member":
        return f"/my-applications/at/{line.member.id}", "My applications"
    if opening.audience == "sponsor":
        return "/sponsor", "Everybody I answer for"
    if opening.audience == "privacy-officer":
        return f"/support/practices/{line.group.id}", line.group.name
    if opening.staff and (item := await work_on(line.id)):
        return f"/support/work/{item}", "Back to the work"
    if not opening.staff and line.grant.state != "provisioning":
        return f"/office/people/{line.member.id}", line.member.name
    return f"{'/support' if opening.staff else ''}/requests/{line.request.number}", "Back to the request"


async def _under_way(visit: Visit, opening: AnyOpening) -> str:
    """Say how the last change of an access stands that is not done yet."""
    last = await last_update(opening.about.id) if opening.about else None
    if last is None or last[0] == "done":
        return ""
    state, words, since = last
    day, name = visit.portal.site.dates.day(since), opening.application.name
    if state == "failed":
        return f"The change of {day} can’t be made at {name}: {words}"
    return f"The change of {day} is being made at {name}. It isn’t in effect there yet."
