"""Style sheets and scripts: kept for ever under an address that changes with them, and small."""

import gzip
import re
import secrets
from pathlib import Path

import httpx
from litestar.testing import TestClient

from tests.web.first_view import MOST_SENT, faults_of_first_view
from web.assets import Assets

BUDGET = 50 * 1024
WORKERS = {"vendor/altcha/pbkdf2.js", "vendor/altcha/sha.js"}


def test_a_file_under_its_own_version_is_kept_for_ever(client: TestClient) -> None:
    answer = client.get(client.app.state.assets.url("app.css"))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"].startswith("text/css")


def test_a_file_under_another_version_is_sent_and_not_kept(client: TestClient) -> None:
    answer = client.get("/static/0123456789abcdef/app.css")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


def test_text_is_sent_gzipped_to_those_who_can_read_it(client: TestClient) -> None:
    address = client.app.state.assets.url("site.js")
    assert client.get(address, headers={"Accept-Encoding": "gzip"}).headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in client.get(address, headers={"Accept-Encoding": "identity"}).headers


def test_only_what_browsers_load_is_served(client: TestClient) -> None:
    for name in (
        "vendor/MANIFEST.json",
        "vendor/htmx/LICENSE",
        "../app.py",
        "%2e%2e/app.py",
        "site/profile.toml",
    ):
        assert client.get(f"/static/any/{name}").status_code == 404


def test_the_version_changes_with_any_file(tmp_path: Path) -> None:
    style = tmp_path / "a.css"
    style.write_text("p { color: red }")
    before = Assets({"a.css": style}).version
    style.write_text("p { color: blue }")
    assert Assets({"a.css": style}).version != before


def test_styles_and_scripts_of_a_page_stay_under_50_kb(client: TestClient) -> None:
    page = client.get("/").text
    loaded = set(re.findall(r'(?:src|href)="/static/\w+/([^"]+\.(?:css|js))"', page))
    assert {"app.css", "site.js", "vendor/htmx/htmx.min.js", "vendor/govuk-frontend/govuk.css"} <= loaded
    # What site.js imports, and the worker that a page with a proof of work starts.
    loaded |= {"proof.js", "vendor/govuk-frontend/govuk.js"} | WORKERS
    sizes = {name: len(gzip.compress(client.app.state.assets.get(name).body, 9)) for name in loaded}
    assert sum(sizes.values()) <= BUDGET, sizes


def test_a_page_that_loads_too_much_or_what_is_not_kept_is_found(client: TestClient) -> None:
    """Planted faults, so that "nothing found" means something where every page is asked."""
    assets, page = client.app.state.assets, client.get("/").text
    assert faults_of_first_view(httpx.Response(200, text=page), assets) == []
    planted = {
        "bytes": page + secrets.token_hex(MOST_SENT),
        "files": page + "".join(f'<script src="{assets.url(name)}">' for name in ("console.css", *WORKERS)),
        "is not kept for ever": page.replace(assets.url("app.css"), "/static/other/app.css"),
    }
    for words, text in planted.items():
        (fault,) = faults_of_first_view(httpx.Response(200, text=text), assets)
        assert words in fault[:60]
