"""The words of errors: plain, the same in the summary and at the field."""

import re
from collections.abc import Sequence
from typing import Any

from pydantic_core import ErrorDetails, PydanticCustomError

from core.forms.declare import Question

UNKNOWN_ANSWER = "The page sent an answer that no question asks. Check the form and send it again."
NOT_CHECKED = "These answers couldn’t be checked. Nothing was saved. Try again, or ask support for help."
REPEATED = "Give one answer only"
NOT_OFFERED = "Choose from the answers shown"
# Behind what was chosen once and can be chosen no more.
GONE = "(not available any more)"

_AT_FIELDS = "wrong_at"
_SENTENCES = {
    "string_too_long": "must be {max_length} characters or fewer",
    "string_too_short": "must be {min_length} characters or more",
    "too_long": "must have {max_length} answers or fewer",
    "too_short": "must have {min_length} answers or more",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be {ge} or more",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be {le} or less",
}
_FAMILIES = {
    "string_pattern": "isn’t in the right form",
    "int": "must be a whole number",
    "float": "must be a number",
    "decimal": "must be a number",
    "date": "must be a real date, such as 2026-03-31",
    "time": "must be a time, such as 14:30",
    "url": "must be a web address",
    "uuid": "isn’t in the right form",
}


def wrong_at(**messages: str) -> PydanticCustomError:
    """Raise this in a validator of the whole model to put words at fields: `raise wrong_at(again="…")`."""
    return PydanticCustomError(_AT_FIELDS, "Some answers don’t fit together", {"messages": messages})


def another_than(names: Sequence[str], *, many: bool) -> str:
    """Say that these can be chosen no more."""
    why = f"{' and '.join(names)} {'isn’t' if len(names) == 1 else 'aren’t'} available any more"
    return f"Clear the box or choose another: {why}" if many else f"Choose another: {why}"


def spoken(label: str) -> str:
    """Return the label as it stands at the start of a sentence: without brackets and question mark."""
    return re.sub(r"\s*\([^()]*\)\s*$", "", label).rstrip(" ?:*") or label


def sentence(question: Question, message: str) -> str:
    """Write a message as a sentence: one in lower case continues the label; any other stands as it is."""
    return f"{spoken(question.label)} {message}" if message[:1].islower() else message


def message_for(question: Question, error: ErrorDetails) -> str:
    """Say what pydantic found, in words for the person who typed it."""
    kind, context = error["type"], error.get("ctx", {})
    if kind in {"value_error", "assertion_error"}:
        return sentence(question, str(context.get("error", "")) or "isn’t right")
    if kind == "missing":
        return question.missing
    if kind in {"literal_error", "enum"} or kind.startswith("bool"):
        return NOT_OFFERED
    if kind in _SENTENCES:
        return sentence(question, _SENTENCES[kind].format_map(context))
    for family, words in _FAMILIES.items():
        if kind.startswith(family):
            return sentence(question, words)
    # Raised by a validator as PydanticCustomError: its message is meant for people; pydantic's own are not.
    return sentence(question, "isn’t right" if "url" in error else error["msg"])


def at_fields(error: ErrorDetails) -> dict[str, Any]:
    """Return the messages by field that `wrong_at` carried, if this is one."""
    return dict(error.get("ctx", {}).get("messages", {})) if error["type"] == _AT_FIELDS else {}


def of_the_whole(error: ErrorDetails) -> str:
    """Return what a validator of the whole model said."""
    said = error.get("ctx", {}).get("error", error["msg"])
    return str(said) or NOT_CHECKED
