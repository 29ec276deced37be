"""What every mail keeps to: one thing to do, a short subject, the same words in both forms, whom to ask."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

import pytest

from core.mail.writing import TEMPLATES, WrittenMail, blocks
from core.site import SiteProfile
from core.texts import Button
from tests.core.mail.every_mail import drawn, templates
from tests.core.mail.sample import BASE, SITE
from tests.practices import portal_for

SITES = {"banner": portal_for().site, "careconnect": SITE}
MAILS = dict(templates())
LONGEST_SUBJECT = 70
_URL = re.compile(r"https?://\S+")


def faults(mail: WrittenMail) -> list[str]:
    """Everything that is wrong with a mail."""
    html, found = mail.html("Portal", BASE), []
    read = blocks(mail.text, BASE)
    buttons = [block for block in read if isinstance(block, Button)]
    addresses = Counter(_URL.findall(mail.text))
    if not 0 < len(mail.subject) <= LONGEST_SUBJECT:
        found.append(f"subject of {len(mail.subject)} characters: {mail.subject}")
    if sum(not each.lighter for each in buttons) > 1 or len(buttons) > 2:
        found.append("more than one thing to do")
    if "\n\n\n" in mail.text or re.search(r"<(p|li)[^>]*>\s*</\1>", html):
        found.append("an empty paragraph")
    if any(number > 1 for number in addresses.values()) or _URL.search(_seen(html)):
        found.append("an address shown twice, or at all in HTML")
    if not any(run.link.endswith("/help") for run in read[-1].runs if read[-1].kind == "paragraph"):
        found.append("nobody to ask")
    if _words(mail.text) != _words(_seen(html)):
        found.append("HTML and text say different things")
    return found


def _seen(html: str) -> str:
    """What somebody reads of the HTML, without the name at its top."""
    body = html.partition("<main")[2].partition(">")[2].partition("</p>")[2].partition("</main>")[0]
    return unescape(re.sub(r"<[^>]+>", " ", body))


def _words(text: str) -> list[str]:
    return [word for word in re.sub(r"(?m)^- ", "", _URL.sub(" ", text)).replace(":", " ").split() if word]


@pytest.mark.parametrize("site", SITES.values(), ids=SITES)
@pytest.mark.parametrize("template", MAILS)
def test_every_mail_keeps_to_what_mails_keep_to(template: str, site: SiteProfile) -> None:
    assert [each for mail in drawn(site, template, MAILS[template]) for each in faults(mail)] == []


CLOSING = f"Portal\nWrite to us.\nGet help: {BASE}/help\n"


@pytest.mark.parametrize(
    ("mail", "fault"),
    [
        (WrittenMail("x" * 71, CLOSING), "subject of 71"),
        (WrittenMail("s", f"A:\n{BASE}/a\n\nB:\n{BASE}/b\n\nC:\n{BASE}/c\n\n{CLOSING}"), "more than one"),
        (WrittenMail("s", f"One\n\n\nTwo\n\n{CLOSING}"), "empty paragraph"),
        (WrittenMail("s", f"A:\n{BASE}/a\n\nor {BASE}/a\n\n{CLOSING}"), "address shown twice"),
        (WrittenMail("s", f"Look at {BASE}/a now\n\n{CLOSING}"), "address shown twice"),
        (WrittenMail("s", "Words\n\nPortal\n"), "nobody to ask"),
        (WrittenMail("s", f"A  -- <b>\n\n- \n\n{CLOSING}"), "empty paragraph"),
    ],
)  # fmt: skip
def test_a_mail_that_does_not_is_found(mail: WrittenMail, fault: str) -> None:
    assert any(fault in each for each in faults(mail))


def test_a_form_that_leaves_words_out_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = WrittenMail.html
    monkeypatch.setattr(
        WrittenMail, "html", lambda self, name, url: whole(self, name, url).replace("Words", "")
    )
    assert "HTML and text say different things" in faults(WrittenMail("s", f"Words\n\n{CLOSING}"))


def test_what_can_wait_asks_for_nothing_and_lets_nobody_in() -> None:
    waiting = {
        template: [mail for mail in drawn(SITE, template, MAILS[template]) if mail.waits]
        for template in MAILS
    }
    assert {template for template, mails in waiting.items() if mails} == {
        "access-active-of-practice",
        "portal-ids-of-practice",
        "unused-of-practice",
    }
    for mails in waiting.values():
        for mail in mails:
            (button,) = [block for block in blocks(mail.text, BASE) if isinstance(block, Button)]
            assert button.words.startswith("See ") and not any(
                b.kind == "code" for b in blocks(mail.text, BASE)
            )


def test_no_template_writes_an_address_by_hand() -> None:
    """The grammar of a button is written in one place."""
    assert [
        file.name
        for file in TEMPLATES.glob("*.txt")
        if "link(" in file.read_text("utf-8") and file.stem != "closing"
    ] == []
