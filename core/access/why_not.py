"""Why somebody may not have an application, or not yet: one chain, used to explain and to decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.access.authority import kinds_in_words
from core.access.progress import Progress, group_steps, line_steps, member_steps
from core.access.states import ALIVE
from core.access.steps import Fix, State, Step, StepName, Who
from core.plugin_api import Group, Person, Reason
from core.portal import Portal
from core.site import SiteProfile

__all__ = [
    "Progress",
    "Step",
    "against",
    "first_broken",
    "offered",
    "refusal",
    "refusals",
    "why_not",
    "with_closed",
]

# Where each kind of reason stands in the chain, who can do something about it, and where.
_REASONS: dict[str, tuple[StepName, State, Who, Fix]] = {
    "suffix-missing": ("suffix", "not-yet", "administrator", "person"),
    "staff-type": ("suffix", "broken", "administrator", "person"),
    "suffix-kind": ("suffix", "broken", "administrator", "person"),
    "address-missing": ("place", "not-yet", "administrator", "practice"),
    "region": ("place", "broken", "administrator", "practice"),
    "facility": ("place", "broken", "administrator", "practice"),
    "own-rule": ("rule", "broken", "administrator", "person"),
    "not-asked": ("rule", "not-yet", "nobody", ""),
    "unavailable": ("rule", "broken", "support", "support"),
}
_DECIDING: tuple[tuple[StepName, str], ...] = (
    ("suffix", "Staff type and suffix fit."),
    ("place", "The address and the primary facility fit."),
    ("rule", "The application’s own rules are met."),
)
_WAITS = "We check this as soon as the step before is settled."


def why_not(
    portal: Portal, slug: str, person: Person, group: Group, progress: Progress | None = None
) -> tuple[Step, ...]:
    """List the whole chain for a person and an application, in order; the first that is not ok says why not.

    `progress` is known once the group was submitted: then its agreement, its state and that of the access
    are part of the chain, and what decides whether access may be given is this same chain. Whether it can be
    requested now matters only while it is not.
    """
    reason = portal.applications.why_not(slug, person, group)
    asked = progress is not None and progress.grant in ALIVE
    closed = () if asked else _closed(portal, slug)
    own = (*_deciding(reason), *closed, _details(person), *_license(portal, person))
    if progress is None:
        return (*own, *_later(portal, person))
    return (
        *group_steps(portal, progress),
        *member_steps(portal, progress),
        *own,
        *line_steps(portal, progress),
    )


def first_broken(chain: tuple[Step, ...]) -> Step | None:
    """Find the link that keeps an application from being offered or given; None when nothing does."""
    return next((step for step in chain if step.decides and step.state != "ok"), None)


def refusal(portal: Portal, slug: str, person: Person, group: Group) -> Step | None:
    """Find the link that keeps this application from this person, whether or not it can be requested now."""
    reason = portal.applications.why_not(slug, person, group)
    return _broken(reason) if reason else None


def refusals(portal: Portal, slugs: Iterable[str], person: Person, group: Group) -> dict[str, Step | None]:
    """Find what keeps a person from requesting each of these applications of the site; None when they can."""
    return with_closed(portal, against(portal, slugs, person, group))


def against(portal: Portal, slugs: Iterable[str], person: Person, group: Group) -> dict[str, Step | None]:
    """Find the same whether or not each of them can be requested now."""
    reasons = portal.applications.why_not_each(slugs, person, group)
    return {slug: _broken(reason) if reason else None for slug, reason in reasons.items()}


def with_closed(portal: Portal, found: Mapping[str, Step | None]) -> dict[str, Step | None]:
    """Return what was found against applications, with what keeps everybody from them now."""
    return {slug: step or next(iter(_closed(portal, slug)), None) for slug, step in found.items()}


def offered(portal: Portal, person: Person, group: Group) -> tuple[str, ...]:
    """List the applications that may be asked for, in the site's order. Nothing else decides."""
    found = refusals(portal, portal.applications, person, group)
    return tuple(slug for slug, step in found.items() if step is None)


def _deciding(reason: Reason | None) -> tuple[Step, ...]:
    if reason is None:
        return tuple(Step(name, "ok", words, decides=True) for name, words in _DECIDING)
    broken = _broken(reason)
    place = [name for name, _ in _DECIDING].index(broken.name)
    return (
        *(Step(name, "ok", words, decides=True) for name, words in _DECIDING[:place]),
        broken,
        *(Step(name, "not-yet", _WAITS, decides=True) for name, _ in _DECIDING[place + 1 :]),
    )


def _broken(reason: Reason) -> Step:
    """The link that a reason breaks."""
    where, state, who, fix = _REASONS[reason.code]
    return Step(where, state, reason.words, who, fix, decides=True, unasked=reason.code == "not-asked")


def _closed(portal: Portal, slug: str) -> tuple[Step, ...]:
    """Nothing while it can be requested."""
    words = portal.applications.closed(slug)
    return (Step("requests", "broken", words, "nobody", decides=True, closed=True),) if words else ()


def _details(person: Person) -> Step:
    if person.last_name and person.email:
        return Step("details", "ok", "Name and email are known.")
    return Step("details", "not-yet", "Name or email is still missing.", "administrator", "person")


def _license(portal: Portal, person: Person) -> tuple[Step, ...]:
    """Nothing for people who need no license."""
    if not portal.site.needs_license(person.suffix):
        return ()
    shown = _shown(portal.site, person)
    if all(given for _, given in shown):
        what = shown[0][0] if shown else portal.site.terms.license
        return (Step("license", "ok", f"The {what} is known."),)
    what = " or ".join(word for word, _ in shown)
    return (Step("license", "not-yet", f"The {what} is still missing.", "administrator", "person"),)


def _shown(site: SiteProfile, person: Person) -> list[tuple[str, bool]]:
    """What whoever carries this suffix has to show, and whether it was given."""
    found = [
        (str(each.name.short), bool(person.identifiers.get(each.slug)))
        for each in site.identifiers_of(person.suffix)
        if each.required
    ]
    license = (str(site.terms.license), bool(person.license_state and person.license_number))
    return [license, *found] if site.enrollment.license_number else found


def _later(portal: Portal, person: Person) -> tuple[Step, ...]:
    terms, kinds = portal.site.terms, kinds_in_words(portal.site, person.staff_type)
    words = f"A colleague has to answer first ({kinds})."
    return (
        *([Step("authority", "not-yet", words, "authorizer")] if kinds else []),
        Step("agreement", "not-yet", f"The {terms.agreement} must be signed first.", "signers", "sign"),
        Step("set-up", "not-yet", "Support approves the request and sets the access up.", "support"),
    )
