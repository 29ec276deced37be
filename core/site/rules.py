"""What a site decides about the years: how terms are renewed, and when unused access is taken away."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, NonNegativeInt, PositiveInt, model_validator

from core.site.parts import Part


class Renewal(Part):
    """How the end of a term is met: when the next agreement is sent, when people are told, and the grace.

    `notice_days` before the end everybody concerned is told. Who signs in the `grace_days` after it needs
    nobody's help; with `grace_access` access goes on until they are over.
    """

    sent_days: PositiveInt = 60
    notice_days: tuple[PositiveInt, ...] = (60, 30, 14, 7, 1)
    grace_days: NonNegativeInt = 0
    grace_access: bool = False


class Dormancy(Part):
    """When access that nobody uses is taken away: warned twice, then suspended, in days without any use."""

    warning_days: PositiveInt = 60
    last_warning_days: PositiveInt = 80
    suspended_days: PositiveInt = 90

    @model_validator(mode="after")
    def _in_their_order(self) -> Self:
        if not self.warning_days < self.last_warning_days < self.suspended_days:
            message = "warning_days, last_warning_days and suspended_days must grow in this order"
            raise ValueError(message)
        return self


class Reviews(Part):
    """How often access is looked at again, and when silence ends it.

    A practice has `answer_days`, once `postpone_days` more, and is reminded `reminder_days` before they are
    over. What is still without an answer `suspend_days` after that was said is suspended. An application
    that was not opened for `unused_days` is asked about by itself.

    What happened to a person or the sponsor (`after`) opens a review of what it concerns, with `event_days`.
    So long has whoever looks again at `second_look_percent` of what a practice kept, where half of the
    answers took less than `least_seconds`, or more than `most_fast_percent` of them less than two seconds, or
    more than `most_batch_percent` were given several at once.
    """

    per_year: Annotated[int, Field(ge=1, le=12)] = 2
    answer_days: PositiveInt = 30
    reminder_days: tuple[PositiveInt, ...] = (14, 7, 1)
    postpone_days: PositiveInt = 14
    suspend_days: PositiveInt = 14
    unused_days: PositiveInt = 30
    after: frozenset[Literal["role", "sponsor", "license", "dormancy"]] = frozenset(
        {"role", "sponsor", "license", "dormancy"}
    )
    event_days: PositiveInt = 14
    least_seconds: Annotated[float, Field(ge=0)] = 2
    most_fast_percent: Annotated[int, Field(ge=0, le=100)] = 50
    most_batch_percent: Annotated[int, Field(ge=0, le=100)] = 100
    second_look_percent: Annotated[int, Field(ge=1, le=100)] = 20
