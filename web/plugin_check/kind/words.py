"""The words of a plugin that people read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, product

from pydantic import BaseModel

from core.forms.declare import questions
from core.plugin_testing import a_person, a_practice
from web.plugin_check.plain_words import RULES
from web.plugin_check.rules import Level, rule
from web.plugin_check.shown import Shown
from web.plugin_check.subject import Subject

_MARKS = re.compile(r"\[([^]]*)\]\([^)]*\)|[*_#]")
EACH = 3


@rule("K1", Level.KIND, "Its words keep the fifteen rules of plain words")
def plain_words(subject: Subject) -> Iterator[str]:
    """Summary, guide, questions, titles and the words of why somebody may not have it are plain.

    Sentences have up to 25 words and a text reads at grade 8; spelling is American; an email is an email;
    "not" is contracted; nothing "shall"; words are short and verbs are verbs; few sentences are passive;
    nobody is told to click; no "please", no Latin, no "There is"; what is said where an answer is missing
    begins with a verb and blames nobody.

    Why: the people who read this are at work, on the phone, and of every mother tongue.

    To fix it: say it as you would across a desk, one thought in a sentence.
    """
    texts = list(_texts(subject))
    for found in RULES:
        named = (found.__doc__ or "").partition(": ")[2]
        for fault in islice(found(texts), EACH):
            yield f"{named} {fault}"


def _texts(subject: Subject) -> Iterator[Shown]:
    record = subject.application
    yield Shown("summary:1", "text", record.summary)
    for number, part in enumerate(re.split(r"\n\s*\n|\n(?=- )", record.guide), 1):
        yield Shown(f"guide:{number}", "text", " ".join(_MARKS.sub(r"\1", part).split()))
    yield from _asked(subject)
    yield from _refused(subject)


def _asked(subject: Subject) -> Iterator[Shown]:
    record = subject.application
    models: tuple[type[BaseModel] | None, ...] = (
        record.fields,
        record.keeps,
        record.keeps_of_practice,
        *(each.fields for each in record.pages),
    )
    for model in filter(None, models):
        for question in questions(model):
            where = f"question {question.name}:1"
            yield Shown(where, "label", question.label)
            yield Shown(where, "missing", question.missing)
            for words in (question.hint, *(part for choice in question.choices for part in choice[1:])):
                if words:
                    yield Shown(where, "text", words)
    for page in record.pages:
        yield Shown(f"page {page.path}:1", "heading", page.title)
    if record.consent:
        yield Shown("consent:1", "label", record.consent.label)


def _refused(subject: Subject) -> Iterator[Shown]:
    """What its own rule says to those whom it keeps out; the host's words are the host's."""
    rule_of_its_own = replace(
        subject.application.eligibility, staff_types=None, regions=None, facilities=None
    )
    site, said = subject.site, set[str]()
    for staff_type, suffix in product(site.staff_types, site.suffixes):
        person = a_person(staff_type=staff_type.slug, suffix=suffix.code, suffix_kind=suffix.kind)
        reason = rule_of_its_own.reason(person, a_practice())
        if reason and reason.code == "own-rule" and reason.words not in said:
            said.add(reason.words)
            yield Shown(f"why not:{len(said)}", "error", reason.words)
