"""Signatures by which an endpoint knows that we sent something, as Standard Webhooks has them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from pydantic import SecretStr

from core.site.webhooks import Webhook
from core.webhooks.messages import HookMessage

PREFIX = "whsec_"
FEWEST_BYTES, MOST_BYTES = 24, 64
Secrets = Mapping[str, SecretStr]


class NoKey(ValueError):
    """A secret that is not there, or no key can be made of; the words hold nothing of it."""


def faults_of_hook_keys(hooks: Collection[Webhook], secrets: Secrets) -> list[str]:
    """List every secret of an endpoint that is missing or can't be used."""
    return [
        f'connector_secrets: "{name}" {fault}, which webhooks[{place}].{setting} names'
        for place, hook in enumerate(hooks)
        for setting, name in _named(hook)
        if (fault := _fault(secrets, name))
    ]


def headers_for(hook: Webhook, secrets: Secrets, message: HookMessage, at: datetime) -> dict[str, str]:
    """Sign a message that is sent now: with the secret, and with the one before while there is one. NoKey."""
    sent = str(int(at.timestamp()))
    signed = b".".join((message.key.encode(), sent.encode(), message.body))
    keys = [_key(secrets, name) for _, name in _named(hook)]
    return {
        "content-type": "application/json",
        "webhook-id": message.key,
        "webhook-timestamp": sent,
        "webhook-signature": " ".join(f"v1,{_signature(key, signed)}" for key in keys),
    }


def _signature(key: bytes, signed: bytes) -> str:
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def _named(hook: Webhook) -> Iterator[tuple[str, str]]:
    yield "secret", hook.secret
    if hook.former_secret:
        yield "former_secret", hook.former_secret


def _fault(secrets: Secrets, name: str) -> str:
    try:
        _key(secrets, name)
    except NoKey as problem:
        return str(problem)
    return ""


def _key(secrets: Secrets, name: str) -> bytes:
    if name not in secrets:
        raise NoKey("is missing")
    written = secrets[name].get_secret_value()
    try:
        key = base64.b64decode(written.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not written.startswith(PREFIX) or not FEWEST_BYTES <= len(key) <= MOST_BYTES:
        raise NoKey(f"must be {PREFIX} and {FEWEST_BYTES} to {MOST_BYTES} random bytes in base64")
    return key
