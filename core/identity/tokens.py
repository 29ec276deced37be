"""Random values that let somebody in, and the form in which they are stored."""

import hashlib
import secrets

# Without letters and digits that are taken for each other, and without vowels that make words.
ALPHABET = "BCDFGHJKLMNPQRTVWXYZ346789"


def new_token() -> str:
    """256 random bits, fit for an address or a cookie."""
    return secrets.token_urlsafe(32)


def new_code(groups: int = 2, length: int = 4) -> str:
    """A random code to type, in groups joined by dashes; each character is worth 4.7 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(length)) for _ in range(groups))


def typed_code(text: str) -> str:
    """A code as it was typed, in the one spelling that is compared."""
    return "".join(character for character in text.upper() if character.isalnum())[:64]


def digest(token: str) -> str:
    """The form in which a token is stored. Tokens are long and random, so that one fast hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
