"""A practice enrolls page by page, as its people and those of the site do it with a browser each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pyotp

from benchmarks.asking import Answer, Browser
from benchmarks.forms import boxes_in, typed_in
from core.demo import PASSWORD, making
from core.portal import Portal

Typed = Mapping[str, Any]
# The newest text of this kind in a mail to an address.
Mails = Callable[[str, str], str]
LINK, CODE, LETTERS = r"/sign/(\S+)", r"(\d{4} \d{4})", r" ([A-Z0-9]{4}-[A-Z0-9]{4})\s"
KEY = re.compile(r"[A-Z2-7]{4}(?: [A-Z2-7]{4}){7}")
ERRORS = re.compile(r'class="govuk-error-summary".*?</ul>', re.DOTALL)
EACH_ASKS = 2


class WrongAnswer(Exception):
    """A page that did not do what it was asked for; `str` says which."""


@dataclass(slots=True)
class Visitor:
    """Somebody with a browser; `asked` counts the pages."""

    browser: Browser
    asked: int = 0

    def get(self, path: str) -> Answer:
        """Open a page, which must be there."""
        self.asked += 1
        answer = self.browser.get(path)
        if answer.status not in {200, 303}:
            raise WrongAnswer(f"{path}: {answer.status}")
        return answer

    def post(self, path: str, typed: Typed, status: int = 303) -> Answer:
        """Send a form, which must lead on."""
        self.asked += 1
        answer = self.browser.post(path, typed)
        if answer.status != status:
            wrong = ERRORS.search(answer.text)
            words = re.sub(r"<[^>]+>|\s+", " ", wrong[0]) if wrong else ""
            raise WrongAnswer(f"{path}: {answer.status}{words}")
        return answer

    def fill(self, path: str, typed: Typed, status: int = 303) -> Answer:
        """Open the page of a form and send it with what was typed."""
        return self.post(path, {**typed_in(self.get(path).text), **typed}, status)

    def agree(self, path: str) -> Answer:
        """Tick the first box of each question of a page and send it."""
        page = self.get(path).text
        button = {"action": "continue"} if 'value="continue"' in page else {}
        return self.post(path, {**typed_in(page), **boxes_in(page), **button})


@dataclass(slots=True)
class Administrator:
    """Whoever registers a practice, from sign-up until it is sent."""

    portal: Portal
    visitor: Visitor
    mails: Mails
    people: int
    hub: str = ""

    def register(self) -> None:
        """Sign up, prove the address, sign in and set up an app."""
        visitor, who = self.visitor, self._person(1, "administrator")
        own = {name: who[name] for name in ("first_name", "last_name", "email", "phone")}
        boxes = boxes_in(visitor.get("/sign-up").text)
        boxes.pop("one_name", None)
        waits = visitor.fill("/sign-up", {**own, "password": PASSWORD, "again": PASSWORD, **boxes})
        visitor.fill(waits.location, {"code": self.mails(who["email"], LETTERS)})
        visitor.fill("/sign-in", {"email": who["email"], "password": PASSWORD})
        page = visitor.get("/sign-in/set-up").text
        key = KEY.search(page)
        if key is None:
            raise WrongAnswer("/sign-in/set-up shows no key")
        code = pyotp.TOTP(key[0].replace(" ", "")).now()
        visitor.post("/sign-in/set-up", {**typed_in(page), "code": code}, 200)

    def describe(self) -> None:
        """Say what the practice is, and who sponsors and administers it."""
        site, visitor = self.portal.site, self.visitor
        begun = visitor.agree("/enrollment").location
        self.hub = "/".join(begun.split("/")[:3])
        self._step("practice", making.practice(site, "Quince Street Family Medicine", 88))
        self._step("sponsor", self._person(0, "sponsor"))
        self._step("administrator", {"same_person": "no", **self._person(1, "administrator")})
        self._step("backup", {"has_backup": "no"})

    def add_people(self) -> None:
        """Add everybody else with what they ask for."""
        kinds = making.kinds_of_members(self.portal.site)
        for number, (staff_type, suffix) in enumerate(islice(kinds, self.people - 2), 2):
            name = making.NAMES[number]
            who = making.person(self.portal.site, name, 700 + number, staff_type, suffix)
            self._add({**who, "staff_type": staff_type}, number)

    def send(self) -> str:
        """Answer what is asked once, agree to the texts and send it; return the number of the request."""
        steps = self.visitor.get(self.hub).text
        if f"{self.hub}/shared" in steps:
            page = self.visitor.get(f"{self.hub}/shared").text
            known = {**typed_in(page), **boxes_in(page)}
            made = {name: value for name, value in self._every_answer().items() if name in known}
            self.visitor.post(f"{self.hub}/shared", {**typed_in(page), **made, "action": "continue"})
        for text in ("additional", "attestation"):
            if f"{self.hub}/{text}" in steps:
                self.visitor.agree(f"{self.hub}/{text}")
        sent = self.visitor.fill(f"{self.hub}/check", {}).location
        return sent.split("/")[2]

    def _step(self, name: str, typed: Typed) -> None:
        self.visitor.fill(f"{self.hub}/{name}", {**typed, "action": "continue"})

    def _add(self, who: Typed, number: int) -> None:
        """Say who it is, see what they may have, and ask for some of it."""
        path = f"{self.hub}/members/new"
        typed = {**typed_in(self.visitor.get(path).text), **who}
        drawn = self.visitor.post(path, {**typed, "action": "redraw"}, 200).text
        offered = re.findall(r'name="applications"[^>]*value="([a-z0-9-]+)"', drawn)
        asked = making.that_take_made_up(self.portal, dict.fromkeys(offered), number, ())[:EACH_ASKS]
        answers = dict[str, Any]()
        for slug in asked:
            answers |= making.answers_for(self.portal, slug, number, ())
        fields = {**typed_in(drawn), **who, **answers, "applications": list(asked)}
        self.visitor.post(path, {**fields, "action": "save"})

    def _every_answer(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for slug in self.portal.applications:
            found |= making.answers_for(self.portal, slug, 3, ())
        return found

    def _person(self, number: int, role: str) -> dict[str, Any]:
        site = self.portal.site
        (kind,) = site.staff_types_in_role(role)
        licensed = role == "sponsor"
        suffixes = (
            each.code for each in site.suffixes_for(kind.slug) if site.needs_license(each.code) == licensed
        )
        return making.person(site, making.NAMES[number], 700 + number, kind.slug, next(suffixes))


def sign(visitor: Visitor, mails: Mails, email: str, name: str) -> None:
    """Follow the link of a mail, prove the address, read and sign."""
    link = f"/sign/{mails(email, LINK)}"
    code = visitor.fill(link, {}).location
    text = visitor.fill(code, {"code": mails(email, CODE)}).location
    signature = visitor.agree(text).location
    page = visitor.get(signature).text
    visitor.post(signature, {**typed_in(page), "consent": "yes", "signature": name})


def find_in_order(visitor: Visitor, number: str) -> None:
    """Prove the address of the sponsor, decide about all credentials, and activate the practice."""
    case, seen = f"/support/requests/{number}", set[str]()
    shown = visitor.get(case)
    while left := [each for each in _asked_of(shown) if each not in seen]:
        path = left[0]
        key, proves = path.split("/")[5], path.endswith("/address")
        proof = {f"{key}.proof.how": "staff-file", f"{key}.proof.seen": "Seen in the file."}
        decision = {f"{key}.decision": "valid", f"{key}.reason": "Seen in the register."}
        visitor.post(path, {**shown.token, **(proof if proves else decision)})
        seen.add(path)
        shown = visitor.get(case)
    page = f"/support/activate?number={number}"
    told = visitor.post("/support/activate", {**visitor.get(page).token, "number": number}).location
    if "was activated" not in visitor.get(told).text:
        raise WrongAnswer(f"{number} is not activated")


def _asked_of(page: Answer) -> list[str]:
    """Where proofs and decisions are sent, proofs first; what was decided can be decided anew."""
    paths = re.findall(
        r'action="(/support/requests/[^"/]+/credentials/[0-9a-f-]{36}(?:/address)?)"', page.text
    )
    return sorted(paths, key=lambda each: not each.endswith("/address"))


def set_up(visitor: Visitor, item: str) -> None:
    """Take a piece of work, do every step of it and say how that can be seen."""
    path = f"/support/work/{item}"
    visitor.post(f"{path}/take", visitor.get(path).token)
    page = visitor.get(path)
    steps = re.findall(r'name="step" value="(\d+)"', page.text)
    seen = {"evidence": "Seen in the application’s own list of users.", "step": steps, "action": "done"}
    visitor.post(f"{path}/steps", {**page.token, **seen})
