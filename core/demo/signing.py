"""Signers of an agreement who follow the links in their mails, as people do."""

from __future__ import annotations

import re
from uuid import UUID

from core.actor import Actor
from core.agreements import actions
from core.agreements.context import Signing
from core.agreements.records import SentAgreement, SignerRecord
from core.agreements.signature import typed
from core.mail.queries import texts_to

_LINK, _CODE = re.compile(r"/sign/(\S+)"), re.compile(r"\d{4} \d{4}")


async def sign_all(signing: Signing, sent: SentAgreement) -> None:
    """Have everybody who is still asked open their link, prove their address, read and sign."""
    for signer in sent.waiting_for:
        await _sign(signing, sent, signer)


async def open_as(
    signing: Signing, sent: SentAgreement, signer: SignerRecord
) -> tuple[actions.Opened, Actor]:
    """Have a signer open their link and prove their address; the answer says as whom they go on."""
    by = Actor("person", None, signer.name)
    opened = await actions.open_link(signing, await _in_a_mail(sent.agreement.id, signer, _LINK), by=by)
    code = await _in_a_mail(sent.agreement.id, signer, _CODE)
    await actions.enter_code(opened.signer, opened.token, code, by=by)
    return opened, by


async def _sign(signing: Signing, sent: SentAgreement, signer: SignerRecord) -> None:
    agreement, (opened, by) = sent.agreement, await open_as(signing, sent, signer)
    await actions.confirm_read(opened.signer, opened.token, agreement.text_hash, by=by)
    given = actions.Given(agreement.text_hash, agreement.content.consent.version, typed(signer.name))
    await actions.sign(signing, opened.signer, opened.token, given, by=by)


async def _in_a_mail(agreement: UUID, signer: SignerRecord, what: re.Pattern[str]) -> str:
    """The newest link or code that a signer got for an agreement; a demo keeps the text of its mails."""
    for text in await texts_to(signer.email, agreement):
        if found := what.search(text):
            return found[what.groups]
    raise RuntimeError(f"no mail to {signer.email} holds what is needed")
