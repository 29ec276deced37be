"""The site's seal on finished agreements: put on with its key, verified by anybody with its certificate."""

from core.seal.attachments import attached_file
from core.seal.faults import seal_faults
from core.seal.keys import NoSealKey, certificates_in, seal_certificates
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
