"""From the page of a request, one person is taken back and the others stay."""

from __future__ import annotations

from litestar import Litestar

from tests.core.office.test_asking_for_more import NORA, member_called
from tests.practices import BEN, ROSA, active
from tests.practices.asking_more import asked_for
from tests.web.pages.test_changing_the_administrator import signed_in
from tests.web.pages.test_practice_data import words
from tests.web.sent import portal_of


async def test_one_person_is_taken_back_on_the_page_of_the_request(app: Litestar) -> None:
    made = await active(portal_of(app), BEN, ROSA)
    path = f"/requests/{(await asked_for(portal_of(app), made, NORA, existing='Ben')).number}"
    ben = await signed_in(app, made, "Ben")
    assert f"{path}/take-back" in (await ben.get(path)).text
    assert "Nora Quintana" in await words(ben, f"{path}/take-back")
    lacking = await ben.post_form(f"{path}/take-back", {"reason": "By mistake"})
    assert lacking.status_code == 422 and "By mistake" in lacking.text
    nora = (await member_called("Nora"))["id"]
    done = await ben.post_form(f"{path}/take-back", {"person": str(nora), "reason": "By mistake"})
    assert done.headers["location"] == path
    shown = (await ben.get(path)).text
    assert f"{path}/take-back" not in shown and f"{path}/withdraw" in shown
