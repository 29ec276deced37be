"""What a signer is asked, page by page."""

from __future__ import annotations

from pydantic import BaseModel

from core.agreements.signature import LONGEST, Signature, drawn, is_another_name, typed
from core.forms import field


class Code(BaseModel):
    """The code of the mail."""

    code: str = field(
        "Code from the email",
        autocomplete="one-time-code",
        inputmode="numeric",
        width="10",
        max_length=20,
        missing="Enter the code from the email",
    )


class Whole(BaseModel):
    """That the text was read, and which text that was."""

    text: str = field("Text", kind="hidden", max_length=64)
    whole: bool = field(
        "I have read the whole document", kind="checkbox", missing="Select the box when you have read it"
    )


class SignatureForm(BaseModel):
    """Consent and signature; a drawing counts before a typed name.

    `asked` is a name that the signer was asked about, because it is not theirs: typed again, it counts.
    """

    text: str = field("Text", kind="hidden", max_length=64)
    consent: bool = field(
        "I agree to sign electronically",
        kind="checkbox",
        missing="Select the box to sign electronically, or decline",
    )
    signature: str = field(
        "Your full name, as your signature", optional=True, max_length=100, width="full", autocomplete="name"
    )
    drawing: str = field("Drawing", kind="hidden", optional=True, max_length=LONGEST)
    asked: str = field("Asked about", kind="hidden", optional=True, max_length=100)

    def not_asked_about(self, name: str) -> bool:
        """Tell whether another name was typed than `name`, about which the signer was not asked yet."""
        return is_another_name(self.given(), name) and self.given().value != self.asked

    def given(self) -> Signature:
        """Return the signature; Invalid when it is none."""
        return drawn(self.drawing) if self.drawing else typed(self.signature or "")


class Declining(BaseModel):
    """Why somebody does not sign."""

    reason: str = field(
        "Why do you not sign?",
        kind="textarea",
        max_length=1000,
        hint="The {practice} and support read this.",
        missing="Say why you don’t sign",
    )
