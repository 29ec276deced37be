"""PostgreSQL goes away under a running portal and comes back: 503 meanwhile, then all is well."""

import time
from pathlib import Path

import httpx
import pytest

from tests import postgres
from tests.web.test_serving import Served

# A page that asks the database, whoever opens it.
PAGE = "/pick-up/no-such-link"


def _until(served: Served, path: str, status: int) -> httpx.Response:
    answer, until = None, time.monotonic() + 60
    while time.monotonic() < until:
        answer = httpx.get(served.address + path, timeout=30)
        if answer.status_code == status:
            return answer
        time.sleep(0.1)
    raise AssertionError(answer and (answer.status_code, answer.text))


@pytest.mark.postgres
def test_pages_answer_503_while_the_database_is_down_and_recover_by_themselves(tmp_path: Path) -> None:
    if reason := postgres.missing(own=True):
        pytest.skip(reason)
    with postgres.own_server() as server:
        served = Served(tmp_path, PORTAL_DATABASE_URL=server.address)
        try:
            served.until_it_answers()
            _until(served, "/ready", 200)
            usual = httpx.get(served.address + PAGE, timeout=30)
            assert usual.status_code < 500

            server.crash()
            for _ in range(4):
                answer = httpx.get(served.address + PAGE, timeout=30)
                assert answer.status_code == 503 and "isn’t available right now" in answer.text
            assert httpx.get(f"{served.address}/ready", timeout=30).status_code == 503
            assert httpx.get(f"{served.address}/health", timeout=30).status_code == 200

            server.start()
            _until(served, "/ready", 200)
            _until(served, PAGE, usual.status_code)
        finally:
            served.process.kill()
            served.process.wait()
