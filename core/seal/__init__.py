"""The site's seal on finished agreements: put on with its key, verified by anybody with its certificate.

What seals and verifies is large: each name brings its module when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.seal.attachments import attached_file
    from core.seal.faults import seal_faults
    from core.seal.key_files import NoSealKey
    from core.seal.keys import certificates_in, seal_certificates
    from core.seal.sealing import NotSealed, put_seal
    from core.seal.verifying import Verdict, verify

__all__ = [
    "NoSealKey",
    "NotSealed",
    "Verdict",
    "attached_file",
    "certificates_in",
    "put_seal",
    "seal_certificates",
    "seal_faults",
    "verify",
]

_WHERE = {
    "NoSealKey": "key_files",
    "NotSealed": "sealing",
    "Verdict": "verifying",
    "attached_file": "attachments",
    "certificates_in": "keys",
    "put_seal": "sealing",
    "seal_certificates": "keys",
    "seal_faults": "faults",
    "verify": "verifying",
}


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
