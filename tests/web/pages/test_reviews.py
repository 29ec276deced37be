"""What a review leaves behind, taken by who administers the practice."""

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
from tests.web.sent import portal_of


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
    answer = await ben.get(f"/office/reviews/{review}/evidence/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert answer.status_code == 200 and len(rows) > 5
    assert {row["Answer"] for row in rows} >= {"Keep", "Looked at again: Keep"}
    for row in rows:
        event = proved_event(row["Proof"].replace("\r\n", "\n"), verifiers(app.state.settings))
        assert (str(event["number"]), event["actor_name"]) == (row["Record"], row["By"])
