"""Whoever accepted an earlier version of a text, or none, is asked at sign-in, and the answer is kept."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from core.errors import Stale
from core.identity import Identity, sign_in
from core.identity.accepting import accept, still_to_accept
from core.identity.sessions import LONGEST, LiveSession, find
from core.identity.tables import Acceptance
from core.mfa import authenticators
from core.site import SiteProfile
from tests.conftest import MovableClock
from tests.core.identity.conftest import ADA, PASSWORD, SITE, SOMEBODY


def newer(site: SiteProfile) -> SiteProfile:
    """The same site with another version of its terms."""
    terms = site.texts.terms.model_copy(update={"version": "next"})
    return site.model_copy(update={"texts": site.texts.model_copy(update={"terms": terms})})


async def signed_in(identity: Identity, clock: MovableClock) -> LiveSession:
    """Ada gives both factors."""
    clock.advance(minutes=1)
    token = await sign_in.with_password(identity, ADA.email, PASSWORD, by=SOMEBODY)
    half = await find(token, LONGEST)
    assert half
    code = await authenticators.current_code(half.account, identity.keys)
    token = await sign_in.with_code(identity, half, code or "", by=SOMEBODY)
    found = await find(token, LONGEST)
    assert found
    return found


@pytest.mark.both_databases
async def test_a_new_version_is_asked_for_at_the_next_sign_in_until_it_is_accepted(
    identity: Identity, ada: UUID, clock: MovableClock
) -> None:
    assert not (await signed_in(identity, clock)).texts_due
    changed = replace(identity, site=newer(SITE))

    first, second = await signed_in(changed, clock), await signed_in(changed, clock)

    assert first.texts_due and second.texts_due
    assert await still_to_accept(changed.site, ada) == ("terms",)
    await accept(changed.site, ada, [("terms", "next")], by=SOMEBODY)
    rows = await Acceptance.select().where(Acceptance.account == ada).order_by(Acceptance.accepted_at)
    kept = [(row["text"], row["version"]) for row in rows]
    (anew,) = [row for row in rows if row["version"] == "next"]
    assert len(kept) == 3 and anew["text"] == "terms" and anew["accepted_at"] == clock()
    assert not (await signed_in(changed, clock)).texts_due


async def test_who_opened_their_account_by_a_forgotten_password_accepts_before_anything_else(
    identity: Identity, ada: UUID, clock: MovableClock
) -> None:
    await Acceptance.delete().where(Acceptance.account == ada)
    assert (await signed_in(identity, clock)).texts_due
    assert await still_to_accept(SITE, ada) == ("privacy", "terms")


async def test_a_text_that_changed_while_it_was_read_is_not_accepted(identity: Identity, ada: UUID) -> None:
    changed = newer(SITE)
    with pytest.raises(Stale, match="changed just now"):
        await accept(changed, ada, [("terms", SITE.texts.terms.version)], by=SOMEBODY)
    assert await still_to_accept(changed, ada) == ("terms",)
