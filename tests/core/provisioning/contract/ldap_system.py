"""A hostile health system that speaks LDAP: a real directory, and what stands in front of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from core.plugin_api import Grant
from tests.core.provisioning.contract.faults import SLOW_SECONDS, Faults
from tests.core.provisioning.contract.system import NEIGHBOR
from tests.core.provisioning.directories import connector_for
from tests.ldap_relay import ANSWERS, FAULTS, _answer, _message, _read
from tests.ldap_server import LdapServer, person

SECONDS = 1
ENTRY, SEARCHED = 0x64, 0x65
FINAL = {0x61, SEARCHED, 0x67, 0x69}
SIZE_EXCEEDED, REFERRAL, IN_USE, EXISTS, UNAVAILABLE, OTHER = 4, 10, 20, 68, 52, 80


@dataclass
class HostileRelay:
    """Draws a fault for each request and does it."""

    target: int
    faults: Faults
    before: dict[bytes, list[bytes]] = field(default_factory=dict)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A client has come."""
        self.tasks.add(asyncio.create_task(self._talk(reader, writer)))

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers, requests = await asyncio.open_connection("127.0.0.1", self.target)
        try:
            while message := await _message(reader):
                _, asked = _read(message)
                if asked == "unbind":
                    break
                kind = "" if asked == "bind" else self.faults.drawn(writing=asked != "search")
                for each in await self._dealt_with(kind, message, answers, requests):
                    writer.write(each)
                await writer.drain()
                if kind == "breaks off":
                    break
        finally:
            requests.close()
            writer.close()

    async def _dealt_with(
        self, kind: str, message: bytes, answers: asyncio.StreamReader, requests: asyncio.StreamWriter
    ) -> list[bytes]:
        number, asked = _read(message)
        refused = {
            "loses the write": 0,
            "says yes and does nothing": 0,
            "claims a conflict": EXISTS if asked == "add" else IN_USE,
            "fails at once": UNAVAILABLE,
        }
        if kind in refused:
            self.faults.happened(kind)
            return [_answer(number, ANSWERS[asked], refused[kind])]
        requests.write(message)
        real = [await _message(answers)]
        while _tag(real[-1]) not in FINAL:
            real.append(await _message(answers))
        if asked == "search":
            return await self._misread(kind, message, real)
        if kind:
            self.faults.happened(kind)
        if kind == "does it and times out":
            await asyncio.sleep(SECONDS + 0.3)
            return []
        return [_answer(number, ANSWERS[asked], OTHER)] if kind == "does it and fails" else real

    async def _misread(self, kind: str, message: bytes, real: list[bytes]) -> list[bytes]:
        number, _ = _read(message)
        question = message[message.index(number) + len(number) :]
        old, self.before[question] = self.before.get(question, real), real
        if kind == "is slow":
            await asyncio.sleep(SLOW_SECONDS)
        given = self._misshown(kind, number, real, old)
        if given != real or kind == "is slow":
            self.faults.happened(kind)
        return given

    def _misshown(self, kind: str, number: bytes, real: list[bytes], old: list[bytes]) -> list[bytes]:
        entries, end = real[:-1], real[-1:]
        match kind:
            case "lists double":
                return [*entries, *entries, *end]
            case "leaves a field out":
                return [*(_without(each, self.faults.chance.randrange(4)) for each in entries), *end]
            case "pages wrongly" if entries:
                return [_answer(number, SEARCHED, SIZE_EXCEEDED)]
            case "shows what was before":
                return [_renumbered(each, number) for each in old]
        instead = {"redirects": _answer(number, SEARCHED, REFERRAL), "breaks off": FAULTS["half"]}
        return [instead[kind]] if kind in instead else real


def _parts(text: bytes) -> Iterator[tuple[int, bytes]]:
    """The elements of a BER sequence: tag and content."""
    while text:
        size = text[1] & 0x7F if text[1] & 0x80 else 0
        length = int.from_bytes(text[2 : 2 + size], "big") if size else text[1]
        yield text[0], text[2 + size : 2 + size + length]
        text = text[2 + size + length :]


def _written(tag: int, content: bytes) -> bytes:
    return bytes([tag, 0x84]) + len(content).to_bytes(4, "big") + content


def _inside(message: bytes) -> tuple[bytes, int, bytes]:
    """Number, tag and content of a whole message."""
    ((_, content),) = _parts(message)
    (_, number), (tag, body), *_ = _parts(content)
    return number, tag, body


def _tag(message: bytes) -> int:
    return _inside(message)[1]


def _renumbered(message: bytes, number: bytes) -> bytes:
    _, tag, body = _inside(message)
    return _written(0x30, number + _written(tag, body))


def _without(message: bytes, place: int) -> bytes:
    """An entry without one of its attributes."""
    number, tag, body = _inside(message)
    (_, dn), (_, attributes) = _parts(body)
    kept = [_written(*each) for each in _parts(attributes)]
    if kept:
        kept.pop(place % len(kept))
    entry = _written(0x04, dn) + _written(0x30, b"".join(kept))
    return _written(0x30, _written(0x02, number) + _written(tag, entry))


@dataclass
class LdapSystem:
    """The truth behind the connector."""

    server: LdapServer
    faults: Faults
    connector: Any

    @property
    def secret(self) -> str:
        """What nobody may read."""
        return self.server.password

    def lets_in(self, grant: Grant[Any]) -> bool:
        """See System."""
        members = self.server.members()
        return any(
            name in members and _bears(entry, grant) and not _off(entry)
            for name, entry in self._of(grant.person.identity).items()
        )

    def may_get_in(self, grant: Grant[Any]) -> bool:
        """See System."""
        members = self.server.members()
        return any(
            _bears(entry, grant) or (not _marks(entry) and (name in members or not _off(entry)))
            for name, entry in self._of(grant.person.identity).items()
        )

    def accounts(self, human: str) -> int:
        """See System."""
        return len(self._of(human))

    def everything(self) -> Any:
        """See System."""
        return self.server.entries(), self.server.members()

    def neighbor(self) -> Any:
        """See System."""
        return self._of(NEIGHBOR)

    def plant(self, human: str, login: str) -> None:
        """See System."""
        with self.server.as_root() as directory:
            dn = f"uid={login},{self.server.people_dn}"
            person(directory, dn, uid=login, cn="A", sn="O", employeeNumber=human)

    def meddle(self) -> None:
        """See System."""
        with self.server.as_root() as directory:
            (entry,) = directory.search(next(iter(self.neighbor())), 0, "(objectClass=*)")
            entry.change_attribute("sn", 2, "Changed")
            entry.modify()

    def _of(self, human: str) -> dict[str, dict[str, list[str]]]:
        found = self.server.entries()
        return {name: entry for name, entry in found.items() if human in entry.get("employeeNumber", [])}


def _marks(entry: dict[str, list[str]]) -> list[str]:
    return [mark for mark in entry.get("description", []) if not mark.endswith(":made-here")]


def _bears(entry: dict[str, list[str]], grant: Grant[Any]) -> bool:
    return any(mark.endswith(f":{grant.key}") for mark in _marks(entry))


def _off(entry: dict[str, list[str]]) -> bool:
    return "pwdAccountLockedTime" in entry


@asynccontextmanager
async def ldap_system(server: LdapServer, faults: Faults) -> AsyncIterator[LdapSystem]:
    """A system that runs until the block ends."""
    relay = HostileRelay(server.port, faults)
    listening = await asyncio.start_server(relay.accept, "127.0.0.1", 0)
    url = f"ldap://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    try:
        yield LdapSystem(server, faults, connector_for(server, url=url, seconds=SECONDS))
    finally:
        listening.close()
        for task in relay.tasks:
            task.cancel()
        await asyncio.gather(*relay.tasks, return_exceptions=True)
