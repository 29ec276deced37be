"""Whether everybody can fill in the forms of a plugin."""

from __future__ import annotations

from collections.abc import Iterator

from jinja2 import Environment

from core.forms import Form, draw, questions, read
from web.assets import load_assets
from web.plugin_check.axe import NoBrowser, violations
from web.plugin_check.forms import Asked, forms_of
from web.plugin_check.markup import Markup
from web.plugin_check.rules import Level, rule
from web.plugin_check.subject import Subject
from web.rendering import Pages

LONGEST_LABEL = 100
_FORM = "{{ error_summary(form) }}{{ draw_all(form) }}"
_PAGE = (
    '<!doctype html><html lang="en"><head><title>Form</title></head>'
    "<body><main><h1>Form</h1><form>{}</form></main></body></html>"
)


@rule("S10", Level.SAFE, "Everybody can fill in its forms")
def drawn(subject: Subject) -> Iterator[str]:
    """Each form is drawn empty, filled in and with every error. Each box has a label and an id of its own,
    choices stand in a group with a legend, hints and errors are pointed to, no list is empty, and no two
    questions have the same words. Where Chromium and axe are installed, axe finds nothing on these pages.

    Why: the form is how people get access to records of their patients. Whoever can't see it has to hear
    what each box is for, and what is wrong with it.

    To fix it: give each `field` a label of its own of up to 100 characters, and choices with labels. The host
    draws the rest: if the line is about markup that you didn't write, tell those who make the product.
    """
    yield from subject.faults_at("fields")
    environment = Pages(subject.site, load_assets(subject.site.folder)).environment
    pages: dict[str, str] = {}
    for asked in forms_of(subject):
        yield from (f"{asked.name}: {words}" for words in _wrong_words(asked))
        for state, form in _states(asked, subject):
            page = _drawn(environment, form)
            pages[f"{asked.name}, {state}"] = page
            yield from (f"{asked.name}, {state}: {words}" for words in Markup(page).faults())
    yield from _by_axe(subject, pages)


def _states(asked: Asked, subject: Subject) -> Iterator[tuple[str, Form]]:
    yield "empty", draw(asked.model, choices=asked.lists)
    yield "with errors", read(asked.model, {}, choices=asked.lists).form
    names = {question.name for question in questions(asked.model)}
    if subject.answers and names.issuperset(subject.answers):
        yield "filled in", read(asked.model, subject.answers, choices=asked.lists).form


def _drawn(environment: Environment, form: Form) -> str:
    return environment.from_string(_FORM).render(form=form)


def _wrong_words(asked: Asked) -> Iterator[str]:
    seen: set[str] = set()
    for each in draw(asked.model, choices=asked.lists):
        if len(each.label) > LONGEST_LABEL:
            yield f'the label of "{each.name}" is longer than {LONGEST_LABEL} characters'
        if each.label.casefold() in seen:
            yield f'another question has the label of "{each.name}", too: {each.label}'
        seen.add(each.label.casefold())
        if each.kind in {"select", "radios", "checkboxes"} and not each.choices:
            yield f'"{each.name}" has nothing to choose from'
        labels = [choice.label.strip().casefold() for choice in each.choices]
        if "" in labels or len(set(labels)) < len(labels):
            yield f'the choices of "{each.name}" need labels that differ'


def _by_axe(subject: Subject, pages: dict[str, str]) -> Iterator[str]:
    if not subject.browser:
        subject.note("looked at without a browser: labels, ids, groups, hints and errors")
        return
    try:
        found = violations([_PAGE.format(page) for page in pages.values()])
    except NoBrowser as problem:
        subject.note(f"looked at without a browser ({problem}): labels, ids, groups, hints and errors")
        return
    subject.note(f"looked at with axe in Chromium, {len(pages)} pages")
    for name, words in zip(pages, found, strict=True):
        yield from (f"{name}: {each}" for each in words)
