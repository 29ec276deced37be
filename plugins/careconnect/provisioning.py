"""Access to the viewer is given by analysts."""

from collections.abc import Sequence

from core.plugin_api import Authorizer, ByPeople, Grant
from plugins.careconnect.fields import Known


def to_grant(grant: Grant[Known]) -> Sequence[str]:
    """Write the steps for one person, who may be known there already."""
    known = grant.answers.account_name
    look_up = f"account name {known}, and by {{login}}" if known else "{login} and by name"
    seen = [f"Let the account see what {_called(each)} may see, and no more." for each in grant.authorizers]
    return (
        f"Look {grant.person.name} up in the viewer by {look_up}. If there is an account, use it.",
        f"Add {grant.group.name} to the places from which the account may open records.",
        *seen,
        "Note the account name here.",
    )


def _called(colleague: Authorizer) -> str:
    """Name a colleague as the viewer knows them, as far as that is known."""
    name = colleague.person.name
    return f"{name} (account {colleague.account})" if colleague.account else name


PROVISIONER: ByPeople[Known] = ByPeople(
    to_grant=to_grant,
    to_revoke=(
        "Take this {practice} away from the account in the viewer.",
        "Disable the account if no other place is left.",
        "Note the date here.",
    ),
    to_check=(
        "Look the person up in the viewer by {login}.",
        "Note the account name, or that there is none.",
    ),
)
