"""What of this machine's environment is no business of the plugin that is examined."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

_HIDDEN = re.compile(
    r"PORTAL_|PG|.*(?:SECRET|TOKEN|PASSW|PASSPHRASE|CREDENTIAL|DATABASE_URL|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY)",
    re.IGNORECASE,
)


def without_secrets() -> dict[str, str]:
    """The environment, without the portal's own settings and what is called as secrets are."""
    return {name: value for name, value in os.environ.items() if not _HIDDEN.match(name)}


@contextmanager
def hidden() -> Iterator[None]:
    """Take the same out of the environment of this process, for a block."""
    before = dict(os.environ)
    for name in before.keys() - without_secrets().keys():
        del os.environ[name]
    try:
        yield
    finally:
        os.environ.update(before)
