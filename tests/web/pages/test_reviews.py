"""What a review leaves behind, who is said to decide, and what staff are offered about it."""

from __future__ import annotations

import csv
import io

from litestar import Litestar

from core.audit.proving import proved_event
from core.audit.signing import verifiers
from core.reviews import answering, finishing
from core.reviews.sealing import seal_evidence
from tests.core.reviews.reviewing import answered, having_access, named, opened, seen
from tests.practices import ANALYST
from tests.web.pages.test_you_need_to import browser_of
from tests.web.people import sign_in_staff
from tests.web.sent import portal_of
from web.reviewing import review_shown


async def test_the_table_of_a_review_proves_each_answer(app: Litestar) -> None:
    portal = portal_of(app)
    made = await having_access(portal)
    review = (await opened(portal, made)).id
    await named(portal, made, review, *(name for name in made.members if name != "Ben"))
    await answered(portal, made, review)
    await finishing.finish_review(portal, review, by=made.by)
    # Whatever is left: the administrator's own access, and what chance chose.
    while lines := [line for line in (await seen(portal, review)).lines if line.is_open]:
        for line in lines:
            await answering.answer(
                portal, review, line.person.member.id, [line.access.id], "keep", by=ANALYST
            )
        await finishing.finish_review(portal, review, by=ANALYST)
    await seal_evidence(portal, app.state.settings, review)
    ben = await browser_of(app, made, "Ben")
    back = f'<a class="govuk-back-link" href="/office/{made.group}">'
    assert back in (await ben.get(f"/office/reviews/{review}")).text
    answer = await ben.get(f"/office/reviews/{review}/evidence/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert answer.status_code == 200 and len(rows) > 5
    assert {row["Answer"] for row in rows} >= {"Keep", "Looked at again: Keep"}
    for row in rows:
        event = proved_event(row["Proof"].replace("\r\n", "\n"), verifiers(app.state.settings))
        assert (str(event["number"]), event["actor_name"]) == (row["Record"], row["By"])


async def test_staff_are_offered_what_they_may_open_and_start(app: Litestar) -> None:
    portal = portal_of(app)
    made = await having_access(portal)
    review = await opened(portal, made)
    kim, noor = await sign_in_staff(app, "analyst"), await sign_in_staff(app, "privacy-officer", name="Noor")
    asked = {"name": "Fall", "reason": "Twice a year", "due_on": "2030-01-31", "which": "all"}

    campaign = f"/support/reviews/{review.campaign}"
    answering_page, practice = f"/support/reviews/practices/{review.id}", f"/support/practices/{made.group}"
    assert f'href="{answering_page}"' in (await kim.get(campaign)).text
    page = (await noor.get(campaign)).text
    assert f'href="{practice}"' in page and answering_page not in page

    preview = (await kim.post_form("/support/reviews/start", {**asked, "step": "preview"})).text
    assert "It has a review open already." in preview and 'value="start"' not in preview


async def test_a_sponsor_reads_that_the_practice_decides(app: Litestar) -> None:
    portal = portal_of(app)
    made = await having_access(portal)
    view = await seen(portal, (await opened(portal, made)).id)

    assert {words for _, words in review_shown(portal, view, "sponsor").others} == {"The practice decides"}
    assert "Your side decides" not in {words for _, words in review_shown(portal, view, "support").others}
