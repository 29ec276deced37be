"""Whether somebody who fills the form in knows what is meant."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from core.forms.declare import Question, questions
from core.plugin_api import NoFields
from web.plugin_check.rules import Level, rule
from web.plugin_check.subject import Exempt, Subject


@rule("K2", Level.KIND, "Every field has a hint and an example")
def hinted(subject: Subject) -> Iterator[str]:
    """A field that is typed, and one whose list only the host knows, has a hint; each has an example.

    A list of the plugin's own is hint enough, and so are the words beside a single box and a day, which the
    host shows in the order of the site. The examples are ANSWERS in conformance.py: a value for each field.

    Why: people leave a form where they do not know what is meant. The host shows hints, and a site that looks
    at the plugin shows its examples.

    To fix it: give `field` a hint with what is expected and where to find it, and name the field in ANSWERS.
    """
    model: type[BaseModel] = subject.application.fields
    if model is NoFields:
        raise Exempt("it asks nothing")
    for question in questions(model):
        if _needs_a_hint(question) and not question.hint:
            yield f"{question.name}: has no hint"
        if not any(subject.answers.get(question.name, ())) and not question.optional:
            yield f"{question.name}: has no example in ANSWERS of conformance.py"


def _needs_a_hint(question: Question) -> bool:
    own_list = question.chosen and not question.source
    return not own_list and question.kind not in {"checkbox", "date"}
