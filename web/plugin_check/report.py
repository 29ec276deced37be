"""What the kit says of a plugin, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from textwrap import wrap
from typing import Literal

from web.plugin_check.rules import Level, Rule

Outcome = Literal["pass", "fail", "exempt", "open"]
_MARKS = {"pass": "ok", "fail": "FAIL", "exempt": "exempt", "open": "open"}
_WIDTH, _INDENT = 110, " " * 12
# More of one kind tell nobody anything new.
MOST_WORDS = 20


@dataclass(frozen=True, slots=True)
class Result:
    """How a plugin stands to one rule: `words` are what is wrong, why it is exempt, or why nobody
    can answer it here, so that it is open; `notes` are how it was asked.
    """

    rule: Rule
    outcome: Outcome
    words: tuple[str, ...] = ()
    seconds: float = 0.0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """How a plugin stands to every rule that was asked; `whole` when these are all there are."""

    path: str
    slug: str
    name: str
    version: str
    at: datetime
    results: tuple[Result, ...]
    whole: bool = True

    @property
    def failed(self) -> tuple[Result, ...]:
        """What has to be fixed."""
        return tuple(each for each in self.results if each.outcome == "fail")

    @property
    def level(self) -> Level | None:
        """The highest level of which every rule holds, as those of the levels below do; None below safe."""
        reached = None
        for level in Level:
            of_level = [each for each in self.results if each.rule.level is level]
            if not self.whole or not of_level or any(each.outcome in {"fail", "open"} for each in of_level):
                break
            reached = level
        return reached

    @property
    def text(self) -> str:
        """Write it for a person: a line for each rule, and below it what is wrong and what to do."""
        return "\n".join([f"{self.slug} {self.version}: {self.name}".strip(), *self._lines(), *self._end()])

    @property
    def json(self) -> str:
        """Write it for a program."""
        return json.dumps(
            {
                "slug": self.slug,
                "name": self.name,
                "version": self.version,
                "path": self.path,
                "at": self.at.isoformat(timespec="seconds"),
                "level": self.level.word if self.level else None,
                "results": [
                    {
                        "id": each.rule.id,
                        "level": each.rule.level.word,
                        "title": each.rule.title,
                        "outcome": each.outcome,
                        "words": list(each.words),
                        "notes": list(each.notes),
                        "seconds": round(each.seconds, 3),
                    }
                    for each in self.results
                ],
            },
            indent=1,
        )

    def _lines(self) -> Iterator[str]:
        for each in self.results:
            yield f"{_MARKS[each.outcome]:<7} {each.rule.id:<5}{each.rule.title}"
            for words in (*each.words, *each.notes):
                yield from wrap(words, _WIDTH, initial_indent=_INDENT, subsequent_indent=f"{_INDENT}  ")
            if each.outcome == "fail":
                yield from wrap(each.rule.fix, _WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT)

    def _end(self) -> Iterator[str]:
        if self.whole:
            yield f"Level: {self.level.word if self.level else 'below safe'}."
        if self.failed:
            first = self.failed[0].rule.id
            named = ", ".join(each.rule.id for each in self.failed)
            yield f"To be fixed: {named}. `portal plugin check --explain {first}` says more."
