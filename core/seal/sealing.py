"""Puts the seal on a document: PAdES, level B-B, or B-LTA when a time-stamp authority is configured."""

from __future__ import annotations

import asyncio
from io import BytesIO
from urllib.parse import urlsplit

from asn1crypto.cms import ContentInfo
from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import Signer
from pyhanko.sign.signers.pdf_signer import (
    DSSContentSettings,
    SigDSSPlacementPreference,
    TimestampDSSContentSettings,
)
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko_certvalidator import ValidationContext

from core.seal.keys import certificates_of, seal_key
from core.seal.verifying import verify
from core.settings import Settings

FIELD = "Seal"
STAMP_FIELD = "Time stamp"
# For one question to the authority, and for all that sealing one document takes.
STAMP_SECONDS = 10
LONGEST_SECONDS = 60
# All evidence goes in before the last time stamp, so that nothing in the file is outside of it.
_EVIDENCE = DSSContentSettings(
    include_vri=False,
    placement=SigDSSPlacementPreference.TOGETHER_WITH_NEXT_TS,
    next_ts_settings=TimestampDSSContentSettings(include_vri=False, update_before_ts=True),
)


class NotSealed(Exception):
    """The seal could not be put on, or did not stand up to being verified; `str` says why."""


def put_seal(pdf: bytes, settings: Settings, organization: str, reason: str) -> bytes:
    """Return the same document, certified so that no later change of it is allowed, and verified.

    Slow, and may ask a time-stamp authority: call it in a thread, outside of any transaction. It ends within
    about a minute. Raises NoSealKey when there is no key, and NotSealed for everything else.
    """
    with seal_key(settings, organization) as signer:
        try:
            metadata = _metadata(settings, signer, organization, reason)
            return asyncio.run(_sealed(pdf, settings, signer, metadata))
        except NotSealed:
            raise
        # A key, a certificate or an answer may be wrong in many ways; whatever happens, nothing is sealed.
        except Exception as problem:
            raise NotSealed(f"The seal could not be put on: {_words(problem)}") from problem


async def _sealed(pdf: bytes, settings: Settings, signer: Signer, metadata: PdfSignatureMetadata) -> bytes:
    url = settings.timestamp_url
    stamper = _Authority(url, timeout=STAMP_SECONDS) if url else None
    sealed = BytesIO()
    async with asyncio.timeout(LONGEST_SECONDS):
        await PdfSigner(metadata, signer, timestamper=stamper).async_sign_pdf(
            IncrementalPdfFileWriter(BytesIO(pdf)), output=sealed
        )
        # Nobody has looked yet whether the authority's tokens are genuine and for this document.
        verdict = await verify(sealed.getvalue(), certificates_of(settings, signer))
    if not verdict.ok:
        raise NotSealed(f"What was sealed is not valid: {' '.join(verdict.faults)}")
    return sealed.getvalue()


class _Authority(HTTPTimeStamper):
    """The configured authority; NotSealed when it does not give a time stamp, however it fails to."""

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> ContentInfo:
        """Fetch a token, which nobody has verified yet."""
        try:
            return await super().async_timestamp(message_digest, md_algorithm)
        except Exception as problem:
            where = urlsplit(self.url).hostname
            words = _words(problem.__cause__ or problem)
            raise NotSealed(f"The time-stamp authority at {where} gave no time stamp: {words}") from problem


def _words(problem: BaseException) -> str:
    return f"{type(problem).__name__}: {problem}".rstrip(": ")


def _metadata(settings: Settings, signer: Signer, organization: str, reason: str) -> PdfSignatureMetadata:
    lasting = bool(settings.timestamp_url)
    return PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        name=organization,
        reason=reason,
        embed_validation_info=lasting,
        use_pades_lta=lasting,
        signer_key_usage=set(),
        timestamp_field_name=STAMP_FIELD,
        dss_settings=_EVIDENCE,
        validation_context=_context(certificates_of(settings, signer)) if lasting else None,
    )


def _context(trusted: list[Certificate]) -> ValidationContext:
    """What the evidence that is put into the document for later years is collected with."""
    return ValidationContext(trust_roots=trusted, allow_fetching=True)
