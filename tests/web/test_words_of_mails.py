"""However far a mail got, every page and command that shows it has words for it."""

from collections.abc import Collection

import pytest

from core.mail.tables import MAIL_STATES
from core.requests.queries import mails
from web.command_parts import mail
from web.pages.console.words import MAILS


@pytest.mark.parametrize("words", [MAILS, mails._STATES, mail.STATES], ids=["console", "practice", "command"])
def test_every_state_of_a_mail_has_words(words: Collection[str]) -> None:
    assert set(words) == set(MAIL_STATES)
