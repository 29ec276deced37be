"""A real OpenLDAP server on loopback: Debian's slapd, in a temporary folder, gone at the end.

    with ldap_server() as ldap:
        ldap.url                    # ldap://127.0.0.1:PORT
        ldap.bind_dn, ldap.password # the portal's own account there, which may write people and the group
        ldap.people_dn, ldap.group_dn
        ldap.entries()              # {"uid=aokafor,ou=people,…": {"cn": ["Amara Okafor"], …}, …}, people only
        ldap.members()              # {"uid=aokafor,ou=people,…"}: the people in the group
        ldap.stop(); ldap.start()   # the directory is down, and comes back with what it knew, at the same url

`missing()` says in words why none can be had, and None when one can. A test that needs one is marked
`@pytest.mark.ldap` and takes the fixture `ldap`, which skips it with those words; at the end of a run one
line says how many tests ran on it. `ldap.section()` is the section of a site profile that names this
server, to be read with the secret `{SECRET: SecretStr(ldap.password)}`.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

SLAPD = shutil.which("slapd", path="/usr/sbin:/usr/local/sbin:/usr/libexec:/usr/lib/openldap:/usr/bin")
SCHEMAS = next((p for p in (Path("/etc/ldap/schema"), Path("/etc/openldap/schema")) if p.is_dir()), None)
OWN_SCHEMA = Path(__file__).parent / "ldap_active_directory.schema"
SECRET = "directory-password"
ROOT = "dc=clinical,dc=example"
WAIT_SECONDS = 30

CONFIGURATION = """\
include {schemas}/core.schema
include {schemas}/cosine.schema
include {schemas}/inetorgperson.schema
include {own}
{modules}
pidfile {folder}/pid
sizelimit 50
{tls}
database mdb
maxsize 16777216
suffix "{root}"
rootdn "cn=root,{root}"
rootpw {root_password}
directory {folder}/data
dbnosync
index objectClass,uid,employeeNumber eq
overlay ppolicy
access to attrs=userPassword by anonymous auth by dn.exact="{bind_dn}" write by * none
access to dn.subtree="ou=people,{root}" by dn.exact="{bind_dn}" write by * none
access to filter="(objectClass=groupOfNames)" by dn.exact="{bind_dn}" write by * none
access to * by dn.exact="{bind_dn}" read by * none
"""
MODULES = "modulepath {path}\nmoduleload back_mdb\nmoduleload ppolicy"
TREE = """\
dn: {root}
objectClass: dcObject
objectClass: organization
dc: clinical
o: Clinical

dn: {bind_dn}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: portal
userPassword: {password}

dn: ou=people,{root}
objectClass: organizationalUnit
ou: people

dn: {group_dn}
objectClass: groupOfNames
cn: clinical
member: {bind_dn}
"""


def missing() -> str | None:
    """Why no server can be had, in words; None when one can."""
    if SLAPD is None or SCHEMAS is None:
        return "slapd (OpenLDAP's server) is not installed"
    if find_spec("bonsai") is None:
        return 'the library bonsai is not installed (the extra "ldap"; it is built against libldap2-dev)'
    return None


@dataclass
class LdapServer:
    """One slapd; its port stays the same when it is stopped and started again."""

    folder: Path
    certificate: Path | None = None
    port: int = 0
    secure_port: int = 0
    password: str = field(default_factory=lambda: secrets.token_urlsafe(12), repr=False)
    root_password: str = field(default_factory=lambda: secrets.token_urlsafe(12), repr=False)
    bind_dn: str = f"cn=portal,{ROOT}"
    people_dn: str = f"ou=people,{ROOT}"
    group_dn: str = f"cn=clinical,{ROOT}"
    _process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.port, self.secure_port = _free_port(), _free_port()
        (self.folder / "data").mkdir()
        (self.folder / "slapd.conf").write_text(self._configuration())
        tree = TREE.format(root=ROOT, bind_dn=self.bind_dn, password=self.password, group_dn=self.group_dn)
        words = [str(SLAPD), "-T", "add", "-f", str(self.folder / "slapd.conf")]
        subprocess.run(words, input=tree.encode(), check=True, capture_output=True)

    @property
    def url(self) -> str:
        """Where it answers without TLS."""
        return f"ldap://127.0.0.1:{self.port}"

    @property
    def secure_url(self) -> str:
        """Where it answers with TLS, if it was given a certificate."""
        return f"ldaps://127.0.0.1:{self.secure_port}"

    @property
    def misnamed_url(self) -> str:
        """The same with TLS, at an address that its certificate does not name."""
        return f"ldaps://127.0.0.2:{self.secure_port}"

    @property
    def log(self) -> str:
        """What slapd said since it was last started."""
        return (self.folder / "log").read_text(errors="replace")

    def section(self, **more: Any) -> dict[str, Any]:
        """What a site profile says of it in `[plugins.<slug>.connector]`."""
        return {
            "kind": "ldap",
            "directory": "openldap",
            "url": self.url,
            "bind_dn": self.bind_dn,
            "secret": SECRET,
            "people_dn": self.people_dn,
            "group_dn": self.group_dn,
            **more,
        }

    def start(self) -> None:
        """It answers when this returns."""
        addresses = self.url + (f" {self.secure_url} {self.misnamed_url}" if self.certificate else "")
        words = [str(SLAPD), "-d", "none", "-h", addresses, "-f", str(self.folder / "slapd.conf")]
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(words, stdout=log, stderr=log)
        patience = time.monotonic() + WAIT_SECONDS
        while not _answers(self.port):
            if self._process.poll() is not None or time.monotonic() > patience:
                raise RuntimeError(f"slapd does not start: {self.log}")
            time.sleep(0.02)

    def stop(self) -> None:
        """Nobody answers there any more."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)
            self._process.terminate()
            self._process.wait(WAIT_SECONDS)
            self._process = None

    @contextlib.contextmanager
    def asleep(self) -> Iterator[None]:
        """It takes connections and never answers while the block runs."""
        assert self._process
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    @contextlib.contextmanager
    def as_root(self) -> Iterator[Any]:
        """A connection of the library's own that may do everything, to plant entries with."""
        import bonsai

        client = bonsai.LDAPClient(self.url)
        client.set_credentials("SIMPLE", user=f"cn=root,{ROOT}", password=self.root_password)
        with client.connect(timeout=WAIT_SECONDS) as directory:
            yield directory

    def entries(self) -> dict[str, dict[str, list[str]]]:
        """Every person there by DN, with all attributes, the operational ones among them."""
        with self.as_root() as directory:
            found = directory.search(self.people_dn, 1, "(objectClass=*)", ["*", "+"])
        return {str(entry.dn): {name: [str(v) for v in entry[name]] for name in entry} for entry in found}

    def members(self) -> set[str]:
        """The DNs of the people in the group, without the permanent member that keeps it from being empty."""
        with self.as_root() as directory:
            (group,) = directory.search(self.group_dn, 0, "(objectClass=*)", ["member"])
        return {str(member) for member in group["member"]} - {self.bind_dn}

    def _configuration(self) -> str:
        modules = next((p for p in (Path("/usr/lib/ldap"), Path("/usr/lib/openldap")) if p.is_dir()), None)
        files = [f"TLSCertificateFile {self.certificate}", f"TLSCertificateKeyFile {self.certificate}"]
        return CONFIGURATION.format(
            schemas=SCHEMAS,
            own=OWN_SCHEMA,
            modules=MODULES.format(path=modules) if modules else "",
            folder=self.folder,
            tls="\n".join(files) if self.certificate else "",
            root=ROOT,
            root_password=self.root_password,
            bind_dn=self.bind_dn,
            group_dn=self.group_dn,
        )


@contextlib.contextmanager
def ldap_server(certificate: Path | None = None) -> Iterator[LdapServer]:
    """A server that runs until the block ends; with a PEM file of key and certificate it speaks TLS too."""
    if reason := missing():
        raise RuntimeError(reason)
    with tempfile.TemporaryDirectory(prefix="portal-ldap-") as name:
        server = LdapServer(Path(name), certificate)
        server.start()
        try:
            yield server
        finally:
            server.stop()


def person(directory: Any, dn: str, *classes: str, **attributes: Any) -> Any:
    """An entry that was not made by the portal, put there through `as_root()`."""
    import bonsai

    entry = bonsai.LDAPEntry(dn)
    entry["objectClass"] = list(classes or ("inetOrgPerson",))
    for name, value in attributes.items():
        entry[name] = value
    directory.add(entry)
    return entry


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
