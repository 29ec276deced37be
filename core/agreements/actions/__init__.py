"""Every change to an agreement."""

from core.agreements.actions.correcting import correct_address, replace_signer, void
from core.agreements.actions.proving import Opened, enter_code, open_link
from core.agreements.actions.sending import Dispatch, resend, send_out
from core.agreements.actions.signing import Given, confirm_read, decline, sign

__all__ = [
    "Dispatch",
    "Given",
    "Opened",
    "confirm_read",
    "correct_address",
    "decline",
    "enter_code",
    "open_link",
    "replace_signer",
    "resend",
    "send_out",
    "sign",
    "void",
]
