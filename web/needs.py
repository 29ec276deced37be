"""What somebody needs to do, in words and with the way to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from core.portal import Portal
from core.requests.openings import PATHS
from core.requests.queries.needs import Need, page_of
from web.parts import ToDo


def to_dos(portal: Portal, needs: tuple[Need, ...]) -> tuple[ToDo, ...]:
    """Say each of these as a sentence with its button."""
    return tuple(_MAKE[each.kind](portal, each) for each in needs)


def sign_path(need: Need) -> str:
    """Return where whoever is signed in begins to sign."""
    return f"/signing/{need.key}/begin"


def _sign(portal: Portal, need: Need) -> ToDo:
    by, own = _on(portal, "Sign by", need.until), portal.site.agreement_called(need.what)
    called, short = portal.site.terms.agreement, portal.site.terms.agreement.short
    names = (own.name, own.short_name) if own else (called, short)
    return ToDo(f"Sign the {names[0]} for {need.group}", by, sign_path(need), f"Sign the {names[1]}")


def _take_over(portal: Portal, need: Need) -> ToDo:
    words = f"Take over the request of {need.group}, which names you as {portal.site.terms.administrator}"
    return ToDo(words, _since(portal, need), f"/requests/{need.number}/take-over", "Take over the request")


def _correct(portal: Portal, need: Need) -> ToDo:
    words = f"Correct what support sent back to {need.group}"
    return ToDo(words, _since(portal, need), f"/requests/{need.number}/correct", "Correct these answers")


def _send_anew(portal: Portal, need: Need) -> ToDo:
    words = f"Send the {portal.site.terms.agreement} of {need.group} again: it wasn’t signed in time"
    path = f"/requests/{need.number}/agreement/anew"
    return ToDo(words, _since(portal, need), path, f"Send the {portal.site.terms.agreement.short} again")


def _renew(portal: Portal, need: Need) -> ToDo:
    agreement = portal.site.terms.agreement
    words = f"Send the next {agreement} of {need.group}: without it nobody has access"
    until = _on(portal, "Access until", need.until)
    return ToDo(words, until, f"/office/{need.key}/agreement", f"Send the next {agreement.short}")


def _review(portal: Portal, need: Need) -> ToDo:
    words = f"Review some access in {need.group}" if need.slug else f"Review who has access in {need.group}"
    due = f"Due {portal.site.dates.day(date.fromisoformat(need.what))}"
    return ToDo(words, due, f"/office/reviews/{need.key}", "Answer the access review")


def _second_look(portal: Portal, need: Need) -> ToDo:
    words = f"Check a part of the access review of {need.group}"
    due = f"Due {portal.site.dates.day(date.fromisoformat(need.what))}"
    return ToDo(words, due, f"/office/reviews/{need.key}", "Answer these questions")


def _answer(portal: Portal, need: Need) -> ToDo:
    words = f"Answer the message from support to {need.group}"
    return ToDo(words, _since(portal, need), f"/requests/{need.number}#messages", "Read the message")


def _same_person(portal: Portal, need: Need) -> ToDo:
    words = (
        f"Say whether {need.person} of {need.group} is a person who has a {portal.site.terms.login} already"
    )
    until = _on(portal, "Answer by", need.until)
    return ToDo(words, until, f"/known-person/about/{need.key}", "Answer the question")


def _join(portal: Portal, need: Need) -> ToDo:
    words = f"Answer {need.person or 'someone'}, who asks to join {need.group}"
    return ToDo(words, _since(portal, need), f"/office/joining/{need.key}", "Accept or decline")


def _authority(portal: Portal, need: Need) -> ToDo:
    words = f"Say whether you answer for {need.person} of {need.group}"
    return ToDo(words, _since(portal, need), f"/authority/{need.key}/agree", "Answer your colleague")


def _page(portal: Portal, need: Need) -> ToDo:
    name, page = portal.applications[need.slug].name, page_of(portal, need)
    whose = f" for {need.person}" if need.person else ""
    words = f"{need.what}: {name}{whose}, {need.group}"
    path = PATHS["administrator"].format(grant=need.key, path=need.path)
    return ToDo(words, _since(portal, need), path, f"Open {page.title.lower() if page else name}")


def _register(portal: Portal, need: Need) -> ToDo:
    whose = need.group or f"your {portal.site.terms.group}"
    saved = _on(portal, "Last saved", need.since)
    return ToDo(f"Finish registering {whose}", saved, f"/enrollment/{need.key}", "Continue the registration")


def _since(portal: Portal, need: Need) -> str:
    return _on(portal, "Since", need.since)


def _on(portal: Portal, words: str, moment: datetime | None) -> str:
    return f"{words} {portal.site.dates.day(moment)}" if moment else ""


_MAKE: Mapping[str, Callable[[Portal, Need], ToDo]] = {
    "sign": _sign,
    "take-over": _take_over,
    "correct": _correct,
    "send-anew": _send_anew,
    "renew": _renew,
    "review": _review,
    "second-look": _second_look,
    "answer": _answer,
    "same-person": _same_person,
    "join": _join,
    "authority": _authority,
    "page": _page,
    "sponsored-page": _page,
    "register": _register,
}
