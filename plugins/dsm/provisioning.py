"""Direct Secure Messaging is set up by analysts and counts once both sides have received a test message."""

from collections.abc import Sequence

from core.plugin_api import ByPeople, Grant, Held
from plugins.dsm.fields import DirectAddress


def to_grant(grant: Grant[DirectAddress]) -> Sequence[str]:
    """Write the steps for one provider."""
    person, address = grant.person, grant.answers.direct_address
    return (
        f"Check that {address} is in the directory of Direct addresses and belongs to {person.name}.",
        f"Add it to the messaging directory for {grant.group.name}; change an entry that is there already.",
        "Ask the {practice} for a test message, on the page “Test messages” of this access.",
        "When it has arrived, answer it from the referral team’s mailbox, and record both there.",
        "When the {practice} has recorded the answer, note the Direct address here: only then is it active.",
    )


def to_revoke(held: Held[DirectAddress]) -> Sequence[str]:
    """Write the steps that take one provider out, whatever is still known of them."""
    stored = held.raw.get("direct_address", "the Direct address of this access")
    address = held.answers.direct_address if held.answers else stored
    return (
        f"Take {address} out of the messaging directory.",
        f"Tell the referral team that {held.person.name} is no longer reached there.",
        "Note the date here.",
    )


PROVISIONER: ByPeople[DirectAddress] = ByPeople(
    to_grant=to_grant,
    to_revoke=to_revoke,
    to_check=("Look the Direct address up in the messaging directory.", "Note it, or that it isn’t there."),
)
