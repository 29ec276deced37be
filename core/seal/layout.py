"""The few bytes of a signed PDF that no signature covers: they must be exactly what the seal wrote there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from asn1crypto import cms
from asn1crypto.parser import peek
from asn1crypto.x509 import Certificate
from pyhanko.sign.validation import EmbeddedPdfSignature

# How the seal signs with each kind of key.
_MECHANISMS = {"rsa": "sha256_rsa", "ec": "sha256_ecdsa", "ed25519": "ed25519"}


def layout_faults(pdf: bytes, last: EmbeddedPdfSignature) -> Iterator[str]:
    """Yield what is wrong with the place of the last signature in the file.

    A signature covers everything but its own place, which holds its bytes in hexadecimal and zeros to fill
    it up. Letters of another case, or anything in the zeros, would change the file without being noticed; so
    would bytes behind the end.
    """
    start, before, after, length = (int(number) for number in last.byte_range)
    if start != 0 or after + length != len(pdf) or not before < after:
        yield "Something was added after sealing."
        return
    content = last.pkcs7_content
    if pdf[before:after] != b"<" + content.hex().upper().encode() + b">" or content[peek(content) :].strip(
        b"\0"
    ):
        yield "The place of the seal was changed."


def envelope_faults(seal: EmbeddedPdfSignature, trusted: Sequence[Certificate]) -> Iterator[str]:
    """Yield what is wrong with the envelope of a seal that no time stamp covers.

    Version numbers, names of algorithms and copies of certificates in it are signed by nobody. So the
    envelope is built again as the seal builds it, from the parts that are proved, and must be the same.
    """
    content = seal.pkcs7_content
    if content[: peek(content)] != _built_again(seal):
        yield "The envelope of the seal was changed."
    known = {certificate.dump() for certificate in trusted}
    if not {each.dump() for each in _embedded(seal)} <= known:
        yield "The seal carries certificates that are not the site's."


def _embedded(seal: EmbeddedPdfSignature) -> list[Certificate]:
    return [each.chosen for each in seal.signed_data["certificates"]]


def _built_again(seal: EmbeddedPdfSignature) -> bytes:
    certificate, info = seal.signer_cert, seal.signer_info
    sha256 = {"algorithm": "sha256"}
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                name="issuer_and_serial_number",
                value={"issuer": certificate.issuer, "serial_number": certificate.serial_number},
            ),
            "digest_algorithm": sha256,
            "signed_attrs": info["signed_attrs"],
            "signature_algorithm": {"algorithm": _MECHANISMS[certificate.public_key.algorithm]},
            "signature": info["signature"].native,
        }
    )
    data = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [sha256],
            "encap_content_info": {"content_type": "data"},
            "certificates": _embedded(seal),
            "signer_infos": [signer],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": data}).dump())
