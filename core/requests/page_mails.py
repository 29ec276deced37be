"""Mails that pages of plugins send: to whom, and that the plugin may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.access.lines import Line, login_of
from core.audit import Subject
from core.groups.records import GroupFacts
from core.groups.rights import administrator_of, sponsors_of
from core.identity.queries import address_of_person
from core.identity.staff import everybody
from core.plugin_api import Audience, ClinicalApplication
from core.portal import Portal


@dataclass(frozen=True, slots=True)
class PageMail:
    """What a mail is about, and the way to the page for who reads it, if any."""

    subject: Subject
    path: str
    group: GroupFacts | None = None
    line: Line | None = None


async def send_page_mail(
    portal: Portal,
    application: ClinicalApplication[Any],
    about: PageMail,
    whom: Audience,
    template: str,
    /,
    **context: Any,
) -> None:
    """Send a plugin's own mail; LookupError for one that it did not declare, and for whom a page has not."""
    if template not in application.permissions.mails:
        message = f"{application.slug} may not send {template}: it isn't among permissions.mails"
        raise LookupError(message)
    if application.folder is None:
        return
    for to in await _addresses(portal, about, whom):
        await portal.mail.send(
            to=to,
            template=template,
            about=about.subject,
            folder=application.folder / "templates",
            person=about.line.member.name if about.line else "",
            group_name=about.group.name if about.group else "",
            application=application.name,
            path=about.path,
            **context,
        )


async def _addresses(portal: Portal, about: PageMail, whom: Audience) -> Sequence[str]:
    if whom == "analyst":
        return [portal.site.support_address]
    if whom == "privacy-officer":
        staff = await everybody()
        return [each.email for each in staff if each.roles.has(whom) and not each.disabled]
    if about.group is None or (whom == "member" and about.line is None):
        message = f"this page has no {whom} to tell"
        raise LookupError(message)
    if whom == "member" and about.line is not None:
        found = await address_of_person(login_of(about.line))
        return [found] if found else []
    if whom == "sponsor":
        return [each.email for each in await sponsors_of([about.group.id])][:1]
    administrator = await administrator_of(about.group.id)
    return [administrator.email] if administrator else []
