"""The privacy officer reads the trail in the browser; each look is an event, and the file verifies."""

from __future__ import annotations

from pathlib import Path

from litestar import Litestar

from core.audit.export import verify_file
from core.audit.following import newest_number
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
