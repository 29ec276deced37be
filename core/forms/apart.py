"""Models whose validators are the code of a plugin, which is not called where others wait."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar
from weakref import WeakKeyDictionary

from pydantic import BaseModel

M = TypeVar("M", bound=BaseModel)
Answer = TypeVar("Answer")


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


def dumped(answers: BaseModel) -> dict[str, Any]:
    """Return the answers as JSON can hold them."""
    return _called(type(answers), lambda: answers.model_dump(mode="json"))


def _called(model: type[BaseModel], make: Callable[[], Answer]) -> Answer:
    ask = _asked.get(model)
    return ask(make) if ask else make()
