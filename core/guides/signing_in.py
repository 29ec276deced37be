"""How somebody gets in: for the first time, with the second step, and every time after that."""

from __future__ import annotations

from core.guides.queries import Reader
from core.identity.proofs import MINUTES
from core.mfa.recovery_codes import HOW_MANY
from core.portal import Portal
from core.site import SiteProfile
from core.texts import Block
from core.texts.blocks import Part, heading, link, paragraph, points, steps, strong


def first_sign_in(portal: Portal, reader: Reader) -> list[Block]:
    """Write how the account is opened; nothing to do for who has a password already."""
    site, title = portal.site, heading(2, "Open your account")
    if reader.has_password:
        return [title, paragraph("Your account is open already, and your password stays as it is.")]
    days = MINUTES["pick-up"] // (24 * 60)
    return [
        title,
        paragraph(
            f"One more email comes right after the one with your {site.terms.login}: it opens your account. "
            "Look in the junk folder if it is missing. No email of ours ever holds a password."
        ),
        steps(
            [
                [
                    "Find the email ",
                    strong(f"Open your account for {site.brand.name}"),
                    " and open its link.",
                ],
                f"Choose a password of at least {site.password_min_length} characters that only you know. "
                "A few words in a row make a good one.",
                "Accept the privacy policy and the terms, and press Open my account.",
            ]
        ),
        paragraph(
            f"The link works once, for {days} days. If it is too late, your {site.terms.administrator} "
            "can have a new one sent. Never pass it on."
        ),
    ]


def second_step(site: SiteProfile, reader: Reader) -> list[Block]:
    """Write how the second factor is set up, and what becomes of an earlier one."""
    return [
        heading(2, "Set up your second step"),
        paragraph("A password alone doesn’t protect patients. An app on your phone shows a code as well."),
        steps(
            [
                "Install an authenticator app on your phone, if you have none. Any will do.",
                "After the password, the portal shows a picture. Scan it with the app. If you can’t scan "
                "it, type the key below the picture into the app.",
                "Type the six digits that the app shows.",
                f"You get {HOW_MANY} recovery codes. Keep them in a safe place: each lets you in once when "
                "the phone is lost or broken.",
            ]
        ),
        *_earlier_one(site, reader),
    ]


def _earlier_one(site: SiteProfile, reader: Reader) -> list[Block]:
    if site.portal_ids.second_factor != "anew":
        return [
            paragraph("If you set up an app before, it goes on working. You don’t have to set it up again.")
        ]
    called = reader.upn or reader.portal_id
    return [
        paragraph(
            f"Did you set up an app before you had this {site.terms.login}? Then the portal asks you once to "
            "do it again, so that the entry in your app is called ", strong(called),
            ". Until then the old entry works.",
        )
    ]  # fmt: skip


def later_sign_ins(portal: Portal, reader: Reader) -> list[Block]:
    """Write how to sign in, and what to do when that fails."""
    site, address = portal.site, f"{portal.mail.base_url}/sign-in"
    with_domain: list[Part] = [" or ", strong(reader.upn)] if reader.upn else []
    names = [strong(reader.portal_id), *with_domain]
    return [
        heading(2, "Sign in"),
        steps(
            [
                ["Open ", link(address, address)],
                [f"Type your {site.terms.login}, ", *names, ", and your password."],
                "Type the six digits that your app shows.",
                [strong("My applications"), " shows what works for you, and why the rest doesn’t yet."],
            ]
        ),
        heading(3, "When it doesn’t work"),
        points(
            [
                [
                    strong("Password forgotten, or locked out? "),
                    "Choose that on the page for signing in. Nobody has to add you again.",
                ],
                [strong("Phone lost? "), "Use a recovery code, then set up the new phone under My account."],
                [
                    strong("Suddenly signed out? "),
                    f"That happens after {site.session_idle_minutes} minutes without use. Sign in again.",
                ],
            ]
        ),
    ]
