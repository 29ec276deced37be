"""Portals of the shipped site and of others, and what their agreements and accounts are made with."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from core.access.following import signing_of
from core.agreements.context import Signing
from core.applications import load_applications
from core.applications.limits import AS_SHIPPED, Limits
from core.identity import Identity
from core.identity.hashing import PasswordHashing
from core.keys import Keys
from core.mail import Mail
from core.portal import Portal
from core.settings import Settings
from core.site import SiteProfile, find_site, load_site
from tests.certificates import make_seal_key
from tests.data_folders import folder_of_the_open_one

SECRET_KEY, PEPPER = "k3y-" * 16, "p3pper-" * 8
KEYS = Keys(SECRET_KEY, PEPPER)


def portal_for(**sections: dict[str, Any]) -> Portal:
    """A portal of the shipped site, with sections of plugins put in place of its own."""
    site = _site_at(find_site("banner"))
    if not sections:
        return portal_of(site)
    plugins = {slug: sections.get(slug, dict(section)) for slug, section in site.plugins.items()}
    return portal_of(site.model_copy(update={"plugins": plugins}))


@cache
def _site_at(folder: Path) -> SiteProfile:
    """The site of a folder: what is made of it once, such as the models of forms, serves every test."""
    return load_site(folder)


def is_shipped(portal: Portal) -> bool:
    """Whether nothing was changed of the shipped site."""
    return portal.site is _site_at(find_site("banner")) and portal.applications.limits is AS_SHIPPED


def portal_of(site: SiteProfile, limits: Limits = AS_SHIPPED) -> Portal:
    """A portal of this site."""
    return Portal(
        site, load_applications(site, limits), Mail(site, "https://portal.example", "portal@portal.example")
    )


def where_members_sign(**more: Any) -> Portal:
    """A portal of the shipped site in which each person signs an agreement of their own as well."""
    site = portal_for().site
    text = site.agreement.text.model_copy(update={"title": "User Agreement"})
    named = {"slug": "user-agreement", "name": "User Agreement", "short_name": "user agreement"}
    own = site.agreement.model_copy(
        update={"signers": ("member",), "text": text, "term_months": 12, **named, **more}
    )
    return portal_of(site.model_copy(update={"agreements": (*site.agreements, own)}))


def signing_for(portal: Portal) -> Signing:
    """What agreements are signed with at this portal, access following them."""
    return signing_of(portal, _settings())


def identity_at(portal: Portal) -> Identity:
    """What accounts are made with at this portal; passwords cost nothing."""
    return Identity(portal.site, portal.mail, KEYS, _hashing())


@cache
def _hashing() -> PasswordHashing:
    return PasswordHashing(KEYS, cheap=True)


@cache
def _folder() -> TemporaryDirectory[str]:
    """Holds the key of the seal as long as this process lives."""
    return TemporaryDirectory(prefix="seal-")


@cache
def seal_files() -> dict[str, Path]:
    """The settings that name one small key of the seal, for as long as this process lives."""
    key, certificate = make_seal_key(Path(_folder().name))
    return {"seal_key": key, "seal_certificate": certificate}


def _settings() -> Settings:
    folder = folder_of_the_open_one()
    return Settings(demo=True, data_folder=folder, secret_key=SECRET_KEY, **seal_files())
