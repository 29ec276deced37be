"""Report2Web subscriptions are set up by analysts."""

from collections.abc import Sequence

from core.plugin_api import ByPeople, Grant
from plugins.report2web.fields import Subscription

_WAYS = {"fax": "by fax", "email": "by email", "both": "by fax and email"}


def to_grant(grant: Grant[Subscription]) -> Sequence[str]:
    """Write the steps for one provider's subscription."""
    answers = grant.answers
    steps = [
        f"Look {grant.person.name} up in Report2Web by {{npi.short}} {grant.person.npi}.",
        "If there is a subscription already, change it and make no other.",
        f"Fax number: {answers.fax}. Laboratories: {', '.join(answers.lab_facilities)}.",
        f"Alerts: {'; '.join(_alerts(answers))}.",
    ]
    if answers.by_email:
        steps.append(f"Emails go to {', '.join(_recipients(grant))} and to nobody else.")
    return (*steps, "Note the subscription number here.")


def _alerts(answers: Subscription) -> list[str]:
    chosen = {
        "emergency visits, admissions and obstetric patients over 20 weeks": answers.visits_by,
        "discharges": answers.discharges_by,
        "Cerner documents": answers.documents_by,
        "labs ordered": answers.labs_by,
    }
    return [f"{alert} {_WAYS[way]}" for alert, way in chosen.items() if way]


def _recipients(grant: Grant[Subscription]) -> list[str]:
    chosen = set(grant.answers.recipients)
    return [f"{person.name} <{person.email}>" for person in grant.group.people if person.key in chosen]


PROVISIONER: ByPeople[Subscription] = ByPeople(
    to_grant=to_grant,
    to_revoke=("End the provider’s Report2Web subscription.", "Check that no alert is left in the queue."),
    to_check=(
        "Look the provider up in Report2Web by {npi.short}.",
        "Note the subscription number, or that there is none.",
    ),
)
