"""The site's seal on finished agreements: put on with its key, verified by anybody with its certificate."""

from core.agreements.seal.faults import seal_faults
from core.agreements.seal.keys import NoSealKey, certificates_in, seal_certificates
from core.agreements.seal.sealing import NotSealed, put_seal
from core.agreements.seal.verifying import Verdict, verify

__all__ = [
    "NoSealKey",
    "NotSealed",
    "Verdict",
    "certificates_in",
    "put_seal",
    "seal_certificates",
    "seal_faults",
    "verify",
]
