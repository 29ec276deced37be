"""The handshake: a test message in each direction, recorded by whoever saw it, before access counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel

from core.forms import Choice, field
from core.plugin_api import Audience, Grant, Opened, Page
from plugins.dsm.fields import DirectAddress
from plugins.dsm.options import DsmOptions, OwnAddress
from plugins.dsm.tables import Handshake

Step = Literal["asked", "sent", "arrived", "answered", "confirmed"]


@dataclass(frozen=True, slots=True)
class Stage:
    """One step: who records it, what it is called, what to do for it, and who is told of it by mail.

    `asks` is what the practice has to do for it, in one line.
    """

    step: Step
    whose: Audience
    words: str
    button: str
    to_do: str
    tells: Audience | None = None
    template: str = ""
    asks: str = ""


STAGES = (
    Stage(
        "asked",
        "analyst",
        "The {practice} was told our addresses and requested a test message",
        "Ask the {practice} for a test message",
        "The {practice} gets an email with our addresses. It asks them to write to one of them.",
        "administrator",
        "dsm/ask-for-test",
    ),
    Stage(
        "sent",
        "administrator",
        "The {practice} sent its test message",
        "We sent the test message",
        "Send a message to the health system’s Direct address below, from the record system of your "
        "{practice} and without any patient’s details. Then record it here.",
        "analyst",
        "dsm/test-was-sent",
        "Send a test message from the record system of your {practice}",
    ),
    Stage(
        "arrived",
        "analyst",
        "The test message arrived here",
        "The test message arrived",
        "Look for it in the mailbox of our Direct address, and record that it is there.",
    ),
    Stage(
        "answered",
        "analyst",
        "It was answered",
        "We answered it",
        "Answer it from the same mailbox, and record it. We tell the {practice} to look for the answer.",
        "administrator",
        "dsm/answer-was-sent",
    ),
    Stage(
        "confirmed",
        "administrator",
        "The {practice} received the answer",
        "We received the answer",
        "Look for the answer in the record system of your {practice}, and record it here when you have it.",
        "analyst",
        "dsm/complete",
        "Look for our answer in the record system of your {practice}",
    ),
)
MAILS = tuple(dict.fromkeys(each.template for each in STAGES if each.template))


class Recorded(BaseModel):
    """The step somebody says is done."""

    step: str = field("Step", kind="radios", choices=[Choice(each.step, each.button) for each in STAGES])


async def still_missing(grant: Grant[DirectAddress]) -> str | None:
    """Say which step is the first that is not recorded; None when both directions are."""
    stage = next_stage(await _row(grant.key))
    return f"Still to be recorded: {stage.words[:1].lower()}{stage.words[1:]}." if stage else None


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows: every step with time and name, and the next one; `mine` is the reader's own."""

    stages: Sequence[tuple[Stage, datetime | None, str | None]]
    next: Stage | None
    mine: bool
    addresses: Sequence[OwnAddress]
    theirs: str


async def load(opened: Opened[DirectAddress]) -> Shown:
    """Load every step with who recorded it and when, our addresses, and what the reader may record now."""
    row = await _row(opened.grant.key)
    stage = next_stage(row)
    options = opened.grant.options
    return Shown(
        stages=[(each, row.get(f"{each.step}_at"), row.get(f"{each.step}_by")) for each in STAGES],
        next=stage,
        mine=stage is not None and stage.whose == opened.audience,
        addresses=options.addresses if isinstance(options, DsmOptions) else (),
        theirs=opened.grant.answers.direct_address,
    )


async def record(opened: Opened[DirectAddress], recorded: Recorded) -> None:
    """Record the next step, by whoever it belongs to; ValueError for any other."""
    async with opened.change(f"test-{recorded.step}"):
        row = await _held(opened.grant.key)
        stage = next_stage(row)
        if stage is None or stage.step != recorded.step:
            raise ValueError("Someone recorded this already, or something comes before it. Reload the page.")
        if stage.whose != opened.audience:
            raise ValueError("The other side records this.")
        values: dict[Any, Any] = {
            f"{stage.step}_at": opened.now,
            f"{stage.step}_by": opened.name[:200],
        }
        await Handshake.update(values).where(Handshake.grant == opened.grant.key)
        following = next_stage({**row, **values})
        await opened.hand_over(following.whose if following else None, following.asks if following else "")
        if stage.tells:
            await opened.tell(stage.tells, stage.template, addresses=_addresses(opened), who=opened.name)


def next_stage(row: Mapping[str, Any]) -> Stage | None:
    """Return the first step that is not recorded."""
    return next((stage for stage in STAGES if row.get(f"{stage.step}_at") is None), None)


async def _row(grant: str) -> Mapping[str, Any]:
    return await Handshake.select().where(Handshake.grant == grant).first() or {}


async def _held(grant: str) -> Mapping[str, Any]:
    """The handshake, begun if there is none; nobody else changes it until the transaction ends."""
    await Handshake.insert(Handshake(grant=grant)).on_conflict(target=Handshake.grant, action="DO NOTHING")
    this = Handshake.grant == grant
    await Handshake.update({Handshake.grant: grant}).where(this)
    return await _row(grant)


def _addresses(opened: Opened[DirectAddress]) -> str:
    options = opened.grant.options
    return ", ".join(each.address for each in options.addresses) if isinstance(options, DsmOptions) else ""


PAGE: Page[DirectAddress] = Page(
    path="test-messages",
    title="Test messages",
    audience=frozenset({"administrator", "analyst"}),
    template="dsm/handshake.html",
    load=load,
    fields=Recorded,
    submit=record,
)
