"""Whether access can be taken away whatever is left of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

from core.plugin_api import Group, Held, Options, Person, Refused, Waiting
from core.plugin_testing import a_person, a_practice
from core.provisioning.outcomes import Failed, outcome_of, standing_of
from web.plugin_check.calling import NO_TARGET, options_at_work, works_by_itself
from web.plugin_check.rules import Level, rule
from web.plugin_check.subject import Subject, Unanswered

SECONDS = 5.0
OLD = {"a question of before": {"deep": [1, None]}, "role": 5, "": "\u202e"}


@rule("S13", Level.SAFE, "Takes access away whatever is left of it")
async def removes(subject: Subject) -> AsyncIterator[str]:
    """`revoke` and `check` are called for access that this process never gave: with answers that can't be
    read any more, with none, of somebody of whom only key, login and identity are left, of a practice without
    an address, with an account name and without, and while the application isn't offered any more. Each
    answers, twice the same kind of thing; `revoke` never refuses.

    Why: who left has to lose access tonight, also after an upgrade whose questions the old answers don't fit,
    and after the application was switched off and on again. When the plugin is gone for good the host makes
    people's work of it; until then it is the plugin's.

    To fix it: find the account by `held.key`, `held.account`, or the login or identity of the person.
    `held.answers` may be None, every other text of `held.person` empty, and nothing that was kept in memory
    is there.
    """
    works = subject.record.provisioner
    async with options_at_work(subject) as options:
        readable = await _words_when_readable(subject, options)
        for what, held in _every(subject, options):
            for call in ("revoke", "check"):
                said = [await _said(works, call, held) for _ in range(2)]
                for words in _wrong(call, said, readable):
                    yield f"{call} {what}: {words}"
                if any(isinstance(each, Failed) and "No answer" in each.words for each in said):
                    return
        if readable and works_by_itself(subject) and subject.target is None:
            subject.note(NO_TARGET)


async def _said(works: Any, call: str, held: Held[Any]) -> Any:
    if call == "revoke":
        return await outcome_of(works.revoke(held), SECONDS)
    return await standing_of(works.check(held), SECONDS)


def _every(subject: Subject, options: Options) -> Iterator[tuple[str, Held[Any]]]:
    person, group = a_person(), a_practice(people=(a_person(),))
    kept = subject.record.keeps() if subject.record.keeps else None
    whole: Held[Any] = Held("grant-13", person, group, None, options, raw=OLD, kept=kept)
    yield "with answers that can’t be read", whole
    yield "with no stored answers", replace(whole, raw={})
    yield "with an account name", replace(whole, account="made-up-account")
    known = Person(key=person.key, portal_id=person.portal_id, identity=person.identity)
    yield "of someone of whom only key and login are left", replace(whole, person=known)
    yield "of a practice without an address", replace(whole, group=Group(key="practice-1"))
    closed = options.model_copy(update={"offered": False, "paused": "Made-up reason"})
    yield "while it isn’t offered any more", replace(whole, options=closed)


async def _words_when_readable(subject: Subject, options: Options) -> str:
    """What is said where everything fits: where a system isn’t reached, it is said of all access alike."""
    try:
        grant = subject.grant(options=options)
    except Unanswered:
        # Nothing here is about answers, unless nobody can tell why a system isn't reached.
        if works_by_itself(subject) and subject.target is None:
            raise
        return ""
    found = await standing_of(subject.record.provisioner.check(grant), SECONDS)
    return found.words if isinstance(found, Failed) else ""


def _wrong(call: str, said: list[Any], readable: str) -> Iterator[str]:
    for answer in said:
        if isinstance(answer, Failed) and answer.words != readable:
            yield answer.words
        elif isinstance(answer, Refused) and call == "revoke":
            yield f"refuses: {answer.reason}"
        elif isinstance(answer, Waiting) and not any(step.strip() for step in answer.instructions):
            yield "waits for someone, and doesn’t say what to do"
    if len({type(answer) for answer in said}) > 1:
        yield f"answers {type(said[0]).__name__} first, and then {type(said[1]).__name__}"
