"""What people write where they have no answer: no identifier, and nothing where none is needed."""

from __future__ import annotations

import re
import unicodedata

# Everything below is compared as `_bare` writes it: one case, no accents, no punctuation, no spaces.
_NO_ANSWER = frozenset(
    {
        *("na", "none", "nil", "null", "nothing", "no", "notapplicable", "notavailable", "doesnotapply"),
        *("unknown", "unk", "notknown", "dontknow", "idk", "unsure", "notsure", "missing", "blank", "empty"),
        *("tbd", "tba", "tbc", "tobedetermined", "tobedecided", "tobeannounced", "tobeconfirmed"),
        *("pending", "applied", "appliedfor", "applying", "inprocess", "inprogress", "onfile", "awaiting"),
        *("tofollow", "willfollow", "later", "soon", "comingsoon", "asap", "waiting", "notyet", "new"),
        *("same", "sameasabove", "asabove", "seeabove", "seebelow", "sameassponsor", "ditto", "above"),
        *("test", "dummy", "placeholder", "example", "sample", "exempt", "notissued", "notrequired"),
        *("nmi", "nmn", "nomiddleinitial", "nomiddlename"),
        *("nolicense", "notlicensed", "unlicensed", "noneyet", "nonumber", "noemail", "nomail", "noaddress"),
        *("ninguno", "ninguna", "pendiente", "noaplica", "noaplicable", "desconocido"),
    }
)
# A text of these words alone says so too, when one of them does by itself: "application pending 2026".
_SAYS_SO = frozenset(
    {
        *("pending", "applied", "awaiting", "waiting", "tbd", "tba", "unknown", "same", "see", "attached"),
        *("later", "soon", "will", "yet", "issued", "applicable", "provided", "submitted"),
    }
)
_BESIDE = frozenset(
    {
        *(
            "a",
            "an",
            "as",
            "at",
            "be",
            "by",
            "for",
            "in",
            "is",
            "it",
            "not",
            "no",
            "none",
            "of",
            "on",
            "still",
        ),
        *(
            "the",
            "this",
            "time",
            "to",
            "with",
            "from",
            "application",
            "board",
            "license",
            "licence",
            "number",
        ),
        *("npi", "row", "line", "column", "page", "cv", "resume", "provide", "process", "state", "renewal"),
        *("above", "below", "file", "follow", "my", "our", "sent", "send", "approval", "review"),
    }
)
# Names of people that look like one of them are real: Null, None, Na, New, Soon, Blank, Test.
_NO_NAME = frozenset(
    {
        *("tbd", "tba", "tbc", "tobedetermined", "tobedecided", "tobeannounced", "tobeconfirmed"),
        *("pending", "unknown", "notapplicable", "notavailable", "notknown", "sameasabove", "seeabove"),
    }
)
# Zeros and crosses, one digit again and again, and what fingers type in a row.
_FILLER = re.compile(r"[x0]+|([1-9])\1{3,}|0?123456(7(8(90?)?)?)?|9876543(2(10?)?)?")
_NOT_APPLICABLE = re.compile(r"n\s*[/\\]\s*[ak]|n\.\s?a\.?", re.IGNORECASE)


def is_placeholder(text: str) -> bool:
    """Tell whether a text says only that there is no answer: "N/A", "pending", "TBD", "X", "-", "see above".

    Nothing at all is no placeholder.
    """
    if not text.strip():
        return False
    bare = _bare(text)
    return not bare or bare in _NO_ANSWER or _FILLER.fullmatch(bare) is not None or _is_an_excuse(text)


def means_nothing(text: str, *, number: bool) -> bool:
    """Tell whether a text at a question that need not be answered means that there is no answer.

    A digit is an answer, and so is a single letter where no `number` is asked for.
    """
    one_letter = len(text) == 1 and text.isalnum()
    return is_placeholder(text) and not any(map(str.isdigit, text)) and (number or not one_letter)


def is_placeholder_name(text: str) -> bool:
    """Tell whether a text cannot be meant as somebody's name: "N/A", "TBD", "pending"; Null and None can."""
    return _NOT_APPLICABLE.fullmatch(text.strip()) is not None or _bare(text) in _NO_NAME


def _is_an_excuse(text: str) -> bool:
    words = set(re.findall(r"[a-z]+", text.casefold()))
    return bool(words & _SAYS_SO) and words <= _SAYS_SO | _BESIDE


def _bare(text: str) -> str:
    plain = text.lower() if text.isascii() else unicodedata.normalize("NFKD", text).casefold()
    return "".join(filter(str.isalnum, plain))
