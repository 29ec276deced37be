"""Sends one message to one endpoint, and says in our words how it answered.

No redirect is followed, certificates are verified, and an answer ends at a time and a size: what it says
besides its status is read for nothing, and kept nowhere.
"""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache

import httpx2

from core import clock
from core.site.webhooks import Webhook
from core.webhooks.messages import HookMessage
from core.webhooks.signing import NoKey, Secrets, headers_for

SECONDS = 20.0
MOST_BYTES = 64 * 1024
AGENT = "clinical-connectivity"


@dataclass(frozen=True, slots=True)
class HookAnswer:
    """How an endpoint answered: whether it took the message, in words, and what it asks for otherwise.

    `wait` is for how many seconds it wants to be left alone; one that is `gone` wants nothing any more.
    """

    well: bool
    words: str
    wait: float = 0
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint with the secrets of this deployment, and how long it may take."""

    hook: Webhook
    secrets: Secrets
    seconds: float = SECONDS

    async def post(self, client: httpx2.AsyncClient, message: HookMessage) -> HookAnswer:
        """Send a message, signed now. Never raises, and never sends without a signature."""
        try:
            headers = headers_for(self.hook, self.secrets, message, clock.now())
            async with asyncio.timeout(self.seconds):
                return await self._posted(client, message, headers)
        except NoKey as problem:
            return HookAnswer(False, f"nothing is sent: a secret {problem}")
        except (TimeoutError, httpx2.TimeoutException):
            return HookAnswer(False, f"no whole answer within {self.seconds:.0f} seconds")
        except httpx2.RemoteProtocolError:
            return HookAnswer(False, "the answer broke off")
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as problem:
            return HookAnswer(False, f"can’t be reached ({type(problem).__name__})")

    async def _posted(
        self, client: httpx2.AsyncClient, message: HookMessage, headers: dict[str, str]
    ) -> HookAnswer:
        posting = client.stream("POST", self.hook.url, content=message.body, headers=headers)
        async with posting as answer:
            said = f"answered {answer.status_code}"
            if answer.is_redirect:
                return HookAnswer(False, f"{said}, a redirect, which we don’t follow")
            if not answer.is_success:
                wait = _wait(answer.headers.get("retry-after", ""))
                return HookAnswer(False, said, wait, gone=answer.status_code == httpx2.codes.GONE)
            length = 0
            async for part in answer.aiter_raw():
                length += len(part)
                if length > MOST_BYTES:
                    return HookAnswer(False, f"{said} with more than {MOST_BYTES // 1024} kB")
        return HookAnswer(True, said)


def hook_client() -> httpx2.AsyncClient:
    """Make a client for a few messages to one endpoint."""
    return httpx2.AsyncClient(
        headers={"accept-encoding": "identity", "user-agent": AGENT},
        timeout=SECONDS,
        verify=_trust(),
        follow_redirects=False,
        trust_env=False,
    )


@cache
def _trust() -> ssl.SSLContext:
    """Whom this machine trusts, read once: reading it takes longer than most calls."""
    return httpx2.create_ssl_context()


def _wait(asked: str) -> float:
    """How many seconds to wait that an endpoint asks for, as a number or a moment; 0 for anything else."""
    if asked.isascii() and asked.isdigit():
        return float(asked[:9])
    try:
        moment: datetime = parsedate_to_datetime(asked)
    except (ValueError, OverflowError):
        return 0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - clock.now()).total_seconds())
