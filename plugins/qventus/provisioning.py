"""Access to Qventus is given by analysts."""

from collections.abc import Sequence

from core.plugin_api import ByPeople, Evidence, Grant, shortened
from plugins.qventus.fields import Scheduling


def to_grant(grant: Grant[Scheduling]) -> Sequence[str]:
    """Write the steps for one person, with role and facilities."""
    answers = grant.answers
    return (
        f"Look {grant.person.name} up in Qventus by {grant.person.email}. If there is an account, use it.",
        f"Give the role: {answers.other_role or answers.role}.",
        f"Give exactly these facilities: {', '.join(answers.facilities)}.",
        "Note the account name here.",
    )


async def evidence(grant: Grant[Scheduling]) -> Evidence:
    """Say which role and which facilities people were told to give."""
    answers = grant.answers
    said = {"Role": answers.other_role or answers.role, "Facilities": ", ".join(answers.facilities)}
    return Evidence(facts=tuple((label, shortened(value)) for label, value in said.items() if value))


PROVISIONER: ByPeople[Scheduling] = ByPeople(
    to_grant=to_grant,
    to_revoke=(
        "Disable the Qventus account.",
        "Pass requests that are still open on to the {practice}.",
        "Note the date here.",
    ),
    to_check=("Look the person up in Qventus by email.", "Note the account name, or that there is none."),
)
