"""A campaign, a review and its lines as they are handed around."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from core.database.rows import own_columns
from core.groups.records import GroupFacts
from core.office.queries.people import OfficeAccess, OfficePerson

Side = Literal["practice", "sponsor", "support"]
Which = Literal["all", "some", "risky"]
# Pairs of a label and a value; that it could not be asked has no label.
Told = tuple[tuple[str, str], ...]
# An answer given sooner than after so many milliseconds was hardly thought about.
FAST = 2000


class Chosen(BaseModel):
    """Which practices a campaign is for: all, some by state and words of their name, or those at risk.

    `practices` are ticked ones, of which no other counts then.
    """

    model_config = ConfigDict(frozen=True)

    which: Which = "all"
    jurisdiction: str = ""
    words: str = ""
    practices: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class CampaignFacts:
    """A campaign as it was read."""

    id: UUID
    name: str
    reason: str
    due_on: date
    started_at: datetime
    started_name: str
    practices: int
    chosen: Chosen
    planned_to: UUID | None
    planned_at: datetime | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> CampaignFacts:
        """Read a row of the table."""
        return cls(**{**own_columns(cls, row), "chosen": Chosen.model_validate(row["chosen"])})


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """A review as it was read."""

    id: UUID
    campaign: UUID | None
    group: UUID
    cause: str
    state: str
    opened_at: datetime
    due_on: date
    postponed_at: datetime | None
    listed_at: datetime | None
    listed_name: str
    finished_at: datetime | None
    finished_name: str
    closed_at: datetime | None
    told: int
    told_at: datetime | None
    suspended_at: datetime | None
    seed: str

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> ReviewFacts:
        """Read a row of the table."""
        return cls(**own_columns(cls, row))

    @property
    def is_open(self) -> bool:
        """Whether something is still to be answered."""
        return self.state != "done"


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """An answer as it was read."""

    id: UUID
    member: UUID
    grant: UUID | None
    answer: str
    why: str
    side: str
    by_name: str
    at: datetime
    millis: int | None
    batch: bool
    unsure: bool
    second: bool
    last_used: datetime | None
    staff_type: str
    suffix: str
    applied_at: datetime | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> AnswerFacts:
        """Read a row of the table."""
        return cls(**own_columns(cls, row))


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One access that is looked at again, as it stands now.

    `why` says why it is asked about by itself; nothing is said of what did not change. `measured` tells
    whether its use is known: it is opened from here, or the application tells. `whose` is the side that has
    to answer, and `told` what the application says of it.
    """

    person: OfficePerson
    access: OfficeAccess
    why: tuple[str, ...]
    measured: bool
    answer: AnswerFacts | None
    whose: Side
    told: Told = ()

    @property
    def is_open(self) -> bool:
        """Whether it still waits for a final answer."""
        return self.answer is None or self.answer.answer in {"ask", "look"}

    @property
    def is_second(self) -> bool:
        """Whether somebody else looks at it again."""
        return self.answer is not None and self.answer.second

    @property
    def said(self) -> str:
        """What was answered; empty before anything was."""
        return self.answer.answer if self.answer and self.answer.answer != "look" else ""


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A review with everybody it is about, on live data.

    `present` are those of whom it was said that they work there, and `missing` whom nobody named.
    """

    review: ReviewFacts
    group: GroupFacts
    people: tuple[OfficePerson, ...]
    present: frozenset[UUID]
    lines: tuple[ReviewLine, ...]
    sponsor: UUID | None

    @property
    def missing(self) -> tuple[OfficePerson, ...]:
        """List those who are asked about and whom nobody named."""
        return tuple(each for each in self.asked if each.member.id not in self.present)

    @property
    def asked(self) -> tuple[OfficePerson, ...]:
        """List those of whom has to be said whether they work there: everybody but who answers for it.

        After an event nobody is asked about: it concerns people by name.
        """
        if self.review.cause:
            return ()
        return tuple(each for each in self.people if each.member.state == "active" and not acts(each))

    def open_for(self, side: Side) -> Sequence[ReviewLine]:
        """List what one side still has to answer."""
        return [each for each in self.lines if each.is_open and each.whose == side]


def acts(person: OfficePerson) -> bool:
    """Tell whether somebody acts for the practice, so that others decide about what they have."""
    return bool({"administrator", "backup"} & {*person.parts})
