"""Keys for every purpose, drawn from the deployment's secrets, and encryption with them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from functools import cached_property, lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

Place = tuple[str, str, object]
"""Table, column and key of the row in which a sealed value stands."""


class CannotUnseal(Exception):
    """The value was sealed with a key we no longer have, for another place, or was changed since."""


class Keys:
    """What protects stored secrets.

    The first secret seals; the former ones still open what they sealed, so that a deployment changes its
    secret by moving the old one to `former_secret_keys`.
    """

    def __init__(self, secret: str, pepper: str, former: Sequence[str] = ()) -> None:
        self._secret = secret.encode()
        self._former = tuple(each.encode() for each in former)
        self._pepper = pepper.encode()

    def key(self, purpose: str) -> bytes:
        """Derive 256 bits for one purpose, the same in every process of the deployment."""
        return _derived(self._secret, purpose)

    def code(self, purpose: str, text: str) -> str:
        """Make an authentication code of a text, in hex; it tells nothing of it to who lacks the secret."""
        return hmac.new(self.key(purpose), text.encode(), hashlib.sha256).hexdigest()

    def peppered(self, password: str, account: object) -> bytes:
        """Mix a password with its account and the pepper, which is kept outside the database.

        The slow hash takes the result: what it makes of it is worth nothing at another account.
        """
        mixed = hmac.new(self._pepper, f"{account}\n{password}".encode(), hashlib.sha256).digest()
        return base64.b64encode(mixed)

    def seal(self, plain: bytes, place: Place) -> str:
        """Encrypt for one place in the database; elsewhere the result opens nothing."""
        key_id, cipher = next(iter(self._ciphers.items()))
        nonce = secrets.token_bytes(12)
        sealed = cipher.encrypt(nonce, plain, _place(place))
        return f"{key_id}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def unseal(self, sealed: str, place: Place) -> bytes:
        """Return what was sealed for this place, or raise CannotUnseal."""
        key_id, _, body = sealed.partition(".")
        try:
            raw = _decoded(body)
            return self._ciphers[key_id].decrypt(raw[:12], raw[12:], _place(place))
        except (KeyError, ValueError, InvalidTag) as problem:
            raise CannotUnseal(f"{place[0]}.{place[1]}") from problem

    def is_current(self, sealed: str) -> bool:
        """Tell whether the newest key sealed this; if not, it is time to seal it again."""
        return sealed.partition(".")[0] == next(iter(self._ciphers))

    @cached_property
    def _ciphers(self) -> dict[str, AESGCM]:
        keys = [_derived(secret, "sealing") for secret in (self._secret, *self._former)]
        return {hashlib.sha256(b"key id" + key).hexdigest()[:8]: AESGCM(key) for key in keys}


@lru_cache(maxsize=64)
def _derived(secret: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret)


def _decoded(body: str) -> bytes:
    """The bytes behind a body spelt as `seal` spells it; ValueError for any other spelling of them."""
    raw = base64.urlsafe_b64decode(body)
    if base64.urlsafe_b64encode(raw).decode() != body:
        raise ValueError("not as it was written")
    return raw


def _place(place: Place) -> bytes:
    return "\n".join(str(part) for part in place).encode()
