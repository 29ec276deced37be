"""The key that signs checkpoints, and the public one that anybody verifies them with."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from core.tlog.notes import SignedNote, Unsound, decoded, encoded

_ED25519 = b"\1"
_PRIVATE = "PRIVATE+KEY+"


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key with the name of the log it signs for."""

    name: str
    public: bytes

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{encoded(_ED25519 + self.public)}"

    @property
    def key_id(self) -> bytes:
        """Four bytes by which a signature says which key it is of."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    @classmethod
    def parse(cls, text: str) -> Verifier:
        """Read `name+hash+key`; Unsound otherwise."""
        name, _, rest = text.strip().partition("+")
        value = decoded(rest.partition("+")[2])
        verifier = cls(name, value[1:])
        if value[:1] != _ED25519 or len(value) != 33 or str(verifier) != text.strip():
            raise Unsound("the key to verify with is not of the form name+hash+key")
        return verifier

    def signed(self, note: SignedNote) -> bool:
        """Tell whether the note bears a signature of this key that is right."""
        key = Ed25519PublicKey.from_public_bytes(self.public)
        for name, value in note.signatures:
            if name == self.name and value[:4] == self.key_id:
                try:
                    key.verify(value[4:], note.text.encode())
                except InvalidSignature:
                    return False
                return True
        return False


class Verifiers(tuple[Verifier, ...]):
    """The keys of one log: the present one, and those it had before."""

    @classmethod
    def parse(cls, texts: Iterable[str]) -> Verifiers:
        """Read keys of the form `name+hash+key`; Unsound otherwise."""
        return cls(Verifier.parse(text) for text in texts)

    def require(self, note: SignedNote) -> None:
        """Raise Unsound unless one of the keys signed the note."""
        if not any(each.signed(note) for each in self):
            raise Unsound("it is not signed with a key of this log")


@dataclass(frozen=True, slots=True)
class LogKey:
    """The key of one log, in the form that tools for signed notes keep theirs."""

    name: str
    seed: bytes

    @classmethod
    def new(cls, name: str) -> LogKey:
        """Draw a key for the log of this name, which has no spaces and no plus signs."""
        if not re.fullmatch(r"[^\s+]{1,200}", name):
            raise ValueError("the name of a log has no spaces and no plus signs")
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> LogKey:
        """Read what `text` wrote; Unsound otherwise."""
        name, _, rest = text.strip().removeprefix(_PRIVATE).partition("+")
        value = decoded(rest.partition("+")[2])
        key = cls(name, value[1:])
        if len(value) != 33 or key.text != text.strip():
            raise Unsound("it holds no key of a log")
        return key

    @property
    def text(self) -> str:
        """The secret key as it is kept."""
        return f"{_PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{encoded(_ED25519 + self.seed)}"

    @property
    def verifier(self) -> Verifier:
        """The public key."""
        return Verifier(self.name, self._private.public_key().public_bytes_raw())

    def sign(self, text: str) -> SignedNote:
        """Sign a text that ends with a line feed."""
        signature = self.verifier.key_id + self._private.sign(text.encode())
        return SignedNote(text, ((self.name, signature),))

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)
