"""Whether a plugin's forms stand whatever is typed or sent."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.forms import NOT_CHECKED, Question, Read, from_json, questions, read, rows, to_json
from web.plugin_check.forms import Asked, forms_of
from web.plugin_check.rules import Level, rule
from web.plugin_check.subject import Subject

LONGEST_ERROR = 300
# What `int`, `float`, `decode` and the like raise: a ValueError, whose words are not for people.
_PYTHON = re.compile(
    r"invalid literal|codec can|could not convert|not enough values|too many values|substring not found"
    r"|not in list|base \d+|isoformat string|time data|object has no|unterminated|\w+Error\b"
)
CORPUS: Mapping[str, Sequence[str]] = {
    "nothing": [""],
    "spaces": [" \t\u00a0 "],
    "a null": ["a\0b"],
    "control characters": ["\x07\x1b[31m"],
    "line breaks": ["a\r\nBcc: someone@example.com"],
    "text that runs from right to left": ["\u202eabc\u202c"],
    "Arabic": ["مرحبا"],
    "invisible marks": ["\ufeff\u200b\u2060"],
    "half of a pair of surrogates": ["\ud800"],
    "a character outside the first plane": ["\U0001fa7a"],
    "very many accents": ["e" + "\u0301" * 100],
    "a megabyte": ["x" * 1_000_000],
    "201 characters": ["x" * 201],
    "HTML": ["<script>alert(1)</script>\"'&"],
    "a template": ["{{ 7 * 7 }}{% raw %}"],
    "words of a site": ["{practice} {agreement.short.a} {0} %s %n"],
    "SQL": ["'; DROP TABLE person; --"],
    "a formula": ["=cmd|'/c calc'!A1"],
    "a path": ["../../etc/passwd"],
    "letters that look like others": ["раураl"],
    "wide digits": ["１２３"],
    "Arabic digits": ["٠١٢٣"],
    "superscript digits": ["²³"],
    "a Roman numeral": ["Ⅷ"],
    "a number below zero": ["-1"],
    "a huge number": ["9" * 400],
    "a number that is none": ["NaN"],
    "a number without end": ["1e999"],
    "a number with marks": ["1_000"],
    "a number that isn’t whole": ["1.5"],
    "null": ["null"],
    "a list": ["[]"],
    "a day that isn’t": ["2025-02-30"],
    "a year before all others": ["0000-01-01"],
    "an address of mail that is none": ["a@b"],
    "two answers": ["a", "b"],
    "the same answer twice": ["a", "a"],
    "a thousand answers": [str(number) for number in range(1000)],
}


@rule("S11", Level.SAFE, "Its forms stand whatever is sent")
def hostile(subject: Subject) -> Iterator[str]:
    """Each field of each form gets everything in a corpus of hostile texts, alone, and all fields at once.
    What comes back is answers, or words at the field, and never an exception. Answers that are taken are
    stored as JSON and read back the same, and are shown as words.

    Why: forms are sent by people who copy and paste, by broken programs and by attackers. An exception in a
    validator tells whoever sent the form nothing about what to change.

    To fix it: a validator raises ValueError with words, and nothing else. `str.isdigit` and `int` take digits
    of every script: ask `isascii` as well. Limit how long a text may be before you match it.
    """
    for asked in forms_of(subject):
        base = _whole(asked, subject)
        for question in questions(asked.model):
            for what, sent in CORPUS.items():
                for words in _wrong(asked, {**base, question.name: sent}, [question]):
                    yield f'{asked.name}, "{question.name}" with {what}: {words}'
        for what, sent in CORPUS.items():
            everywhere = {each.name: sent for each in questions(asked.model)}
            for words in _wrong(asked, everywhere, questions(asked.model)):
                yield f"{asked.name}, every field with {what}: {words}"


def _whole(asked: Asked, subject: Subject) -> dict[str, Sequence[str]]:
    """The answers that it names itself, with which every question is asked; else the first of each list."""
    found: dict[str, Sequence[str]] = {}
    for question in questions(asked.model):
        listed = question.choices or asked.lists.get(question.source or question.name, ())
        if question.shown_when is not None and question.shown_when[0] in found:
            found[question.shown_when[0]] = [question.shown_when[1]]
        found[question.name] = [listed[0].value] if listed else ["1"]
    return {**found, **{name: value for name, value in subject.answers.items() if name in found}}


def _wrong(asked: Asked, sent: Mapping[str, Sequence[str]], about: Sequence[Question]) -> Iterator[str]:
    with _Listening() as heard:
        try:
            found: Read[Any] = read(asked.model, sent, choices=asked.lists)
        except Exception as problem:
            yield f"raises {type(problem).__name__}: {problem}"
            return
    if NOT_CHECKED in found.form.problems:
        yield f"a validator raises {heard.kind}, which is no words for anybody"
    for name, words in found.form.errors:
        if _PYTHON.search(str(words)):
            yield f'the error at "{name}" is what Python says, and nobody else: {words[:100]}'
        if not isinstance(words, str) or not words.strip() or len(words) > LONGEST_ERROR:
            yield f'the error at "{name}" must be words of up to {LONGEST_ERROR} characters'
    if found.answers is not None:
        yield from _not_stored(asked, found.answers)


def _not_stored(asked: Asked, answers: Any) -> Iterator[str]:
    try:
        stored = json.loads(json.dumps(to_json(answers)))
        if from_json(asked.model, stored) != answers:
            yield "is taken, and isn’t the same any more once it was stored"
        rows(asked.model, answers, choices=asked.lists)
    except Exception as problem:
        yield f"is taken, and can’t be stored or shown: {type(problem).__name__}: {problem}"


class _Listening(logging.Handler):
    """Hears in the log of forms what a validator raised, of which a form tells nobody."""

    def __init__(self) -> None:
        super().__init__()
        self.kind = "something"
        self._log = logging.getLogger("core.forms.read")

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the name of the exception."""
        if isinstance(record.args, tuple) and record.args:
            self.kind = str(record.args[0])

    def __enter__(self) -> _Listening:
        self._log.addHandler(self)
        self._before, self._log.propagate = self._log.propagate, False
        return self

    def __exit__(self, *_: object) -> None:
        self._log.removeHandler(self)
        self._log.propagate = self._before
