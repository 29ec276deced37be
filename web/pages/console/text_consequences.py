"""Says what follows from a new version of a text: who accepts or signs it, and who is signing another one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from core.agreements.versions import BoundByEarlier, UnderWay
from core.portal import Portal
from core.running.concerned import WhomItConcerns, concerned_by
from core.running.site_texts import SiteText
from core.site import SiteProfile


async def what_follows(portal: Portal, was: SiteText, new: SiteText) -> Sequence[str]:
    """Say in words with numbers what follows for people when a text becomes another one."""
    day = _sign_by(portal.site, new)
    ends = portal.site.dates.begins(day, later=1) if day else None
    return list(_said(portal.site, was, new, await concerned_by(portal, new, ends)))


def _sign_by(site: SiteProfile, new: SiteText) -> date | None:
    kind = site.agreement_called(new.slug) if new.kind == "signed" else None
    return kind.sign_by if kind else None


def _said(site: SiteProfile, was: SiteText, new: SiteText, found: WhomItConcerns) -> Iterator[str]:
    if new.kind == "accepted":
        yield from _accepting(found.accounts)
    elif new.kind == "confirmed":
        yield from _confirming(found, same_words=was.markdown == new.markdown)
    elif new.kind == "guide":
        yield f"{_count(found.having, 'person has', 'people have')} this application or waits for it."
        yield "They read the new guide from then on. Guides in earlier emails stay as they are."
    if found.under_way is not None:
        yield from _under_way(site, found.under_way, signed=new.kind == "signed")
    if found.bound is not None:
        yield from _bound(site, found.bound, _sign_by(site, new))


def _accepting(accounts: int) -> Iterator[str]:
    yield f"{_count(accounts, 'account accepts', 'accounts accept')} this version at the next sign-in."
    yield "Whoever is signed in then goes on, and reads it when they sign in again."
    yield "Whoever has a form of the text before open loses nothing: they accept this one when they sign in."
    yield "What each person accepted before stays in the record, and its words stay readable here."


def _confirming(found: WhomItConcerns, *, same_words: bool) -> Iterator[str]:
    if same_words:
        yield "The words stay the same, so nobody confirms anything again."
        return
    drafts = _count(found.drafts, "registration that isn’t sent yet has", "that aren’t sent yet have")
    drafts = drafts if found.drafts == 1 else drafts.replace(" that", " registrations that", 1)
    yield f"{drafts} the text before confirmed. Each confirms this one before they send it. All else stays."
    if found.joining:
        yield (
            f"{_count(found.joining, 'person waits', 'people wait')} for a {{practice}} to let them join. "
            "They agreed to the text before, so they have to ask again."
        )


def _under_way(site: SiteProfile, found: UnderWay, *, signed: bool) -> Iterator[str]:
    other = "the text before" if signed else "the words that came with them"
    if found.agreements:
        number = _count(found.agreements, "document is", "documents are")
        here = _count(found.open_now, "person has", "people have")
        yield (
            f"{number} out for signature with {other}. Someone has signed {found.begun} of them, and "
            f"{here} one open right now. They finish with what they have read, and no signature is lost."
        )
        yield from (
            f"{each.name}: waits for {', '.join(each.signers)}, until {site.dates.day(each.expires_at)}."
            for each in found.newest
        )
        if found.agreements > len(found.newest):
            yield f"And {found.agreements - len(found.newest):,} more."
    yield "Whoever has to sign from then on gets the new words, also in place of another signer."


def _bound(site: SiteProfile, found: BoundByEarlier, sign_by: date | None) -> Iterator[str]:
    members = f", {_count(found.members, 'person', 'people')} in them for themselves" if found.members else ""
    if not found.groups:
        yield "Nobody signed another version that still holds."
        return
    groups = _count(found.groups, "{practice}", "{practice.plural}")
    if sign_by is None:
        last = site.dates.day(found.last_end) if isinstance(found.last_end, datetime) else ""
        signs = f"Each signs this one when its term ends, the last on {last}."
        yield f"{groups} signed another version{members}. {signs}"
        return
    day = site.dates.day(sign_by)
    yield (
        f"{groups} signed another version{members}. {_count(found.later, 'term ends', 'terms end')} on {day} "
        "instead of later. Those who sign get an email in time, and access stops for whoever hasn’t signed."
    )
    yield f"Whoever finishes signing the text before has until {day} as well."


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
