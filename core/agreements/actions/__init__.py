"""Every change to an agreement."""

from core.agreements.actions.correcting import (
    correct_address,
    parties_of,
    replace_signer,
    send_once_more,
    void,
)
from core.agreements.actions.ending import end_term_earlier, note_notices
from core.agreements.actions.opening import Opened, enter_code, open_link, open_signed_in, send_another_code
from core.agreements.actions.sending import Dispatch, Received, ask, resend, send_out
from core.agreements.actions.signing import Given, confirm_read, decline, sign

__all__ = [
    "Dispatch",
    "Given",
    "Opened",
    "Received",
    "ask",
    "confirm_read",
    "correct_address",
    "decline",
    "end_term_earlier",
    "enter_code",
    "note_notices",
    "open_link",
    "open_signed_in",
    "parties_of",
    "replace_signer",
    "resend",
    "send_another_code",
    "send_once_more",
    "send_out",
    "sign",
    "void",
]
