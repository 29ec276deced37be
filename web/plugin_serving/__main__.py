"""Serves the made-up site until it is told to stop; `portal plugin serve` runs it, and runs it again."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import rich_click as click
import uvicorn

from core import binding
from core.apart import trace_plugins
from core.applications import PluginFaults
from core.database import connect
from core.logs import set_up_logs
from core.settings import Settings, load_settings
from core.site import SiteFaults
from web.app import create_app
from web.command_parts import running
from web.command_parts.demo import fill_demo, known_sign_ins, words_of
from web.plugin_check import Exempt, NoPlugin, Subject, opened
from web.plugin_serving.made_up import put_on_the_path, secrets_of, serving, write_site

HOST = "127.0.0.1"
AGAIN = "press Enter here for new ones"


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--folder", type=click.Path(path_type=Path), required=True)
@click.option("--port", type=int, required=True)
@click.option("--trace", is_flag=True)
def serve(path: Path, folder: Path, port: int, trace: bool) -> None:
    """Serve the plugin at a path; exit code 1, with words, when it cannot be."""
    set_up_logs(readable=True, level="WARNING")
    try:
        with opened(path) as subject:
            asyncio.run(_serve(subject, folder, port, trace))
    except (NoPlugin, Exempt) as problem:
        raise running.fail([str(problem)]) from problem
    except (SiteFaults, PluginFaults) as problem:
        raise running.fail([str(fault) for fault in problem.faults]) from problem


async def _serve(subject: Subject, folder: Path, port: int, trace: bool) -> None:
    put_on_the_path(subject, folder / "installed")
    async with serving(subject.target, folder / "accounts.json") as laid_over:
        section = {**subject.options, **laid_over}
        site, secrets = write_site(subject.record, section, folder / "site"), secrets_of(section)
        chosen = load_settings(
            site=str(site),
            connector_secrets=secrets,
            demo=True,
            data_folder=folder,
            host=HOST,
            port=port,
            trace_plugins=trace,
        )
        await _fill(chosen)
        trace_plugins(on=trace)
        logging.getLogger(trace_plugins.__module__).setLevel("INFO")
        serving_it = uvicorn.Config(
            create_app(chosen), HOST, port, access_log=False, log_config=None, ws="none", lifespan="on"
        )
        click.echo(f"\n{subject.record.name} is served at {chosen.base_url} until Ctrl+C is pressed")
        _listen_for_enter(chosen)
        await _Server(serving_it).serve()


class _Server(uvicorn.Server):
    """One that goes on after a signal: what the made-up system keeps is still to be written."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop at either signal."""
        for each in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(each, self.handle_exit, each, None)
        yield


async def _fill(chosen: Settings) -> None:
    """Make everybody of the demo, and say who they are."""
    binding.use(chosen.keys)
    database = await connect(chosen.database_url)
    try:
        click.echo(words_of(await fill_demo(chosen), AGAIN))
    finally:
        await database.close()


def _listen_for_enter(chosen: Settings) -> None:
    """Print the codes of the moment whenever Enter is pressed, where there is somebody to press it."""
    if not sys.stdin.isatty():
        return
    asked = set[asyncio.Task[None]]()

    async def say() -> None:
        click.echo(words_of(await known_sign_ins(chosen), AGAIN))

    def pressed() -> None:
        sys.stdin.readline()
        asked.add(task := asyncio.create_task(say()))
        task.add_done_callback(asked.discard)

    asyncio.get_running_loop().add_reader(sys.stdin.fileno(), pressed)


if __name__ == "__main__":
    serve()
