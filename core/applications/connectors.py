"""What a site profile says about a connector. Secrets are named here and kept in the settings."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Annotated, Any, Literal
from urllib.parse import SplitResult, urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    field_validator,
    model_validator,
)

SecretName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$", max_length=60)]
_PART = r"[A-Za-z][A-Za-z0-9.-]*=(?:\\.|[^,\\])+"
DN = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=400, pattern=rf"^{_PART}(?:,{_PART})*$")
]
Attribute = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9-]*$", max_length=60)]
_OPENLDAP = {
    "name_attribute": "uid",
    "login_attribute": "uid",
    "marks_attribute": "description",
    "object_classes": ("inetOrgPerson",),
    "disabled_by": "pwdAccountLockedTime",
}
# In Active Directory an account cannot be named after its login name, and takes one description only.
_ACTIVE_DIRECTORY = {
    "name_attribute": "cn",
    "login_attribute": "sAMAccountName",
    "marks_attribute": "extensionName",
    "object_classes": ("user",),
    "disabled_by": "userAccountControl",
}
_USUAL: dict[str, dict[str, Any]] = {
    "openldap": _OPENLDAP,
    "389": _OPENLDAP | {"disabled_by": "nsAccountLock"},
    "active-directory": _ACTIVE_DIRECTORY,
}
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class _Section(BaseModel):
    """What every kind has: after how many hours working access is looked at again."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    check_hours: Annotated[int, Field(ge=1, le=168)] = 24


class PeopleSettings(_Section):
    """People do the work, by the plugin's own check-list."""

    kind: Literal["people"] = "people"


class ScimSettings(_Section):
    """A server that speaks SCIM 2.0.

    `secret` names the bearer token. Accounts are found by their `externalId`, which nobody else may write.
    """

    kind: Literal["scim"]
    url: str
    secret: SecretName
    seconds: Annotated[float, Field(gt=0, le=15)] = 10

    @field_validator("url")
    @classmethod
    def _protected(cls, url: str) -> str:
        return _require(url, "https", "http")


class LdapSettings(_Section):
    """A directory: OpenLDAP, 389 or Active Directory.

    `secret` names the password of `bind_dn`. Accounts lie under `people_dn` and belong to the group
    `group_dn` while there is access. `key_attribute` holds the key of the human, `marks_attribute` (which
    must take several values) one mark for each access, so that one group's leaving does not end another's.
    `disabled_by` is what switches an account off that has no access left. What is not given is what is usual
    in this kind of `directory`.
    """

    kind: Literal["ldap"]
    directory: Literal["openldap", "389", "active-directory"]
    url: str
    bind_dn: DN
    secret: SecretName
    people_dn: DN
    group_dn: DN
    name_attribute: Attribute
    login_attribute: Attribute
    key_attribute: Attribute = "employeeNumber"
    marks_attribute: Attribute
    member_attribute: Attribute = "member"
    object_classes: tuple[Attribute, ...]
    disabled_by: Literal["pwdAccountLockedTime", "nsAccountLock", "userAccountControl", "nothing"]
    authority_file: str = ""
    seconds: Annotated[float, Field(gt=0, le=15)] = 10

    @model_validator(mode="before")
    @classmethod
    def _usual(cls, given: dict[str, Any]) -> dict[str, Any]:
        return {**_USUAL.get(str(given.get("directory")), _OPENLDAP), **given}

    @field_validator("kind")
    @classmethod
    def _installed(cls, kind: str) -> str:
        if find_spec("bonsai") is None:
            message = 'needs a library that is not installed: install the extra "ldap"'
            raise ValueError(message)
        return kind

    @field_validator("url")
    @classmethod
    def _protected(cls, url: str) -> str:
        if urlsplit(url).path.strip("/"):
            message = "must end with the name or port of the server"
            raise ValueError(message)
        return _require(url, "ldaps", "ldap")

    @model_validator(mode="after")
    def _apart(self) -> LdapSettings:
        names = [self.login_attribute, self.key_attribute, self.marks_attribute, self.disabled_by]
        if len({name.casefold() for name in names}) < len(names):
            message = "login_attribute, key_attribute, marks_attribute and disabled_by must differ"
            raise ValueError(message)
        return self


ConnectorSettings = PeopleSettings | ScimSettings | LdapSettings
BY_PEOPLE = PeopleSettings()
READ: TypeAdapter[ConnectorSettings] = TypeAdapter(Annotated[ConnectorSettings, Field(discriminator="kind")])


def _require(url: str, protected: str, plain: str) -> str:
    """Require an address of the protected kind; the plain one only on this machine."""
    parts = urlsplit(url)
    wanted = parts.scheme == protected or (parts.scheme == plain and parts.hostname in _LOOPBACK)
    more = parts.username or parts.query or parts.fragment
    if not wanted or not parts.hostname or more or not _has_port(parts):
        message = f"must be an address that begins with {protected}://"
        raise ValueError(message)
    return url.rstrip("/")


def _has_port(parts: SplitResult) -> bool:
    """Tell whether what stands where a port may stand is one."""
    try:
        return parts.port != 0
    except ValueError:
        return False
