"""Texts that changed stand before every page of a practice, and lead back to where somebody wanted to go."""

from __future__ import annotations

from litestar import Litestar

from core.identity.tables import Acceptance, AccountSession
from tests.web.people import csrf_in, sign_in_person


async def test_nothing_is_opened_before_new_texts_are_accepted_and_then_the_page_that_was_asked_for(
    app: Litestar,
) -> None:
    ada = await sign_in_person(app, "ada@practice.example")
    await Acceptance.delete().where(Acceptance.account == ada.account, Acceptance.text == "terms")
    await AccountSession.update({AccountSession.texts_due: True}).where(AccountSession.account == ada.account)
    led = (await ada.get("/my-applications")).headers["location"]
    assert led == "/account/texts?next=/my-applications"
    page = (await ada.get(led)).text
    assert (
        'href="/terms"' in page and 'href="/privacy"' not in page.partition("<main")[2].partition("</main")[0]
    )

    refused = await ada.post(led, data={"csrf": csrf_in(page)})
    assert refused.status_code == 422 and "Select the box to accept the texts" in refused.text
    version = app.state.site.texts.terms.version
    before = {"csrf": csrf_in(page), "accepted": "yes", "versions": "terms=one-before"}
    late = await ada.post(led, data=before)
    assert late.status_code == 422 and "The text changed just now. Read it again." in late.text
    assert f'name="versions" value="terms={version}"' in late.text and "checked" not in late.text
    given = {"csrf": csrf_in(page), "accepted": "yes", "versions": f"terms={version}"}
    taken = await ada.post(led, data=given)

    assert (taken.status_code, taken.headers["location"]) == (303, "/my-applications")
    assert (await ada.get("/my-applications")).status_code == 200
