"""The public register of National Provider Identifiers, version 2.1 of its interface."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
import structlog

from core.registers.register import SILENT, License, LookedFor, Outcome, Provider

log = structlog.get_logger(__name__)
SECONDS = 4.0
MOST_BYTES = 200_000
_LONGEST = 100
_MOST_LICENSES = 20


class Unreadable(Exception):
    """An answer that says nothing which can be used; `str` says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Nppes:
    """Asks the register at one address; a slow, huge or broken answer counts as none."""

    address: str
    name: str = "NPI register"
    seconds: float = SECONDS

    async def look_up(self, number: str, /) -> LookedFor:
        """Look one number up."""
        try:
            async with asyncio.timeout(self.seconds):
                return _looked(await self._asked(number), number)
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, Unreadable) as problem:
            log.warning("register.silent", register=self.name, problem=type(problem).__name__)
            return SILENT

    async def _asked(self, number: str) -> Any:
        asked = {"version": "2.1", "number": number}
        async with (
            httpx2.AsyncClient(timeout=self.seconds) as client,
            client.stream("GET", self.address, params=asked) as answer,
        ):
            if answer.status_code != httpx2.codes.OK:
                raise Unreadable(f"status {answer.status_code}")
            whole = b""
            async for part in answer.aiter_bytes():
                whole += part
                if len(whole) > MOST_BYTES:
                    raise Unreadable("too large")
        try:
            return json.loads(whole)
        except (ValueError, RecursionError) as problem:
            raise Unreadable("no JSON") from problem


def _looked(said: Any, number: str) -> LookedFor:
    """What an answer says about a number; Unreadable when it is not as documented."""
    if not isinstance(said, dict):
        raise Unreadable("no object")
    if said.get("Errors"):
        # The register refuses a number that cannot be one, in words that are meant for programmers.
        return LookedFor("unknown")
    results = said.get("results")
    if not isinstance(results, list):
        raise Unreadable("no results")
    ours = [each for each in results if isinstance(each, dict) and _text(each, "number") == number]
    if not ours:
        return LookedFor("unknown")
    outcome = _outcome(ours[0])
    return LookedFor(outcome, _provider(ours[0], number) if outcome == "found" else None)


def _outcome(entry: Mapping[str, Any]) -> Outcome:
    if _text(entry, "enumeration_type") == "NPI-2":
        return "organization"
    return "found" if _text(_part(entry, "basic"), "status") in {"A", ""} else "inactive"


def _provider(entry: Mapping[str, Any], number: str) -> Provider:
    basic = _part(entry, "basic")
    return Provider(
        number=number,
        first_name=_name(_text(basic, "first_name")),
        last_name=_name(_text(basic, "last_name")),
        credential=_text(basic, "credential"),
        licenses=tuple(_licenses(entry)),
    )


def _licenses(entry: Mapping[str, Any]) -> Iterator[License]:
    listed = entry.get("taxonomies")
    known = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    known.sort(key=lambda each: each.get("primary") is not True)
    for each in known[:_MOST_LICENSES]:
        yield License(_text(each, "state"), _text(each, "license"), _text(each, "desc"))


def _part(entry: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = entry.get(name)
    return part if isinstance(part, dict) else {}


def _text(entry: Mapping[str, Any], name: str) -> str:
    """One text of an answer: a single line of moderate length, or nothing."""
    text = entry.get(name)
    text = " ".join(str(text).split()) if isinstance(text, str | int) else ""
    return text[:_LONGEST] if text.isprintable() and text != "--" else ""


def _name(text: str) -> str:
    """A name as people write it; the register has many in capitals."""
    return text.title() if text.isupper() else text
