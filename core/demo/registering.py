"""A practice that is registered as people do it, step by step, from what is typed."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from core.actor import Actor
from core.demo.making import answers_for
from core.enrollment import members, sections, starting
from core.enrollment.drafts import Draft
from core.enrollment.facts import member_choices
from core.enrollment.once import SHARED, asked_once
from core.enrollment.spreadsheet.columns import columns
from core.enrollment.submission import submit
from core.forms import Input
from core.portal import Portal

Typed = Mapping[str, Any]
Asking = tuple[Typed, Collection[str]]


class DoesNotFit(Exception):
    """What was typed does not fit the site; `str` says where and why."""


@dataclass(frozen=True, slots=True)
class Registration:
    """An open draft, and the account that fills it in."""

    portal: Portal
    by: Actor
    enrollment: UUID

    @classmethod
    async def begin(cls, portal: Portal, *, by: Actor) -> Registration:
        """Open the draft of an account, begun if there is none."""
        return cls(portal, by, await starting.start(by=by))

    async def draft(self) -> Draft:
        """Load everything typed so far."""
        if self.by.account is None:
            raise DoesNotFit("only an account registers a practice")
        return await starting.load(self.enrollment, self.by.account)

    async def save(self, draft: Draft, name: str, typed: Typed) -> Draft:
        """Send one step, which must come out complete; return the draft with it."""
        values = as_sent(typed, sections.draw_section(self.portal, draft, name).version)
        saved = await sections.save_section(self.portal, self.enrollment, name, values, by=self.by)
        if not saved.page.complete:
            raise DoesNotFit(f"{name}: {saved.page.form.errors}")
        return saved.draft

    async def agree(self, draft: Draft, *names: str) -> Draft:
        """Agree to everything in those of these steps that the draft has."""
        for name in names:
            if name in sections.section_names(self.portal, draft):
                form = sections.draw_section(self.portal, draft, name).form
                draft = await self.save(draft, name, {each.name: yes_to(each) for each in form})
        return draft

    async def send_off(self, typed: Typed = MappingProxyType({})) -> None:
        """Answer, `typed` first, and agree to what is asked once, and send the registration."""
        draft = await self.share(await self.draft(), typed)
        await self.agree(draft, "additional", "attestation")
        await submit(self.portal, self.enrollment, by=self.by)

    async def share(self, draft: Draft, typed: Typed = MappingProxyType({})) -> Draft:
        """Answer once for the whole practice, `typed` first, if the draft asks anything of it."""
        if SHARED not in sections.section_names(self.portal, draft):
            return draft
        found: dict[str, Any] = {}
        for slug in asked_once(self.portal, draft):
            found |= answers_for(self.portal, slug, len(draft.people), member_choices(draft))
        found |= typed
        form = sections.draw_section(self.portal, draft, SHARED).form
        return await self.save(draft, SHARED, {name: found[name] for name in found if name in form})

    async def add(self, typed: Typed) -> Draft:
        """Send a new member with what they ask for; all of it must be possible."""
        values = as_sent(typed, 0)
        saved = await members.save_person(self.portal, self.enrollment, None, values, by=self.by)
        if not saved.stored or saved.page.left_out:
            raise DoesNotFit(f"{typed.get('email')}: {saved.page.errors}{saved.page.left_out}")
        return saved.draft


def as_sent(typed: Typed, version: int) -> dict[str, list[str]]:
    """Return answers as a browser sends them, drawn from this version of a form."""
    sent = {name: value if isinstance(value, list) else [str(value)] for name, value in typed.items()}
    return {**sent, "version": [str(version)]}


def list_of(portal: Portal, people: Iterable[Asking]) -> bytes:
    """Write a list to hand in: what would be typed for each person, and which applications they ask for."""
    known, text = columns(portal), io.StringIO()
    writer = csv.writer(text)
    writer.writerow([column.label for column in known])
    for typed, asked in people:
        ticks = dict.fromkeys(asked, "yes")
        writer.writerow([(ticks if column.application else typed).get(column.name, "") for column in known])
    return text.getvalue().encode()


def yes_to(asked: Input) -> Any:
    """Return what is sent for an input of a text that is agreed to; of several purposes the first one."""
    if asked.choices:
        return [asked.choices[0].value]
    return asked.value if asked.kind == "hidden" else "yes"
