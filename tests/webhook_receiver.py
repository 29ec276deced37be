"""An endpoint outside that keeps what it is sent and fails as it is told to."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr

from core.plugin_testing.faults import Faults
from core.plugin_testing.http_target import HttpRequest, HttpResponse, HttpTarget
from core.plugin_testing.target import MadeUpAccount
from core.site import SiteProfile
from core.site.webhooks import Webhook
from core.webhooks.worker import WebhookWorker
from tests.practices import portal_for

SECRET, OTHER = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
SECRETS = {"hook": SecretStr(SECRET), "other": SecretStr(OTHER)}


@dataclass(frozen=True)
class Received:
    """One message, as it came."""

    headers: Mapping[str, str]
    body: bytes

    @property
    def key(self) -> str:
        return self.headers["webhook-id"]

    @property
    def type(self) -> str:
        return str(json.loads(self.body)["type"])

    @property
    def data(self) -> dict[str, Any]:
        return dict(json.loads(self.body)["data"])

    @property
    def word(self) -> tuple[str, str]:
        """Its type, with its state or what changed."""
        return self.type, self.data.get("state") or self.data["changed"]


class Receiver(HttpTarget):
    """Answers `answer` after it has kept the message; `hears` is told of each."""

    def __init__(self) -> None:
        super().__init__()
        self.faults, self.url = Faults(), ""
        self.answer = HttpResponse(204)
        self.hears: Callable[[], None] = lambda: None

    def empty(self) -> list[Received]:
        return []

    def handle(self, request: HttpRequest, /) -> HttpResponse:
        assert request.method == "POST"
        self.state.append(Received(request.headers, request.body))
        self.hears()
        return self.answer

    def options(self, url: str, /) -> Mapping[str, Any]:
        return {"url": url}

    def accounts(self) -> Sequence[MadeUpAccount]:
        return ()

    @property
    def keys(self) -> list[str]:
        """The ids of all messages, in the order in which they came."""
        return [each.key for each in self.state]

    @property
    def told(self) -> list[tuple[str, str]]:
        """The types of all messages, each with its state or what changed."""
        return [each.word for each in self.state]


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """Listen until the block ends."""
    receiver = Receiver()
    async with receiver.serve(receiver.faults) as options:
        receiver.url = f"{options['url']}/hook"
        yield receiver


def site_with(*hooks: Webhook) -> SiteProfile:
    """The shipped site with these endpoints."""
    return portal_for().site.model_copy(update={"webhooks": hooks})


def endpoint(url: str, **more: Any) -> Webhook:
    """An endpoint at an address."""
    return Webhook(**{"name": "crm", "url": url, "secret": "hook", **more})


def worker_for(*hooks: Webhook, seconds: float = 20) -> WebhookWorker:
    """A worker that tells these endpoints."""
    return WebhookWorker(site_with(*hooks), SECRETS, seconds)


async def work_off(*workers: WebhookWorker) -> None:
    """Send until nothing is due."""
    while any([await each.work_due() for each in workers]):
        pass
