"""A server may leave the background work to other processes."""

import asyncio

import pytest

from tests.web.people import running, settings_for
from web.app import create_app

AT_WORK = {"mail", "provisioning"}


async def _names(database_url: str, **given: bool) -> set[str]:
    async with running(create_app(settings_for(database_url, **given))):
        return {task.get_name() for task in asyncio.all_tasks()} & AT_WORK


@pytest.mark.postgres
async def test_the_work_is_done_inside_unless_the_settings_say_otherwise(postgres_url: str) -> None:
    assert await _names(postgres_url) == AT_WORK
    assert await _names(postgres_url, worker_in_server=False) == set()
