"""A register of providers, asked by staff about the credentials of somebody who registered."""

from __future__ import annotations

from dataclasses import dataclass

from core.names import bare_letters, names_agree
from core.plugin_api import Credentials, Finding
from core.registers.register import LookedFor, Provider, ProviderRegister

_WORDS = {
    "unknown": "doesn’t have this number",
    "organization": "has this number for an organization, not for a person",
    "inactive": "says that this number is no longer active",
}


@dataclass(frozen=True, slots=True)
class AsksRegister:
    """Compares what a person says with what the register has; a name that differs contradicts.

    `identifier` is the slug of the number that the register is asked about.
    """

    register: ProviderRegister
    identifier: str

    @property
    def name(self) -> str:
        """The name of the register."""
        return self.register.name

    async def look_up(self, credentials: Credentials, /) -> Finding:
        """Look the number up, and compare names and license."""
        looked = await self.register.look_up(credentials.identifiers.get(self.identifier, ""))
        if looked.outcome == "silent":
            raise ConnectionError(f"{self.name} didn’t answer")
        if looked.provider is None:
            words = f"The register {_WORDS[looked.outcome]}"
            return Finding("unknown" if looked.outcome == "unknown" else "contradicts", words)
        return _compared(credentials, looked.provider)


def _compared(credentials: Credentials, provider: Provider) -> Finding:
    named = f"{provider.first_name} {provider.last_name}".strip()
    ours, theirs = (credentials.first_name, credentials.last_name), (provider.first_name, provider.last_name)
    differing = [
        *([] if names_agree(ours, theirs) else [named]),
        *([] if _has_suffix(credentials, provider) else [provider.credential]),
        *([] if _has_license(credentials, provider) else [_listed(provider)]),
    ]
    if differing:
        return Finding("contradicts", f"The register says {', '.join(differing)}")
    return Finding("agrees", f"The register has {named}, {provider.credential}".rstrip(", "))


def _has_suffix(credentials: Credentials, provider: Provider) -> bool:
    """Tell whether a suffix is among the letters of the register: PA is in PA-C, and MD in M.D., Ph.D."""
    ours, theirs = bare_letters(credentials.suffix), bare_letters(provider.credential)
    return not (ours and theirs) or ours in theirs or theirs in ours


def _listed(provider: Provider) -> str:
    licenses = ", ".join(f"{each.place} {each.number}" for each in provider.licenses if each.number)
    return f"licenses {licenses}" if licenses else "no license"


def _has_license(credentials: Credentials, provider: Provider) -> bool:
    number = bare_letters(credentials.license_number)
    return any(
        bare_letters(each.number) == number and each.place in {credentials.license_state, ""}
        for each in provider.licenses
    )


def differing_name(looked: LookedFor, first: str, last: str) -> str:
    """Return the name that the register has, where somebody typed another one; else nothing."""
    provider = looked.provider
    if provider is None or not (first or last):
        return ""
    if names_agree((first, last), (provider.first_name, provider.last_name)):
        return ""
    return f"{provider.first_name} {provider.last_name}".strip()
