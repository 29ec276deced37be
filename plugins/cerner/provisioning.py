"""Access to Cerner Millennium, and the census that comes with it, are given by analysts."""

from collections.abc import Sequence

from core.plugin_api import ByPeople, Evidence, Grant, Held, NoFields, shortened
from plugins.cerner.census import census_of
from plugins.cerner.fields import Census


def _position(suffix_kind: str) -> str:
    kinds = {
        "provider": "the external provider position",
        "surgery-scheduler": "the external scheduler position",
    }
    return kinds.get(suffix_kind, "the external office staff position")


def to_grant(grant: Grant[NoFields]) -> Sequence[str]:
    """Write the steps for one person; the position follows the kind of suffix."""
    person, census = grant.person, census_of(grant)
    number = person.identifiers.get("npi", "")
    match = (f"Match the personnel record by {{identifier.short}} {number}.",) if number else ()
    chosen = bool(census.hospitals or census.rosters)
    return (
        f"Look {person.name} up by {{login}}. If there is a Cerner account, use it and make no other.",
        f"Give the account {_position(person.suffix_kind)} and relate it to {grant.group.name}.",
        *match,
        *((_whole(grant, census),) if chosen else ()),
        "Note the account name here.",
    )


def to_update(grant: Grant[NoFields], before: Held[NoFields]) -> Sequence[str]:
    """Write the steps that lead from the census as it was to the census as it is."""
    now, was = census_of(grant), before.kept if isinstance(before.kept, Census) else Census()
    changes = (
        ("Assign the census of these hospitals", now.hospitals, was.hospitals),
        ("Take off the census of these hospitals", was.hospitals, now.hospitals),
        ("Assign the census rosters of", _names(grant, now.rosters), _names(grant, was.rosters)),
        ("Take off the census rosters of", _names(grant, was.rosters), _names(grant, now.rosters)),
    )
    return (
        f"Look {grant.person.name} up by {{login}}.",
        *(
            f"{words}: {', '.join(each for each in these if each not in those)}."
            for words, these, those in changes
            if set(these) - set(those)
        ),
        f"Look that the account has {_position(grant.person.suffix_kind)}.",
        _whole(grant, now),
    )


async def evidence(grant: Grant[NoFields]) -> Evidence | None:
    """Say which census comes with the account; None where none does."""
    census = census_of(grant)
    said = {
        "Census of hospitals": ", ".join(census.hospitals),
        "Census rosters of": ", ".join(_names(grant, census.rosters)),
    }
    facts = tuple((label, shortened(value)) for label, value in said.items() if value)
    return Evidence(facts=facts) if facts else None


def _whole(grant: Grant[NoFields], census: Census) -> str:
    hospitals = ", ".join(census.hospitals) or "none"
    rosters = ", ".join(_names(grant, census.rosters)) or "none"
    return f"Look that the person has these hospitals and no others: {hospitals}. Census rosters: {rosters}."


def _names(grant: Grant[NoFields], keys: Sequence[str]) -> tuple[str, ...]:
    """Name members of the group, those who have left among them."""
    names = {person.key: person.name for person in grant.group.people}
    return tuple(names[key] for key in keys if key in names)


PROVISIONER: ByPeople[NoFields] = ByPeople(
    to_grant=to_grant,
    to_update=to_update,
    to_revoke=(
        "End-date the Cerner account's relation to this group.",
        "Take off the person’s census IDs and census rosters of this group.",
        "If the person belongs to no other group, end-date the account.",
        "Note the date here.",
    ),
    to_check=("Look the person up by {login}.", "Note the account name, or that there is none."),
)
