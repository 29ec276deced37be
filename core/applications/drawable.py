"""Whether a model that a plugin brought can be asked as a form."""

from pydantic import BaseModel

from core.forms import NotDrawable, draw, questions, read
from core.plugin_api import NoFields

_SOURCES = frozenset({"facilities", "members"})


def undrawable(fields: type[BaseModel]) -> list[str]:
    """List everything that keeps these fields from being drawn and read."""
    if fields is NoFields:
        return []
    try:
        sources = {question.source for question in questions(fields)} - {""}
        draw(fields)
        read(fields, {})
    except NotDrawable as problem:
        return list(problem.faults)
    # The model is the plugin's code, which may raise anything.
    except (Exception, SystemExit) as problem:
        return [f"cannot be drawn: {type(problem).__name__}: {problem}"]
    return [
        f'asks for choices from "{source}", which no host offers' for source in sorted(sources - _SOURCES)
    ]
