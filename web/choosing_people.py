"""Who of a practice more is asked for: the list to choose from, for its administrator and for support."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel

from core.enrollment.members import take_members_up
from core.enrollment.starting import load, open_draft
from core.errors import NotFound
from core.forms import Choice, Form, draw, field, read
from core.office.queries.people import Office
from web.forms import Values, one
from web.matrix_of_office import standing_word
from web.visit import Visit

NEW = "new"
NOT_ANSWERS = frozenset({"csrf", "action", "reason"})


class Chosen(BaseModel):
    """Who of the practice more is asked for."""

    people: tuple[str, ...] = field(
        "People who are here already",
        kind="checkboxes",
        choices="people",
        missing="Choose at least one person",
    )


async def draw_people(visit: Visit, office: Office) -> Form:
    """Draw who can be chosen; who is in the draft already is ticked. NotFound where nobody can be."""
    if office.group.state != "active":
        raise NotFound
    begun = await open_draft(visit.who.account_id, office.group.id)
    there = (await load(begun.id, visit.who.account_id)).people if begun else ()
    chosen = [str(each.member) for each in there if each.member]
    return draw(Chosen, {"people": chosen}, choices=_people(office))


def read_people(office: Office, values: Values) -> tuple[Form, list[UUID], bool]:
    """Read who was chosen, and whether somebody new comes first; then nobody has to be chosen."""
    reading = read(Chosen, values, choices=_people(office), ignore=NOT_ANSWERS)
    new = one(values, "action") == NEW
    if reading.answers is not None:
        return reading.form, [UUID(each) for each in reading.answers.people], new
    empty = new and not values.get("people")
    return draw(Chosen, {"people": []}, choices=_people(office)) if empty else reading.form, [], new


async def take_up(visit: Visit, draft: UUID, people: list[UUID], *, new: bool) -> str:
    """Put whoever was chosen into the draft; return where it goes on."""
    if people:
        await take_members_up(visit.portal, draft, people, by=visit.actor)
    return f"/enrollment/{draft}/members{'/new' if new else ''}"


def away(office: Office) -> list[str]:
    """List who is on leave."""
    return [each.member.name for each in office.people if each.member.state == "on-leave"]


def _people(office: Office) -> dict[str, list[Choice]]:
    here = [each for each in office.people if each.member.state == "active"]
    words = [(each.role, each.suffix, standing_word(each)) for each in here]
    # Everybody who is listed is enabled unless something else is said.
    kinds = [", ".join(word for word in each if word and word != "Enabled") for each in words]
    return {
        "people": [
            Choice(str(each.member.id), each.member.name, kind)
            for each, kind in zip(here, kinds, strict=True)
        ]
    }
