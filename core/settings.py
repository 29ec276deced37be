"""What one deployment decides: where data lives, how mail leaves, which secrets protect it."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from core.demo_secrets import demo_secrets
from core.keys import Keys

PREFIX = "PORTAL_"
CONFIG = "PORTAL_CONFIG"
SHORTEST_SECRET = 32
_ADDRESS = re.compile(r"[^@\s<>,]+@[^@\s<>,]+\.[^@\s<>,.]+\Z")


class SettingsFaults(Exception):
    """Settings that cannot be read; `faults` says everything that has to be mended."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


class UnfitForProduction(SettingsFaults):
    """Settings with which the product refuses to start."""


class Settings(BaseSettings):
    """One deployment's settings, from the environment (`PORTAL_…`) or the TOML file `PORTAL_CONFIG` names."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="forbid", frozen=True, hide_input_in_errors=True
    )

    site: str = Field(
        "", description="Name of a folder in `sites/`, or a path. Not needed while there is only one."
    )
    demo: bool = Field(False, description="Made-up practices, mails shown on a page, secrets made by itself.")
    debug: bool = Field(False, description="Details of errors in the log of a developer's machine.")
    trace_plugins: bool = Field(
        False, description="A line in the log for each hook and call of a plugin, without personal data."
    )
    data_folder: Path = Field(Path("data"), description="Where the product keeps files of its own.")
    database_url: str = Field(
        "",
        description="`sqlite:///…` or `postgresql://…`; SQLite in the data folder if empty. PostgreSQL behind"
        " PgBouncer in transaction mode ends in `?pooler=transaction`.",
    )
    migrate_database_url: str = Field(
        "", description="The same database with the role that owns its tables: it migrates and retires."
    )
    replica_database_url: str = Field(
        "", description="A PostgreSQL that follows the first: asked for what may be five seconds old."
    )
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=1, le=65535, description="Port to listen on.")
    base_url: str = Field("", description="Address people use, for links in mails; host and port if empty.")
    worker_in_server: bool = Field(
        True, description="Whether `portal serve` does the background work too; without, run `portal worker`."
    )
    trusted_proxies: int = Field(0, ge=0, le=5, description="How many proxies of our own stand in front.")
    secret_key: SecretStr = Field(
        SecretStr(""), description="Protects forms and stored secrets: 32 characters or more."
    )
    pepper: SecretStr = Field(
        SecretStr(""), description="Mixed into every password: 32 characters or more, another one."
    )
    former_secret_keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (), description='Earlier values of `secret_key`, which still open what they sealed, as JSON: `["…"]`.'
    )
    cheap_passwords: bool = Field(False, description="Hash passwords at no cost; only for tests.")
    smtp_host: str = Field("", description="Mail server. Empty in a demo: mails are only shown.")
    smtp_port: int = Field(587, ge=1, le=65535, description="Port of the mail server.")
    smtp_user: str = Field("", description="User name at the mail server.")
    smtp_password: SecretStr = Field(SecretStr(""), description="Password at the mail server.")
    smtp_starttls: Literal["required", "off"] = Field("required", description="`off` only in a demo.")
    mail_from: str = Field("", description="Sender of every mail.")
    connector_secrets: Annotated[dict[str, SecretStr], NoDecode] = Field(
        {},
        description='Secrets by the names that the site profile gives them, as JSON: `{"…": "…"}`.',
    )
    run_without: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description='Plugins without which the portal starts while they are broken, as JSON: `["…"]`.'
    )
    seal_pkcs12: Path | None = Field(
        None, description="PKCS#12 file with key and certificate of the seal on agreements. A demo makes one."
    )
    seal_key: Path | None = Field(None, description="PEM file with the key of the seal, instead of PKCS#12.")
    seal_certificate: Path | None = Field(
        None, description="PEM file with the certificate of `seal_key` and those it stands on."
    )
    seal_passphrase: SecretStr = Field(SecretStr(""), description="Opens the key of the seal.")
    seal_pkcs11_module: Path | None = Field(
        None, description="Library of a hardware module that keeps the key of the seal."
    )
    seal_pkcs11_token: str = Field("", description="Label of the token in the hardware module.")
    seal_pkcs11_label: str = Field("", description="Label of key and certificate in the token.")
    seal_pkcs11_pin: SecretStr = Field(SecretStr(""), description="Opens the token.")
    trail_key: Path | None = Field(
        None, description="File with the key that signs the trail; `trail-key` in the data folder if empty."
    )
    former_trail_keys: tuple[str, ...] = Field(
        (),
        description="Public keys that the trail was signed with before, as `portal audit key` prints them.",
    )
    timestamp_url: str = Field(
        "", description="RFC 3161 time-stamp authority; with it, seals stay verifiable for decades."
    )
    timestamp_certificates: Path | None = Field(
        None, description="PEM file with the certificates that time stamps are judged by."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let what is given in code win over the environment, and the environment over the file."""
        file = os.environ.get(CONFIG)
        toml = (TomlConfigSettingsSource(settings_cls, Path(file)),) if file else ()
        return (init_settings, env_settings, *toml)

    @model_validator(mode="before")
    @classmethod
    def _fill_in(cls, given: Any) -> Any:
        """Fill in addresses that follow from other settings when they are left empty."""
        if not isinstance(given, Mapping):
            return given
        filled = dict(given)
        folder = Path(filled.get("data_folder") or "data")
        filled["database_url"] = filled.get("database_url") or f"sqlite:///{folder / 'portal.sqlite'}"
        address = f"http://{filled.get('host') or '127.0.0.1'}:{filled.get('port') or 8000}"
        filled["base_url"] = str(filled.get("base_url") or address).rstrip("/")
        return filled

    @field_validator("former_secret_keys", "connector_secrets", "run_without", mode="before")
    @classmethod
    def _from_json(cls, given: Any, info: ValidationInfo) -> Any:
        """Read what the environment can only hold as text; a fault is one among the others."""
        if not isinstance(given, str):
            return given
        example = '{"name": "…"}' if info.field_name == "connector_secrets" else '["…"]'
        try:
            return json.loads(given)
        except ValueError:
            raise ValueError(f"must be JSON, like {example}") from None

    @property
    def database_file(self) -> Path | None:
        """The file that is the database, if it is one."""
        _, _, path = self.database_url.partition("sqlite:///")
        return Path(path) if path else None

    @property
    def keys(self) -> Keys:
        """What protects stored secrets."""
        former = [each.get_secret_value() for each in self.former_secret_keys]
        return Keys(self.secret_key.get_secret_value(), self.pepper.get_secret_value(), former)

    @property
    def mail_sender(self) -> str:
        """The address mails come from."""
        return self.mail_from or f"no-reply@{urlsplit(self.base_url).hostname}"

    def check_ready_for_production(self) -> list[str]:
        """List everything for which production refuses to start; empty when it may."""
        return [
            *self._weak_secrets(),
            *self._careless_switches(),
            *self._mail_to_nowhere(),
            *self._no_seal(),
            *unknown_variables(),
        ]

    def require_ready(self) -> Self:
        """Return itself, or `UnfitForProduction`. A demo is excused only on this machine's own address."""
        faults = self._demo_in_public() if self.demo else self.check_ready_for_production()
        if faults := [*faults, *self._nobody_works(), *self._no_replica()]:
            raise UnfitForProduction(faults)
        return self

    def _weak_secrets(self) -> list[str]:
        secrets = {"secret_key": self.secret_key, "pepper": self.pepper}
        faults = [
            f"{name}: is missing or too easy to guess" for name, value in secrets.items() if _weak(value)
        ]
        if not faults and self.secret_key == self.pepper:
            faults.append("pepper: is the same as secret_key")
        return faults

    def _careless_switches(self) -> list[str]:
        checks = {
            "demo: is on": self.demo,
            "debug: is on": self.debug,
            "cheap_passwords: is on": self.cheap_passwords,
            "base_url: must begin with https://": not self.base_url.startswith("https://"),
        }
        return [fault for fault, found in checks.items() if found]

    def _mail_to_nowhere(self) -> list[str]:
        checks = {
            "smtp_host: is missing, mail would go nowhere": not self.smtp_host,
            "mail_from: is missing": not self.mail_from,
            "mail_from: is not an email address": bool(self.mail_from) and not _ADDRESS.match(self.mail_from),
            "smtp_starttls: must be required": self.smtp_starttls != "required",
        }
        return [fault for fault, found in checks.items() if found]

    def _no_seal(self) -> list[str]:
        if self.seal_pkcs12 or self.seal_key or self.seal_pkcs11_module:
            return []
        return ["seal_pkcs12: is missing, agreements could not be sealed"]

    def _nobody_works(self) -> list[str]:
        if self.worker_in_server or not self.database_url.startswith("sqlite"):
            return []
        return ["worker_in_server: must be on with SQLite, where no other process does the work"]

    def _no_replica(self) -> list[str]:
        addresses = (self.database_url, self.replica_database_url)
        if not self.replica_database_url or all(each.startswith("postgres") for each in addresses):
            return []
        return ["replica_database_url: only PostgreSQL has one, beside a database_url that is PostgreSQL too"]

    def _demo_in_public(self) -> list[str]:
        if {self.host, urlsplit(self.base_url).hostname} <= {"127.0.0.1", "localhost", "::1"}:
            return []
        return ["demo: may only be served at this machine's own address; its sign-ins are known to all"]


def load_settings(**given: Any) -> Settings:
    """Load the settings of this process; a demo gets the secrets it keeps in its data folder.

    Raises SettingsFaults when a value is of the wrong kind or the file cannot be read.
    """
    settings = _read(given)
    if not settings.demo:
        return settings
    kept = demo_secrets(settings.data_folder)
    missing = {name: kept[name] for name in kept if not getattr(settings, name).get_secret_value()}
    return settings.model_copy(update=missing)


def _read(given: dict[str, Any]) -> Settings:
    file = os.environ.get(CONFIG)
    if file and not Path(file).is_file():
        raise SettingsFaults([f"{CONFIG}: there is no file {file}"])
    try:
        return Settings(**given)
    except ValidationError as problem:
        raise SettingsFaults(
            [f"{_name(error['loc'])}: {error['msg']}" for error in problem.errors()]
        ) from None
    except tomllib.TOMLDecodeError as problem:
        raise SettingsFaults([f"{CONFIG}: is not TOML: {problem}"]) from None


def _name(place: tuple[str | int, ...]) -> str:
    return ".".join(map(str, place)) or "settings"


def unknown_variables(environment: Mapping[str, str] = os.environ) -> list[str]:
    """List variables that look like ours but set nothing, most likely misspelt."""
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {CONFIG}
    ours = [name for name in environment if name.startswith(PREFIX) and not name.startswith("PORTAL_TEST_")]
    return [f"{name}: is not a known setting" for name in sorted(ours) if name not in known]


def _weak(secret: SecretStr) -> bool:
    """Too short, or made of so few different characters that nobody drew it at random."""
    value = secret.get_secret_value()
    return len(value) < SHORTEST_SECRET or len(set(value)) < 10
