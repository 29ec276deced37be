"""Texts that are read and agreed to: purpose, consents of applications, attestation."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any

from pydantic import AfterValidator

from core.enrollment.forms.per_site import Model, model
from core.forms import Choice, Form, field
from core.portal import Portal
from core.site import Purposes, Text
from core.texts import Block, blocks_with_links

CHANGED = "The text has changed since you read it. Read it again and confirm."


@dataclass(frozen=True, slots=True)
class Agreeing:
    """A text in Markdown and the box under it; `name` is the box's field.

    With `purposes` people also choose what they want the access for.
    """

    name: str
    title: str
    markdown: str
    label: str
    purposes: Purposes | None = None

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The text as blocks, for a page to draw."""
        return blocks_with_links(self.markdown)

    @property
    def version(self) -> str:
        """Tells one version of the text from another."""
        return _version(self.markdown)

    @property
    def version_field(self) -> str:
        """The hidden field that carries the version which was read."""
        return f"{self.name}_text"

    @property
    def purposes_field(self) -> str:
        """The field that carries what the access is for."""
        return f"{self.name}_purposes"

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field of it, in the order in which they are drawn."""
        asked = (self.purposes_field,) if self.purposes else ()
        return (*asked, self.name, self.version_field)


@lru_cache(maxsize=256)
def _version(markdown: str) -> str:
    return hashlib.sha256(markdown.encode()).hexdigest()[:16]


def purpose(portal: Portal) -> tuple[Agreeing, ...]:
    """Say what the product is for."""
    text, purposes = portal.site.enrollment.purpose, portal.site.purposes
    return (Agreeing("read", text.title, text.markdown, "I have read this", purposes),)


def purpose_of_joining(portal: Portal) -> tuple[Agreeing, ...]:
    """Say the same to who asks to join, in words of their own where the site has them."""
    text, purposes = portal.site.enrollment.joining or portal.site.enrollment.purpose, portal.site.purposes
    return (Agreeing("read", text.title, text.markdown, "I have read this", purposes),)


def attestation(portal: Portal) -> tuple[Agreeing, ...]:
    """Say what the administrator confirms about everybody named."""
    return (_of_site("attested", portal.site.enrollment.attestation, "I confirm this for everybody named"),)


def attestation_of_oneself(portal: Portal) -> tuple[Agreeing, ...]:
    """Say what somebody confirms about themselves who asks to join."""
    return (_of_site("attested", portal.site.enrollment.attestation, "I confirm this"),)


def consents(portal: Portal, slugs: Iterable[str]) -> tuple[Agreeing, ...]:
    """List what must be agreed to for these applications, in the site's order."""
    asked = set(slugs)
    return tuple(
        Agreeing(f"agreed_{slug.replace('-', '_')}", consent.title, consent.text, consent.label)
        for slug, application in portal.applications.items()
        if slug in asked and (consent := application.consent)
    )


# The texts are the site's and the applications': as many as there are ways to ask for some of them.
@lru_cache(maxsize=256)
def agreeing_model(texts: tuple[Agreeing, ...]) -> Model:
    """Make a box to tick for each text, which counts only for the version that was read."""
    fields: dict[str, tuple[Any, Any]] = {}
    for text in texts:
        if text.purposes:
            fields[text.purposes_field] = _asked_for(text.purposes)
        fields[text.name] = (bool, field(text.label, kind="checkbox"))
        fields[text.version_field] = (
            Annotated[str, AfterValidator(_same_as(text.version))],
            field("Version of the text", kind="hidden", missing=CHANGED, max_length=64),
        )
    return model("Agreeing", fields)


def as_it_stands(texts: tuple[Agreeing, ...], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers for drawing: with the present versions, and without ticks for earlier ones."""
    drawn: dict[str, Any] = {}
    for text in texts:
        if answers.get(text.version_field) == text.version:
            drawn[text.name] = answers.get(text.name, "")
            drawn |= {text.purposes_field: answers.get(text.purposes_field, ())} if text.purposes else {}
        drawn[text.version_field] = text.version
    return drawn


def with_texts_of_now(texts: tuple[Agreeing, ...], form: Form) -> Form:
    """Ask again, at its box, for each text that is another one than was read; all else stays as typed."""
    changed = [each for each in texts if form[each.version_field].value != each.version]
    put = {each.name: "" for each in changed} | {each.version_field: each.version for each in changed}
    return form.with_values(put).with_errors({each.name: CHANGED for each in changed})


def _of_site(name: str, text: Text, label: str) -> Agreeing:
    return Agreeing(name, text.title, text.markdown, label)


def _asked_for(purposes: Purposes) -> tuple[Any, Any]:
    """Let people choose what the access is for; one that is refused is refused with the reason."""

    def check(chosen: tuple[str, ...]) -> tuple[str, ...]:
        if {*chosen} & {*purposes.refused}:
            raise ValueError(purposes.reason)
        return chosen

    choices = [Choice(each, each) for each in purposes.offered]
    asked = field(
        purposes.question, kind="checkboxes", choices=choices, missing="Choose what the access is for"
    )
    return Annotated[tuple[str, ...], AfterValidator(check)], asked


def _same_as(version: str) -> Any:
    def check(sent: str) -> str:
        if sent != version:
            raise ValueError(CHANGED)
        return sent

    return check
