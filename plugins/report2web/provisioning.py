"""Report2Web subscriptions are set up by analysts."""

from collections.abc import Sequence

from core.plugin_api import ByPeople, Evidence, Grant, Held, shortened
from plugins.report2web.fields import Subscription

_WAYS = {"fax": "by fax", "email": "by email", "both": "by fax and email"}


def to_grant(grant: Grant[Subscription]) -> Sequence[str]:
    """Write the steps for one provider's subscription."""
    return (*_set_up(grant), "Note the subscription number here.")


def to_update(grant: Grant[Subscription], before: Held[Subscription]) -> Sequence[str]:
    """Write the steps that change a subscription, with whoever gets nothing any more."""
    emailed = before.answers is None or before.answers.by_email
    stay = grant.answers.recipients if grant.answers.by_email or not emailed else ()
    gone = _named(grant, [key for key in before.raw.get("recipients", ()) if key not in stay])
    return (
        *_set_up(grant),
        *(("End the physician census workbook.",) if grant.answers.ends_census_of(before.answers) else ()),
        *(f"Take off {each}, who gets no emails any more." for each in gone),
        "Look that no alert to an earlier number or address waits in the queue.",
    )


async def evidence(grant: Grant[Subscription]) -> Evidence:
    """Say what the subscription sends, and to whom."""
    answers = grant.answers
    readers = [each.name for each in grant.group.people if each.key in answers.recipients]
    said = {
        "Alerts": "; ".join(_alerts(answers)),
        "Emails go to": ", ".join(readers) if answers.by_email else "",
    }
    return Evidence(facts=tuple((label, shortened(value)) for label, value in said.items() if value))


def _set_up(grant: Grant[Subscription]) -> Sequence[str]:
    answers, number = grant.answers, grant.person.identifiers.get("npi", "")
    steps = [
        f"Look {grant.person.name} up in Report2Web by {{identifier.short}} {number}.",
        "If there is a subscription already, change it and make no other.",
        f"Fax number: {answers.fax}. Laboratories: {', '.join(answers.lab_facilities)}.",
        f"Alerts: {'; '.join(_alerts(answers))}.",
    ]
    if answers.census:
        steps.append(
            "The physician census workbook is for primary providers. "
            f"If {grant.person.name} isn’t one, ask the {{practice}} first."
        )
    if answers.by_email:
        steps.append(f"Emails go to {', '.join(_named(grant, answers.recipients))} and to nobody else.")
    return steps


def _alerts(answers: Subscription) -> list[str]:
    chosen = {
        "emergency visits, admissions and obstetric patients over 20 weeks": answers.visits_by,
        "discharges": answers.discharges_by,
        "Cerner documents": answers.documents_by,
        "labs ordered": answers.labs_by,
    }
    alerts = [f"{alert} {_WAYS[way]}" for alert, way in chosen.items() if way]
    return [*alerts, "physician census workbook by email"] if answers.census else alerts


def _named(grant: Grant[Subscription], keys: Sequence[str]) -> list[str]:
    return [f"{person.name} <{person.email}>" for person in grant.group.people if person.key in keys]


PROVISIONER: ByPeople[Subscription] = ByPeople(
    to_grant=to_grant,
    to_update=to_update,
    to_revoke=(
        "End the provider’s Report2Web subscription.",
        "Check that no alert is left in the queue.",
        "Note the date here.",
    ),
    to_check=(
        "Look the provider up in Report2Web by {identifier.short}.",
        "Note the subscription number, or that there is none.",
    ),
)
