"""Secrets that the options of plugins name, each as an option of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

from core.plugin_api import Secret


def secrets_named(options: BaseModel) -> dict[str, Secret]:
    """Return every secret among options, by the name of its option."""
    return {name: each for name, each in options if isinstance(each, Secret)}


def hidden_secrets(model: type[BaseModel]) -> Iterator[str]:
    """Yield each option inside of which a secret is asked for, where it would be typed among other texts."""
    for name, info in model.model_fields.items():
        kinds = [each for each in (get_args(info.annotation) or (info.annotation,)) if each is not type(None)]
        if kinds != [Secret] and any(map(_asks, kinds)):
            yield name


def _asks(kind: Any) -> bool:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return any(_asks(info.annotation) for info in kind.model_fields.values())
    return kind is Secret or any(map(_asks, get_args(kind)))
