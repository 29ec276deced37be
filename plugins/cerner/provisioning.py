"""Access to Cerner Millennium is given by analysts."""

from collections.abc import Sequence

from core.plugin_api import ByPeople, Grant, NoFields


def _position(suffix_kind: str) -> str:
    kinds = {
        "provider": "the external provider position",
        "surgery-scheduler": "the external scheduler position",
    }
    return kinds.get(suffix_kind, "the external office staff position")


def to_grant(grant: Grant[NoFields]) -> Sequence[str]:
    """Write the steps for one person; the position follows the kind of suffix."""
    person = grant.person
    match = (f"Match the personnel record by {{npi.short}} {person.npi}.",) if person.npi else ()
    return (
        f"Look {person.name} up by {{login}}. If there is a Cerner account, use it and make no other.",
        f"Give the account {_position(person.suffix_kind)} and relate it to {grant.group.name}.",
        *match,
        "Note the account name here.",
    )


PROVISIONER: ByPeople[NoFields] = ByPeople(
    to_grant=to_grant,
    to_revoke=(
        "End-date the Cerner account's relation to this group.",
        "If the person belongs to no other group, end-date the account.",
    ),
    to_check=("Look the person up by {login}.", "Note the account name, or that there is none."),
)
