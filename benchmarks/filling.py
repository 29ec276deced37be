"""Fills the database of a benchmark by the same actions as a demo, under the settings of production."""

from __future__ import annotations

import datetime as dt
from itertools import islice
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from benchmarks.data import SIZES, make
from core import clock
from core.access.following import signing_of
from core.access.recount import mend
from core.actor import Actor
from core.audit.signing import new_trail_key
from core.database import migrate
from core.demo import making
from core.demo.filling import fill as fill_demo
from core.demo.registering import Registration, as_sent
from core.enrollment import members
from core.enrollment.facts import member_choices, offered_in
from core.identity import Identity
from core.identity.queries import account_of
from core.key_mark.checking import leave_mark
from core.mail.tables import OutboxMail
from core.portal import Portal
from core.settings import Settings
from web.command_parts import loading, running

# Somebody of the demo who registers so many people that their grid is long.
LARGE = "paula@demo-clinic.example"
_FIRST = ("Amara", "Benedikt", "Chiamaka", "Dolores", "Esteban", "Fatima", "Gideon", "Hana", "Ivo", "Jin")
_LAST = ("Abbott", "Brandt", "Costa", "Dunn", "Eze", "Frost", "Garcia", "Holm", "Ibarra", "Jonas")
_PHRASE = "seal-of-the-benchmark"


async def fill(settings: Settings, size: str = "") -> None:
    """Make as many practices as the size says in the open database; those of a demo without a size."""
    profile = running.site(settings.site)
    applications = loading.applications(profile, settings)
    await migrate(applications.migrations)
    await leave_mark(settings.keys)
    new_trail_key(settings)
    identity = Identity.open(settings, profile)
    try:
        portal = Portal(profile, applications, identity.mail)
        if size:
            await make(settings, portal, SIZES[size])
        else:
            await fill_demo(identity, portal, signing_of(portal, settings))
            await _fifty_people(portal)
        await mend()
        await _send_what_waits()
    finally:
        identity.close()


async def _fifty_people(portal: Portal) -> None:
    """Have a practice of the demo register fifty people more, with what they may have."""
    account = await account_of(LARGE)
    if account is None:
        raise LookupError(LARGE)
    registering = await Registration.begin(portal, by=Actor("person", account.account, "Paula Castillo"))
    draft = await registering.draft()
    for place, (kind, suffix) in enumerate(islice(making.kinds_of_members(portal.site), 50)):
        name = f"{_FIRST[place % 10]} {_LAST[place // 5]}"
        typed = making.person(portal.site, name, 200 + place, kind, suffix) | {"staff_type": kind}
        nobody = members.new_member(draft)
        known = members.redraw_person(portal, draft, nobody, as_sent(typed, 0)).person
        offered, people = offered_in(portal, draft, known), member_choices(draft)
        asked = making.that_take_made_up(portal, offered, place, people)[: 2 + place % 3]
        answers = [making.answers_for(portal, slug, place, people) for slug in asked]
        more = {name: value for each in answers for name, value in each.items()}
        draft = await registering.add({**typed, "applications": list(asked), **more})


async def _send_what_waits() -> None:
    """Let the mails of the time before the measuring have gone out, so that nothing sends meanwhile."""
    sent: dict[Any, Any] = {OutboxMail.state: "sent", OutboxMail.sent_at: clock.now(), OutboxMail.due: None}
    gone: dict[Any, Any] = {OutboxMail.text: "", OutboxMail.attachment: "", OutboxMail.lease: None}
    await OutboxMail.update(sent | gone).where(OutboxMail.state == "waiting")


def seal_files(folder: Path) -> dict[str, str]:
    """Make a key of the seal that lies locked in its file, as production demands; return its settings."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Seal of the benchmark")])
    now = clock.now()
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=365))
        .add_extension(_for_signing(), critical=True)
        .sign(key, hashes.SHA256())
    )
    kept, shown = folder / "seal-key.pem", folder / "seal-certificate.pem"
    locked = serialization.BestAvailableEncryption(_PHRASE.encode())
    coding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    kept.touch(mode=0o600)
    kept.write_bytes(key.private_bytes(coding, form, locked))
    shown.write_bytes(certificate.public_bytes(coding))
    return {"seal_key": str(kept), "seal_certificate": str(shown), "seal_passphrase": _PHRASE}


def _for_signing() -> x509.KeyUsage:
    usages = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"), False
    )
    return x509.KeyUsage(
        digital_signature=True, content_commitment=True, encipher_only=False, decipher_only=False, **usages
    )
