"""A person's own getting-started guide, as a page and as the PDF that the first mail brings."""

import html
from dataclasses import replace

from core.activation.actions import activate_group
from core.groups.tables import Member
from core.identity.tables import Account
from core.site import find_site, load_site
from tests.core.guides.conftest import Words, words
from tests.practices import AMARA, ANALYST, KEYS, check_credentials, portal_for, practice
from tests.web.people import SignIn
from tests.web.tracking_rows import working

__all__ = ["words"]
SITE = load_site(find_site("banner"))


async def test_before_there_is_a_login_name_the_page_says_when_there_will_be_one(
    signed_in_client: SignIn,
) -> None:
    client = await signed_in_client()
    page = await client.get("/getting-started")

    assert page.status_code == 200 and "Your guide isn’t written yet" in page.text
    assert (await client.get("/getting-started/guide.pdf")).status_code == 404


async def test_the_page_is_about_the_person_and_the_pdf_says_the_same(
    signed_in_client: SignIn, words: Words
) -> None:
    client = await signed_in_client()
    await working(client)
    page = html.unescape((await client.get("/getting-started")).text)
    pdf = await client.get("/getting-started/guide.pdf")

    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.headers["content-disposition"] == 'attachment; filename="getting-started.pdf"'
    said = words(pdf.content)
    for part in (
        "Cerner Millennium",
        "It works.",
        "aokafor",
        SITE.public.rules[2],
        "ccsupport@bannerhealth.com",
    ):
        assert part in page and part in said, part
    assert "PACS Synapse" not in page
    assert 'href="http://127.0.0.1:8000/sign-in"' in page and 'href="mailto:ccsupport' in page
    assert "Read how to sign in" in (await client.get("/my-applications")).text


async def test_names_stand_on_the_page_as_words(signed_in_client: SignIn) -> None:
    client = await signed_in_client()
    somebody = replace(AMARA, email=client.email, npi="")
    made = await practice(portal_for(), somebody, name="<script>alert(1)</script>")
    # Written by hand: the forms take no such names of people.
    names = {Member.first_name: "<b>Amara", Member.last_name: "O'Kafor\""}
    await Member.update(names).where(Member.id == made.members["Amara"])
    theirs = {Account.first_name: names[Member.first_name], Account.last_name: names[Member.last_name]}
    await Account.update(theirs).where(Account.id == client.account)
    await check_credentials(portal_for(), made)
    await activate_group(portal_for(), KEYS, made.group, by=ANALYST)
    await Account.update({Account.factor_due_at: None}).where(Account.id == client.account)
    page = (await client.get("/getting-started")).text

    assert "<b>" not in page and "<script>alert" not in page
    assert "&lt;b&gt;Amara" in page and "&lt;script&gt;alert(1)" in page
