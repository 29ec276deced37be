"""The product as it is served in production, over made-up practices in a database of the benchmark's own."""

from __future__ import annotations

import hashlib
import itertools
import json
import secrets
import shutil
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.asking import Browser
from benchmarks.filling import fill, seal_files
from benchmarks.processes import Server, free_port, serving
from benchmarks.results import NotMeasured
from core import clock
from core.database import migrations
from core.demo import PASSWORD
from core.due.tables import Due
from core.identity.queries import account_of
from core.mfa.authenticators import current_code
from core.settings import Settings
from web.command_parts import running

Result = TypeVar("Result")
# Nobody listens there, and mails wait: what is measured is the pages.
NO_MAIL_SERVER = 9


class NotSignedIn(NotMeasured):
    """A sign-in that was refused."""


@dataclass(frozen=True, slots=True)
class OurPortal:
    """One deployment; `given` are its settings, those of production."""

    folder: Path
    given: dict[str, Any]
    networks: Iterator[int]

    @classmethod
    def made(cls, folder: Path, size: str = "") -> OurPortal:
        """The deployment of a folder with practices of this size, made there for each shape of the tables."""
        kept, whole, shape = folder / "settings.json", folder / "filled", _shape()
        as_now = whole.exists() and whole.read_text("utf-8") == shape
        if not as_now:
            folder.mkdir(parents=True, exist_ok=True)
            for left in folder.iterdir():
                left.unlink()
            kept.write_text(json.dumps(_production(folder)), "utf-8")
        ours = cls(folder, json.loads(kept.read_text("utf-8")), itertools.count(1))
        if not as_now:
            ours.with_database(lambda settings: fill(settings, size))
            whole.write_text(shape, "utf-8")
        return ours

    def copied(self, name: str) -> OurPortal:
        """The same deployment once more, for a row that changes much of it."""
        folder = self.folder.with_name(f"{self.folder.name}-{name}")
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)
        # Each path of the settings is one in that folder.
        given = json.loads(json.dumps(self.given).replace(f"{self.folder}", f"{folder}"))
        return OurPortal(folder, given, itertools.count(1))

    @property
    def database(self) -> Path:
        """The file of the database."""
        return self.folder / "portal.sqlite"

    def settings(self) -> Settings:
        """The settings as the product reads them."""
        return Settings(**self.given)

    def with_database(self, work: Callable[[Settings], Awaitable[Result]]) -> Result:
        """Do something beside the server, in this process."""
        return running.with_database(work, self.settings())

    @contextmanager
    def copied_without_backlog(self, name: str) -> Iterator[OurPortal]:
        """A copy for as long as the block lasts, in which nothing waits that was due before."""
        copy = self.copied(name)
        copy.with_database(_let_go_of_what_was_due)
        yield copy
        shutil.rmtree(copy.folder)

    @contextmanager
    def at_rest(self) -> Iterator[Server]:
        """Serve it, and begin when it has done what had waited for it."""
        with self.serving() as server:
            if not server.come_to_rest():
                raise NotMeasured(f"{self.folder.name}: the background work does not come to an end")
            yield server

    @contextmanager
    def serving(self) -> Iterator[Server]:
        """Serve it as `portal serve` does."""
        port = free_port()
        environment = {f"PORTAL_{name.upper()}": value for name, value in self.given.items()}
        command = [sys.executable, "-m", "web.commands", "serve", "--port", str(port)]
        with serving(command, port, "/ready", self.folder / "server.log", environment) as server:
            yield server

    def browser(self, server: Server) -> Browser:
        """A browser behind the proxy, from a network of its own."""
        return Browser(server.address, {"X-Forwarded-For": f"198.51.{next(self.networks) % 250}.7"})

    def signed_in(self, server: Server, email: str, password: str = PASSWORD) -> Browser:
        """A browser whose owner signed in with password and code."""
        browser = self.browser(server)
        browser.send_form("/sign-in", {"email": email, "password": password})
        answer = browser.send_form("/sign-in/code", {"code": self.code_of(email)})
        if answer.status != 303 or browser.get("/account").status != 200:
            raise NotSignedIn(f"{email}: {answer.status} {answer.location}")
        return browser

    def code_of(self, email: str) -> str:
        """What the app of somebody shows now."""

        async def look(settings: Settings) -> str:
            account = await account_of(email)
            code = account and await current_code(account.account, settings.keys)
            return code or ""

        return self.with_database(look)


async def _let_go_of_what_was_due(_: Settings) -> None:
    """Practices that lived for years at once leave work of many days behind, which nobody waits for."""
    gone: dict[Any, Any] = {Due.due: None, Due.lease: None}
    await Due.update(gone).where(Due.due <= clock.now())


def _shape() -> str:
    digest = hashlib.sha256()
    for migration in sorted(Path(migrations.__file__).parent.glob("*.py")):
        digest.update(migration.read_bytes())
    return digest.hexdigest()


def _production(folder: Path) -> dict[str, Any]:
    return {
        "site": "banner",
        "data_folder": str(folder),
        "database_url": f"sqlite:///{folder / 'portal.sqlite'}",
        "base_url": "https://portal.example",
        "trusted_proxies": "1",
        "secret_key": secrets.token_urlsafe(48),
        "pepper": secrets.token_urlsafe(48),
        "smtp_host": "127.0.0.1",
        "smtp_port": str(NO_MAIL_SERVER),
        "mail_from": "portal@portal.example",
        **seal_files(folder),
    }
