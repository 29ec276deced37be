"""Random values that let somebody in, the spelling in which typed ones are compared, and what is stored."""

import hashlib
import re
import secrets

# Without letters and digits that are taken for each other, and without vowels that make words.
ALPHABET = "BCDFGHJKLMNPQRTVWXYZ346789"
DIGITS = 8
# What no token has, at its beginning and its end: full stops, brackets, quotes, blanks.
_AROUND = re.compile(r"^[^A-Za-z0-9_-]+|[^A-Za-z0-9_-]+$")


def new_token() -> str:
    """Make 256 random bits, fit for an address or a cookie."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """Turn a token into what is stored of it. Tokens are long and random: one fast hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def hash_of_link(text: str) -> str:
    """Turn what stands in a link into the same, without what a mail program or a person wrote around it."""
    return hash_of(_AROUND.sub("", text))


def new_letter_code(groups: int = 2, length: int = 4) -> str:
    """Make a code of letters and digits in groups joined by dashes; each character is worth 4.7 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(length)) for _ in range(groups))


def typed_letter_code(text: str) -> str:
    """Bring a typed code to the one spelling that is compared: large letters and digits, nothing between."""
    return "".join(character for character in text.upper() if character.isalnum())[:64]


def new_digit_code() -> str:
    """Make a code of eight digits, fit for any keyboard; worth 26 bits, so that tries have to be counted."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def typed_digit_code(text: str) -> str:
    """Bring a typed code to the one spelling that is compared: its digits, nothing between."""
    return "".join(letter for letter in text[:40] if letter.isascii() and letter.isdigit())
