"""What every test may ask for: a migrated database of either kind, and a clock that moves when told."""

import asyncio
import gc
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import structlog

from core import binding
from core import clock as time_source
from core.applications import load_applications
from core.database import Database, connect, migrate
from core.site import find_site, load_site
from tests import asked, ldap_server, postgres, today
from tests.asked import pytest_sessionfinish, pytest_testnodedown
from tests.certificates import make_certificates
from tests.emptied import EmptyDatabases, on_server
from tests.exercised import pytest_configure, pytest_terminal_summary, pytest_unconfigure
from tests.inline import run_inline
from tests.ldap_server import LdapServer
from tests.mail_server import PostOffice, post_office
from tests.once import make_once
from tests.practices.kept import remember_alone, remember_untouched
from tests.practices.portals import KEYS

__all__ = [
    "pytest_configure",
    "pytest_sessionfinish",
    "pytest_terminal_summary",
    "pytest_testnodedown",
    "pytest_unconfigure",
]

# Two sites ship: every command of a test is run for this one, unless it names another.
os.environ.setdefault("PORTAL_SITE", "banner")

today.arrange()

# Drawing a traceback with every local variable takes seconds, in which a server under test does not answer.
structlog.configure(
    processors=[
        *structlog.get_config()["processors"][:-1],
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
    ]
)
make_once()
run_inline()
asked.watch()
# Until a test starts the application, which brings its own.
binding.use(KEYS)


NewDatabase = Callable[[], str]
EACH_KIND = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
# It takes minutes: begun last, everybody else would wait for it.
LONGEST = "test_whatever_is_done_nobody_gets_what_is_not_theirs"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    items.sort(key=lambda item: item.name != LONGEST)


def pytest_collection_finish() -> None:
    """Leave what was imported alone when memory is cleaned up, which takes a tenth of all time otherwise."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Try a rule on SQLite, and what is marked `both_databases` on each kind."""
    if "database_url" in metafunc.fixturenames:
        both = metafunc.definition.get_closest_marker("both_databases")
        metafunc.parametrize("database_url", EACH_KIND if both else ["sqlite"], indirect=True)


class MovableClock:
    """Stands still at the day of the tests until a test moves it."""

    def __init__(self) -> None:
        self.at = today.beginning()

    def __call__(self) -> datetime:
        return self.at

    def set(self, moment: datetime) -> None:
        self.at = moment

    def advance(self, **parts: float) -> None:
        self.at += timedelta(**parts)


@pytest.fixture
def clock() -> Iterator[MovableClock]:
    movable = MovableClock()
    time_source.use(movable)
    yield movable
    today.follow()


async def _migrated(url: str) -> None:
    database = await connect(url)
    await migrate(load_applications(load_site(find_site("banner"))).migrations)
    await database.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "portal.sqlite"
    asyncio.run(_migrated(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    if reason := postgres.missing():
        pytest.skip(reason)
    with postgres.server() as address:
        yield address


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """The name of a migrated, empty database on the server, for CREATE DATABASE … TEMPLATE."""
    name = f"template_{uuid4().hex}"
    asyncio.run(on_server(postgres_server, f"CREATE DATABASE {name}"))
    asyncio.run(_migrated(f"{postgres_server.rpartition('/')[0]}/{name}"))
    return name


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a migrated, empty SQLite database of this test's own."""
    copy = tmp_path / "portal.sqlite"
    shutil.copy(sqlite_template, copy)
    remember_untouched(copy)
    return f"sqlite:///{copy}"


@pytest.fixture(scope="session")
def empty_databases(postgres_server: str, postgres_template: str) -> Iterator[EmptyDatabases]:
    """Hands out migrated, empty PostgreSQL databases."""
    databases = EmptyDatabases(postgres_server, postgres_template)
    yield databases
    databases.drop()


@pytest.fixture
def postgres_url(empty_databases: EmptyDatabases) -> Iterator[str]:
    """The address of a migrated, empty PostgreSQL database that this test has to itself."""
    address = empty_databases.take()
    yield address
    empty_databases.give_back(address)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a migrated, empty database; once of each kind for a test marked `both_databases`."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open, migrated, empty database; once of each kind for a test marked `both_databases`."""
    opened = await connect(database_url)
    remember_alone(opened)
    yield opened
    await opened.close()


@pytest.fixture
def new_sqlite(tmp_path: Path) -> NewDatabase:
    return lambda: f"sqlite:///{tmp_path / uuid4().hex}.sqlite"


@pytest.fixture
def new_postgres(postgres_server: str) -> Iterator[NewDatabase]:
    made: list[str] = []

    def new() -> str:
        made.append(f"empty_{uuid4().hex}")
        asyncio.run(on_server(postgres_server, f"CREATE DATABASE {made[-1]}"))
        return f"{postgres_server.rpartition('/')[0]}/{made[-1]}"

    yield new
    for name in made:
        asyncio.run(on_server(postgres_server, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(params=EACH_KIND)
def new_database(request: pytest.FixtureRequest) -> NewDatabase:
    """Makes a database without any table and says its address, once of each kind."""
    made: NewDatabase = request.getfixturevalue(f"new_{request.param}")
    return made


@pytest.fixture
def smtp() -> Iterator[PostOffice]:
    """A real mail server without encryption, as in a demo."""
    with post_office() as office:
        yield office


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The files of a test authority and of a server certificate made by it."""
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def smtp_tls(certificates: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[PostOffice]:
    """A real mail server that takes nothing before STARTTLS, and whose authority this process trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates[0]))
    with post_office(certificates[1]) as office:
        yield office


@pytest.fixture
def ldap() -> Iterator[LdapServer]:
    """A real directory with nobody in it, where one can be had; for tests that are marked `ldap`."""
    if reason := ldap_server.missing():
        pytest.skip(reason)
    with ldap_server.ldap_server() as server:
        yield server


@pytest.fixture(scope="session")
def sample_plugin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder in which the application outside the tree is installed, on the path like any other."""
    # Built from a copy: a build leaves files beside its source.
    source = Path(__file__).parent / "sample_plugin"
    copy = shutil.copytree(source, tmp_path_factory.mktemp("source") / source.name)
    target = tmp_path_factory.mktemp("site-packages")
    options = ["--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--disable-pip-version-check"]
    pip = [sys.executable, "-m", "pip", "install", *options, "--target", str(target), str(copy)]
    subprocess.run(pip, check=True, capture_output=True, text=True)
    sys.path.insert(0, str(target))
    yield target
    sys.path.remove(str(target))
