"""The pages of a signer: what each of them reads, and how it is made from the seat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from core.agreements.content import Content
from core.agreements.queries import Link, Seat
from core.agreements.records import SentAgreement, SignerRecord
from core.agreements.signature import HEIGHT, WIDTH
from core.agreements.words import noun_of
from core.dates import Dates
from core.forms import Form, draw
from core.site import SiteProfile
from core.texts import Facts
from web.contexts import FormContext, PageContext
from web.forms import without_optional
from web.pages.signing.forms import SignatureForm

CLOSED: Mapping[str, tuple[str, str]] = {
    "signed": (
        "You have signed already",
        "We have your signature. As soon as everybody has signed, a copy comes by email.",
    ),
    "declined": (
        "This {agreement.short} was declined",
        "One of its signers declined to sign, so it ended. "
        "If the matter is settled, support sends a new one.",
    ),
    "void": (
        "This {agreement.short} is void",
        "Nothing is left to sign. If we sent a new one, its link came in an email of its own.",
    ),
    "expired": ("The time for this link is over", "It no longer works. Support can send a new one."),
    "replaced": (
        "This link was replaced",
        "We sent a newer link, to the address that signs now.",
    ),
    "forwarded": (
        "This link belongs to someone else",
        "You are signed in under another address than the one we sent it to. Each person signs from an "
        "address of their own. If the link is yours, sign out first and open it again.",
    ),
}


@dataclass(frozen=True, slots=True)
class LinkPage(PageContext):
    """What a link is for, with one button; `address` is where the code goes, for its owner to recognize.

    `mailed` says that it is the link of a mail, and not of a page of somebody who is signed in.
    """

    template: ClassVar[str] = "signing/link.html"
    link: Link
    address: str
    problem: str
    mailed: bool


@dataclass(frozen=True, slots=True)
class LinkClosedPage(PageContext):
    """Why a link can no longer be used."""

    template: ClassVar[str] = "signing/link_closed.html"
    heading: str
    words: str
    link: Link


@dataclass(frozen=True, slots=True)
class CodePage(FormContext):
    """The form for the code of the mail; `problem` is why no other was sent."""

    template: ClassVar[str] = "signing/code.html"
    purpose: str
    address: str
    again: str
    problem: str


@dataclass(frozen=True, slots=True)
class TextPage(FormContext):
    """The whole document."""

    template: ClassVar[str] = "signing/text.html"
    signer: SignerRecord
    text: Content
    parties: Facts
    text_hash: str


@dataclass(frozen=True, slots=True)
class SignaturePage(FormContext):
    """Consent and signature; `width` and `height` are those of a drawing."""

    template: ClassVar[str] = "signing/signature.html"
    signer: SignerRecord
    text: Content
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class DeclinePage(FormContext):
    """What declining does, and the form for the reason."""

    template: ClassVar[str] = "signing/decline.html"
    signer: SignerRecord
    text: Content


@dataclass(frozen=True, slots=True)
class DonePage(PageContext):
    """What became of the agreement, and how it is called; `sealed` once there is a finished document."""

    template: ClassVar[str] = "signing/done.html"
    signer: SignerRecord
    text: Content
    sent: SentAgreement
    sealed: bool
    noun: str


def link_closed(site: SiteProfile, link: Link) -> LinkClosedPage:
    """Say why the link can no longer be used, in words."""
    heading, words = CLOSED[link.state]
    return LinkClosedPage(heading.replace("{agreement.short}", noun_of(site, link.agreement)), words, link)


def code_page(seat: Seat, form: Form, problem: str = "") -> CodePage:
    """Show the form for the code that was mailed."""
    again = f"/signing/{seat.signer.id}/code/again"
    return CodePage(form, seat.purpose, masked(seat.signer.email), again, problem)


def text_page(seat: Seat, dates: Dates, form: Form) -> TextPage:
    """Show the whole document, with the form that says it was read."""
    content = seat.agreement.content
    return TextPage(form, seat.signer, content, content.parties(dates), seat.agreement.text_hash)


def signature_page(seat: Seat, form: Form) -> SignaturePage:
    """Show the consent and the form for the signature."""
    form = without_optional(form, "signature")
    return SignaturePage(form, seat.signer, seat.agreement.content, WIDTH, HEIGHT)


def asking_about_name(seat: Seat, typed: str) -> SignaturePage:
    """Ask once about a name that is not the signer's, with everything as it was filled in."""
    filled = {"text": seat.agreement.text_hash, "consent": "yes", "signature": typed, "asked": typed}
    words = (
        f"You typed “{typed}”; you sign as {seat.signer.name}. Type your name as it stands there. "
        "If what you typed is right, sign again: what you sign then says that you typed a different name"
    )
    return signature_page(seat, draw(SignatureForm, filled).with_errors({"signature": words}))


def declining_page(seat: Seat, form: Form) -> DeclinePage:
    """Show what declining does, with the form for the reason."""
    return DeclinePage(form, seat.signer, seat.agreement.content)


def masked(email: str) -> str:
    """Write an address so that its owner recognizes it and nobody else learns it."""
    local, _, domain = email.partition("@")
    return f"{local[:1]}•••@{domain}"
