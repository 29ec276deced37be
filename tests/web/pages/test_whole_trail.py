"""The privacy officer reads the trail in the browser; each look is an event, and the file verifies."""

from __future__ import annotations

from pathlib import Path

from litestar import Litestar

from core.audit.export import verify_file
from core.audit.following import newest_number
from core.audit.holds import lasting
from core.audit.tables import AuditEvent
from tests.practices import BEN, practice
from tests.web.people import sign_in_staff
from tests.web.sent import portal_of


async def test_it_is_searched_and_each_visit_is_recorded_once(app: Litestar) -> None:
    made = await practice(portal_of(app))
    async with await sign_in_staff(app, "privacy-officer") as noor:
        for _ in range(3):
            page = (await noor.get("/support/trail")).text
        assert "request.submitted" in page and 'href="/support/trail" aria-current="page"' in page
        found = (await noor.get(f"/support/trail?practice={made.number}&kind=request")).text
        assert "request.submitted" in found and "session.started" not in found
        # A key is short and copied whole; what the event says is one line that opens.
        assert f'<span title="{made.request}">{str(made.request)[:8]}…</span>' in found
        assert f'data-copy="{made.request}"' in found and f"<dd>{made.request}</dd>" in found
        wrong = (await noor.get("/support/trail?person=nobody&since=soon&practice=x")).text
        for words in ("Nobody is called that", "From must be a day", "Nothing is called that"):
            assert words in wrong
        assert 'value="soon"' in wrong and "request.submitted" not in wrong
    looks = await AuditEvent.select().where(AuditEvent.action == "trail.viewed").output(load_json=True)
    assert [sorted(each["details"]["asked"]) for each in looks] == [
        [],
        ["kind", "practice"],
        ["person", "practice", "since"],
    ]


async def test_the_file_of_the_whole_trail_is_verified_by_itself(app: Litestar, tmp_path: Path) -> None:
    await practice(portal_of(app), BEN)
    async with await sign_in_staff(app, "privacy-officer") as noor:
        answer = await noor.get("/support/trail/export")
    assert answer.headers["content-disposition"].endswith('.jsonl"')
    file = tmp_path / "trail.jsonl"
    file.write_bytes(answer.content)
    assert verify_file(file).number == await newest_number()
    taken = await AuditEvent.exists().where(AuditEvent.action == "trail.downloaded")
    assert taken
    file.write_bytes(answer.content.replace(b"request.submitted", b"request.submittex", 1))
    try:
        verify_file(file)
    except Exception as problem:
        assert type(problem).__name__ == "Broken"
    else:
        raise AssertionError("a changed file was taken for whole")


async def test_a_hold_is_placed_from_the_trail_and_ended_by_another(app: Litestar) -> None:
    made = await practice(portal_of(app))
    place = f"/support/practices/{made.group}/hold"
    async with await sign_in_staff(app, "privacy-officer") as noor:
        assert place in (await noor.get(f"/support/trail?practice={made.number}")).text
        page = await noor.post_form(place, {"reason": ""})
        assert page.status_code == 422 and "Say why" in page.text
        assert (await noor.post_form(place, {"reason": "A court asked"})).status_code == 303
        assert "Someone else has to end it" in (await noor.get("/support/trail/holds")).text
        assert "A court asked" in (await noor.get(f"/support/practices/{made.group}")).text
    (held,) = await lasting()
    async with await sign_in_staff(app, "analyst") as ann:
        assert "A court asked" not in (await ann.get(f"/support/practices/{made.group}")).text
    async with await sign_in_staff(app, "privacy-officer", name="Sam") as sam:
        end = f"/support/trail/holds/{held.id}/end"
        assert end in (await sam.get("/support/trail/holds")).text
        assert (await sam.post_form(end, {"reason": "Decided"})).status_code == 303
        assert "ended by" in (await sam.get("/support/trail/holds")).text
    assert await lasting() == ()
