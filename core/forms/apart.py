"""Models whose validators are the code of a plugin, which is not called where others wait."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol, TypeVar
from weakref import WeakKeyDictionary

from pydantic import BaseModel

M = TypeVar("M", bound=BaseModel)
Answer = TypeVar("Answer")
# So many models are made in one go elsewhere, which may take no longer than one alone.
AT_ONCE = 20


class Ask(Protocol):
    """Has a function called elsewhere, and returns what it answers or raises what it raises."""

    def __call__(self, make: Callable[[], Answer], /) -> Answer: ...


_asked: WeakKeyDictionary[type[BaseModel], Ask] = WeakKeyDictionary()


def keep_apart(model: type[BaseModel], ask: Ask) -> None:
    """Have `ask` call whatever code the model holds, from now on."""
    _asked[model] = ask


def validated(model: type[M], given: Mapping[str, Any]) -> M:
    """Return the model of these values; ValidationError, or anything that its own code raises."""
    return _called(model, lambda: model.model_validate(given))


def validated_all(model: type[M], given: Sequence[Mapping[str, Any]]) -> list[M | Exception | SystemExit]:
    """Return for each of these values the model, or what its own code raised in making it."""
    made: list[M | Exception | SystemExit] = []
    for first in range(0, len(given), AT_ONCE):
        some = given[first : first + AT_ONCE]
        try:
            made += _called(model, partial(_all_made, model, some))
        except (Exception, SystemExit) as problem:
            made += [problem] * len(some)
    return made


def _all_made(model: type[M], given: Sequence[Mapping[str, Any]]) -> list[M | Exception | SystemExit]:
    return [_made(model, values) for values in given]


def _made(model: type[M], values: Mapping[str, Any]) -> M | Exception | SystemExit:
    try:
        return model.model_validate(values)
    except (Exception, SystemExit) as problem:
        return problem


def dumped(answers: BaseModel) -> dict[str, Any]:
    """Return the answers as JSON can hold them."""
    return _called(type(answers), lambda: answers.model_dump(mode="json"))


def _called(model: type[BaseModel], make: Callable[[], Answer]) -> Answer:
    ask = _asked.get(model)
    return ask(make) if ask else make()
