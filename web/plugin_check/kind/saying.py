"""What a plugin says of itself to whoever gets access, and to whoever gives it."""

from __future__ import annotations

import ast
import re
from collections.abc import AsyncIterator, Iterator
from itertools import pairwise

from core.plugin_api import Waiting
from core.texts import Heading, blocks_with_links
from web.plugin_check.rules import Level, rule
from web.plugin_check.subject import Subject, Unanswered

ENDS = re.compile(r"\b(?:ends?|ending|leav\w+|remov\w+|clos\w+|los[et]\w*|stops?)\b", re.IGNORECASE)
LIMITS = re.compile(r"\blimits?\b|\b(?:can|does|do|is|are)n’t\b|\bcan’t\b", re.IGNORECASE)
NOTED = re.compile(r"\bnote\b", re.IGNORECASE)


@rule("K5", Level.KIND, "It says after how many days access works")
def expected(subject: Subject) -> Iterator[str]:
    """`expected_days` stands in the record, and is not left to what the host takes for usual.

    Why: the portal tells everybody who waits by when access works, and support what is late.

    To fix it: give `expected_days` in business days, as those say who do the work.
    """
    calls = [
        node
        for source in subject.sources
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and _name(node.func) == "ClinicalApplication"
    ]
    if calls and not any(each.arg == "expected_days" for node in calls for each in node.keywords):
        yield "the record has no expected_days"
    if not calls and subject.record:
        raise Unanswered("its record is made by another name, so that nobody can read what was left out")


@rule("K6", Level.KIND, "Its guide says how access ends, and what are known limits")
def guided(subject: Subject) -> Iterator[str]:
    """The guide has a heading on when access ends, or is removed, and one on known limits, each with words.

    Why: people ask support what nobody wrote down: what happens to their account when they leave, and why
    something is not there.

    To fix it: add `## When access ends` and `## Known limits` to `guide`.
    """
    if not subject.application.guide.strip():
        yield "it has no guide"
        return
    blocks = blocks_with_links(subject.application.guide)
    headed = [
        "".join(run.text for run in one.runs)
        for one, after in pairwise(blocks)
        if isinstance(one, Heading) and not isinstance(after, Heading)
    ]
    if not any(ENDS.search(each) for each in headed):
        yield "the guide has no heading on when access ends"
    if not any(LIMITS.search(each) for each in headed):
        yield "the guide has no heading on known limits"


async def noted(subject: Subject) -> AsyncIterator[str]:
    """Say which check-lists of people don't tell what is to be noted."""
    works, grant = subject.record.provisioner, subject.grant()
    for call in (works.grant, works.revoke, works.check):
        answer = await call(grant)
        if not isinstance(answer, Waiting) or not any(NOTED.search(each) for each in answer.instructions):
            yield f"the check-list of {call.__name__} says nothing of what to note"


def _name(node: ast.AST) -> str:
    return str(getattr(node, "attr", "") or getattr(node, "id", ""))
