"""The questions of Direct Secure Messaging."""

from collections.abc import Mapping

from pydantic import BaseModel, field_validator

from core.forms import Email, field

# Mail that anybody can have. These names are used with the ending of many a country: yahoo.com, yahoo.co.uk.
_IN_MANY_COUNTRIES = frozenset({"aol", "gmx", "hotmail", "live", "msn", "outlook", "yahoo"})
_ENDINGS = frozenset(
    {
        *("com", "net", "ca", "mx", "us", "br", "ar", "cl", "co", "pe", "ve", "de", "at", "ch", "fr", "be"),
        *(
            "nl",
            "it",
            "es",
            "pt",
            "ie",
            "uk",
            "dk",
            "se",
            "no",
            "fi",
            "pl",
            "cz",
            "gr",
            "ro",
            "hu",
            "tr",
            "ru",
        ),
        *(
            "in",
            "cn",
            "hk",
            "tw",
            "jp",
            "kr",
            "sg",
            "my",
            "id",
            "ph",
            "th",
            "vn",
            "au",
            "nz",
            "za",
            "il",
            "ae",
        ),
    }
)
_CONSUMER_DOMAINS = (
    *(
        "att.net",
        "bellsouth.net",
        "centurylink.net",
        "charter.net",
        "comcast.net",
        "cox.net",
        "earthlink.net",
    ),
    *("gmail.com", "googlemail.com", "icloud.com", "me.com", "mac.com", "rocketmail.com", "ymail.com"),
    *("proton.me", "protonmail.com", "protonmail.ch", "zoho.com", "zohomail.com", "passport.com"),
    *("fastmail.com", "frontier.com", "frontiernet.net", "hey.com", "juno.com", "mail.com", "netzero.net"),
    *("optimum.net", "pm.me", "q.com", "sbcglobal.net", "tutanota.com", "verizon.net", "windstream.net"),
)
_SECOND_LEVEL = frozenset({"co", "com"})


class DirectAddress(BaseModel):
    """The provider's own Direct address."""

    direct_address: Email = field(
        "Direct secure email address",
        kind="email",
        hint=(
            "Your electronic health record gives it out, for example name@direct.clinic.example. An everyday "
            "mailbox such as Gmail, Yahoo or Outlook isn’t a Direct address."
        ),
        missing="Enter the provider’s Direct address",
        width="20",
    )

    own_domain: bool = field(
        "Our record system gave out this address, although our everyday email ends the same",
        kind="checkbox",
        optional=True,
    )

    @field_validator("direct_address")
    @classmethod
    def _not_an_everyday_mailbox(cls, address: str) -> str:
        domain = address.rpartition("@")[2]
        if _is_consumer(domain):
            # It begins with a capital, so that no label is put before it.
            raise ValueError(f"Ask your EHR vendor for the Direct address; {domain} is an everyday mailbox")
        return address


def against_list(answers: DirectAddress, addresses: frozenset[str]) -> Mapping[str, str]:
    """Refuse the everyday mailbox of anybody in the group, and ask about their everyday domain."""
    address = answers.direct_address
    domain = address.rpartition("@")[2]
    if _mailbox(address) in {_mailbox(each) for each in addresses}:
        return {
            "direct_address": f"Ask your EHR vendor for the Direct address; {address} is an everyday mailbox"
        }
    if not answers.own_domain and domain in {each.rpartition("@")[2] for each in addresses}:
        words = (
            f"Your everyday email ends in {domain} too. Enter the Direct address, or select the box below it"
        )
        return {"direct_address": words}
    return {}


def _mailbox(address: str) -> str:
    """The mailbox that an address ends in, without what many providers allow behind a plus sign."""
    name, _, domain = address.rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"


def _is_consumer(domain: str) -> bool:
    labels = domain.split(".")
    if any(domain == known or domain.endswith(f".{known}") for known in _CONSUMER_DOMAINS):
        return True
    name = labels[-3] if len(labels) > 2 and labels[-2] in _SECOND_LEVEL else labels[-2]
    return name in _IN_MANY_COUNTRIES and labels[-1] in _ENDINGS
