"""What a browser sent with a form."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from litestar import Request, Response
from litestar.response import Redirect

from core.forms import Form

AnyRequest = Request[Any, Any, Any]
Values = dict[str, list[Any]]


async def submitted(request: AnyRequest) -> Values:
    """Return every name with all its values, as `core.forms.read` takes them.

    Of a form that waited until somebody had proved who they are, these are what they had sent before.
    """
    continued: Values | None = request.scope.get("state", {}).get("continued")
    return dict((await request.form()).dict()) if continued is None else continued


def see_other(path: str) -> Response[Any]:
    """Send the browser on to this page after a change: going back or reloading repeats nothing."""
    return Redirect(path, status_code=303)


def without_optional(form: Form, *names: str) -> Form:
    """Draw the form without the word "optional" at these inputs: beside them stands what would do instead."""
    wanted = {form[name].name for name in names}
    inputs = (each._replace(optional=each.optional and each.name not in wanted) for each in form.inputs)
    return replace(form, inputs=tuple(inputs))


def one(values: Values, name: str) -> str:
    """Return the only text that was sent under this name, or nothing."""
    sent = values.get(name, [])
    return sent[0] if len(sent) == 1 and isinstance(sent[0], str) else ""
