"""What is asked of somebody who writes a message."""

from uuid import UUID

from pydantic import BaseModel

from core.forms import field

LONGEST = 4000


class NewMessage(BaseModel):
    """A message in plain text. `once` stands for the form, `seen` is the newest message on its page."""

    text: str = field(
        "Your message",
        kind="textarea",
        max_length=LONGEST,
        missing="Write your message",
        hint="Never send passwords, codes or the details of a patient.",
    )
    once: UUID = field("The form", kind="hidden")
    seen: int = field("Messages seen", kind="hidden")
