"""What staff are asked before something is decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from pydantic import BaseModel

from core.console.callers import How as Called
from core.console.callers import What
from core.console.text_blocks import LONGEST, LONGEST_NAME
from core.console.views import LONGEST_NAME as LONGEST_VIEW_NAME
from core.credentials.actions import How
from core.credentials.queries import HOW
from core.forms import Choice, Email, field
from web.asking import Question


@dataclass(frozen=True, slots=True)
class StaffQuestion(Question):
    """A question to somebody of the staff."""

    template: ClassVar[str] = "support/ask.html"


class Decide(BaseModel):
    """Whether somebody's credentials are valid; each button carries its decision."""

    decision: Literal["valid", "not-valid"] = field(
        "Decision", kind="hidden", missing="Choose valid or not valid"
    )
    reason: str = field(
        "Reason, needed if they aren’t valid. The {practice} may read it.",
        max_length=500,
        optional=True,
    )


class DecideLines(BaseModel):
    """What of a request support agrees to or declines; each button carries its decision."""

    lines: tuple[str, ...] = field(
        "Applications to decide about",
        kind="checkboxes",
        choices="lines",
        missing="Choose at least one application",
    )
    decision: Literal["approve", "decline"] = field(
        "Decision", kind="hidden", missing="Choose whether to approve or to decline"
    )
    reason: str = field(
        "Reason, needed to decline. The {practice} may read it.", max_length=500, optional=True
    )


class ProveAddress(BaseModel):
    """How the address of a sponsor was proved."""

    how: How = field(
        "How do you know that this is the person’s own address?",
        kind="radios",
        choices=tuple(Choice(value, words) for value, words in HOW.items()),
        missing="Choose how you know",
    )
    seen: str = field(
        "What you looked at, or the number you called",
        max_length=300,
        missing="Say what you looked at, or which number you called",
        hint="A number that the {practice} typed proves nothing.",
    )


class Compare(BaseModel):
    """Whether two practices are the same; each button carries its decision."""

    other: str = field("Request of the other {practice}", kind="hidden", max_length=20)
    decision: Literal["same", "different"] = field(
        "Decision", kind="hidden", missing="Choose the same or not the same"
    )
    reason: str = field(
        "How you know",
        max_length=500,
        missing="Say how you know",
    )


class NewNote(BaseModel):
    """Something for the others of the staff."""

    text: str = field(
        "Note for the staff",
        kind="textarea",
        max_length=4000,
        missing="Write your note",
        hint="The {practice} never sees it.",
    )


class Holder(BaseModel):
    """Who looks after a request; empty for nobody."""

    holder: str = field("Assigned to", kind="select", choices="staff", optional=True)


class Why(BaseModel):
    """Why something is done that others have to live with."""

    reason: str = field("Reason", kind="textarea", max_length=500, missing="Say why")


class SeenOfAll(BaseModel):
    """How it can be seen that several pieces of work are done."""

    reason: str = field(
        "How can it be seen that all of this is done?",
        kind="textarea",
        max_length=2000,
        missing="Say what shows that the work is complete",
        hint="Such as the number of a ticket.",
    )


class GiveBack(BaseModel):
    """What has to be corrected, and why; each box stands for one answer."""

    fields: tuple[str, ...] = field(
        "What has to be corrected",
        kind="checkboxes",
        choices="fields",
        optional=True,
    )
    reason: str = field(
        "What isn’t right",
        kind="textarea",
        max_length=1000,
        optional=True,
        hint="The {practice} reads this in an email and above the answers. Optional if you ask beside each.",
    )


class Finished(BaseModel):
    """How it can be seen that work is done."""

    evidence: str = field(
        "What shows that this is done?",
        kind="textarea",
        max_length=2000,
        optional=True,
        hint="Such as the number of a ticket, or what you saw. Needed to complete the work.",
    )
    account: str = field("Login name there", max_length=200, optional=True, width="20")


class WaitUntil(BaseModel):
    """Until when something is left alone, and why."""

    day: date = field("Wait until", kind="date", missing="Enter the day on which it comes back", width="10")
    reason: str = field(
        "What are you waiting for?",
        kind="textarea",
        max_length=500,
        missing="Say what you are waiting for",
        hint="Only the staff read this.",
    )


class KeepText(BaseModel):
    """A text to use again."""

    name: str = field("Name", max_length=LONGEST_NAME, missing="Enter a name")
    text: str = field(
        "Text",
        kind="textarea",
        max_length=LONGEST,
        missing="Write the text",
        hint="{Practice.plural} read it as it stands here. Whoever uses it can change it first.",
    )


class HelpIn(BaseModel):
    """What somebody who calls needs, and how it is known that it is them."""

    what: What = field(
        "What do they need?",
        kind="radios",
        choices=(
            Choice("unlock", "Unlock the account", "They get a link to choose a new password."),
            Choice("factor", "Reset the second step", "They set up an app when they sign in next."),
        ),
        missing="Choose what they need",
    )
    how: Called = field(
        "How do you know who calls?",
        kind="radios",
        choices=(
            Choice("call-back", "I called a number on file"),
            Choice(
                "code", "They read out the code on their page", "Under My account, Show a code for support."
            ),
        ),
        missing="Choose how you know who calls",
    )
    number: str = field(
        "Number you called",
        kind="select",
        choices="numbers",
        shown_when=("how", "call-back"),
        missing="Choose the number you called",
    )
    code: str = field(
        "Code they read out",
        shown_when=("how", "code"),
        width="10",
        inputmode="numeric",
        max_length=20,
        missing="Enter the code",
    )
    note: str = field(
        "Who called, and how did you know them?",
        kind="textarea",
        max_length=500,
        missing="Say who called and how you knew them",
        hint="It stands in the trail.",
    )


class AwayUntil(BaseModel):
    """Until when somebody is away, and who gets their work."""

    day: date = field(
        "First day back", kind="date", missing="Enter the day on which the work comes back", width="10"
    )
    to: str = field("Give the work to", kind="select", choices="staff", optional=True)


class NameView(BaseModel):
    """How somebody calls a list that they look at again and again."""

    name: str = field(
        "Name",
        max_length=LONGEST_VIEW_NAME,
        missing="Enter a name",
        hint="Such as “My late work”.",
        width="20",
    )


class WhyCanceled(BaseModel):
    """Why a reset is canceled."""

    reason: str = field(
        "Reason",
        kind="textarea",
        max_length=500,
        missing="Say why you cancel the reset",
        hint="It stands in the trail.",
    )


class KnownAs(BaseModel):
    """The personal login name of somebody known, or the address of somebody new."""

    login: str = field("Login name or email address", max_length=254, optional=True, width="20")
    email: Email | None = field(
        "Email address of someone new",
        kind="email",
        autocomplete="off",
        optional=True,
        hint="Only where the typed address belongs to someone else.",
    )


class WhyUndone(BaseModel):
    """Why somebody was taken for another."""

    reason: str = field(
        "Reason",
        kind="textarea",
        max_length=500,
        missing="Say why",
        hint="It stands in the trail; neither the person nor the {practice} reads it.",
    )
