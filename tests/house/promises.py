"""Sentences in what people are sent and shown that promise something, found in the texts themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.source import ROOT

TEXTS = (
    *sorted((ROOT / "core/mail/templates").glob("*.txt")),
    *sorted((ROOT / "web/templates/guides").glob("*.html")),
    *sorted((ROOT / "core/guides").glob("*.py")),
    *(ROOT / f"sites/banner/texts/{name}-1.md" for name in ("terms", "electronic-signature", "privacy")),
)
# What a reader will hold us to: what they can do, what we do, by when.
PROMISE = re.compile(
    r"\b(you can(?!’)|can be|can have|can send|we \w+|will|within|at any time|remind\w*|is told|are told"
    r"|was told|tells? you|by itself|lists what|works once|stays? as it is)\b",
    re.IGNORECASE,
)
_TAGS = re.compile(r"<[^>]*>")
_CONTROL = re.compile(r"{#.*?#}|{%.*?%}", re.DOTALL)
_VALUE = re.compile(r"{{.*?}}", re.DOTALL)
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_BLOCK = re.compile(r"</?(?:p|li|dd|dt|h\d|ul|ol|dl|div|section)\b[^>]*>|\n\s*\n")
_END = re.compile(r"(?<=[.?!:;])\s+")


def sentences(path: Path, text: str) -> Iterator[str]:
    """The sentences of a text, with `…` for every value and without marks."""
    if path.suffix == ".py":
        text = "\n\n".join("".join(_STRING.findall(part)) for part in _python_strings(text))
        text = re.sub(r"{[^}]*}", "…", text)
    text = _VALUE.sub("…", _CONTROL.sub(" ", text))
    for part in _BLOCK.split(text):
        plain = "" if part.lstrip().startswith("#") else " ".join(_TAGS.sub("", part).split())
        yield from (each.strip(" -") for each in _END.split(plain) if each.strip(" -"))


def promises(path: Path, text: str) -> Iterator[str]:
    """The sentences of a text that promise something."""
    yield from (each for each in sentences(path, text) if PROMISE.search(each))


def _python_strings(text: str) -> Iterator[str]:
    """The running text of a module, call by call; its docstrings are for programmers."""
    text = re.sub(r'"""(?:.|\n)*?"""', "", text)
    yield from re.split(r"\),\n|\],\n|,\n", text)
