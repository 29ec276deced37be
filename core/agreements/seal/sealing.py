"""Puts the seal on a document: PAdES, level B-B, or B-LTA when a time-stamp authority is configured."""

from __future__ import annotations

from io import BytesIO

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, sign_pdf
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import Signer
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko_certvalidator import ValidationContext

from core.agreements.seal.keys import certificates_in, seal_key
from core.settings import Settings

FIELD = "Seal"


def put_seal(pdf: bytes, settings: Settings, organisation: str, reason: str) -> bytes:
    """The same document, certified so that no later change of it is allowed.

    Slow, and may ask a time-stamp authority: call it in a thread, outside of any transaction. Raises
    NoSealKey when there is no key, and pyHanko's own errors when an authority does not answer.
    """
    with seal_key(settings, organisation) as signer:
        stamper = HTTPTimeStamper(settings.timestamp_url) if settings.timestamp_url else None
        sealed = BytesIO()
        sign_pdf(
            IncrementalPdfFileWriter(BytesIO(pdf)),
            _metadata(settings, signer, organisation, reason),
            signer,
            timestamper=stamper,
            output=sealed,
        )
    return sealed.getvalue()


def _metadata(settings: Settings, signer: Signer, organisation: str, reason: str) -> PdfSignatureMetadata:
    lasting = bool(settings.timestamp_url)
    return PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        name=organisation,
        reason=reason,
        embed_validation_info=lasting,
        use_pades_lta=lasting,
        validation_context=_context(settings, signer) if lasting else None,
    )


def _context(settings: Settings, signer: Signer) -> ValidationContext:
    """What the evidence that is put into the document for later years is collected with."""
    roots = [signer.signing_cert, *signer.cert_registry]
    if settings.timestamp_certificates:
        roots += certificates_in(settings.timestamp_certificates)
    return ValidationContext(trust_roots=[root for root in roots if root is not None], allow_fetching=True)
