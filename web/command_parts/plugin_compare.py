"""`portal plugin compare`: what would another version of a plugin mean here, before anybody installs it?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from core.applications import Catalogue, load_applications
from core.applications.connectors import BY_PEOPLE
from core.mail import Mail
from core.portal import Portal
from core.running.affected.versions import DoneBefore, done_before, questions_in_words, unfit_answers
from core.running.affected.what_if import rule_in_words, what_if
from core.settings import Settings
from core.site import SiteFaults, SiteProfile
from web.command_parts import loading, running

if TYPE_CHECKING:
    from web.plugin_check import Subject

NOTHING = "nothing differs"


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--events", default=1000, show_default=True, help="How much recorded work both versions do.")
def compare(path: Path, events: int) -> None:
    """Say what the version of a plugin at PATH would mean for what people have here.

    Who would fit no more, which answers, and what of the work that was done last it would do otherwise.
    Nothing is changed and no application is asked: a machine is tried at the made-up system of its plugin.
    """
    from web.plugin_check import NoPlugin, opened  # noqa: PLC0415 - nothing else needs the kit

    chosen = running.settings()
    site = running.site(chosen.site)
    before = loading.applications(site, chosen)
    try:
        with opened(path) as subject:
            if subject.slug not in before:
                raise running.fail([f"{subject.slug}: is not switched on; see portal plugin list"])
            after = _with(site, chosen, subject.slug, subject.module)
            words = _compared(chosen, before, after, subject, events)
    except NoPlugin as problem:
        raise running.fail([str(problem)]) from problem
    click.echo("\n".join(words))


def _with(site: SiteProfile, chosen: Settings, slug: str, module: object) -> Catalogue:
    """The applications of the site with the other version, or every fault of it and exit code 1."""
    try:
        return load_applications(site, here={slug: lambda: module}, secrets=chosen.connector_secrets)
    except SiteFaults as problem:
        raise running.fail([str(fault) for fault in problem.faults]) from problem


def _compared(
    chosen: Settings, before: Catalogue, after: Catalogue, subject: Subject, events: int
) -> list[str]:
    site, slug = running.site(chosen.site), subject.slug
    mail = Mail(site, chosen.base_url, chosen.mail_sender)
    was, will = Portal(site, before, mail), Portal(site, after, mail)

    async def work(_: Settings) -> list[str]:
        rule = rule_in_words(await what_if(was, will, slug), will.applications[slug].name)
        unfit = [str(each) for each in await unfit_answers(will, slug)]
        done = [each async for each in done_before(was, will, slug, events)]
        return [
            *_part("Questions", questions_in_words(before[slug], after[slug])),
            *_part("Who may have it", rule),
            *_part("Stored answers", unfit),
            *_part(f"The last {len(done)} pieces of work", await _shadowed(was, will, subject, done)),
        ]

    return running.with_database(work, chosen)


async def _shadowed(was: Portal, will: Portal, subject: Subject, work: list[DoneBefore]) -> list[str]:
    """What the new version would have done otherwise, in words."""
    from web.plugin_check import NothingToTryAt, shadow_run  # noqa: PLC0415 - nothing else needs the kit

    slug = subject.slug
    if was.applications.connectors[slug] != BY_PEOPLE:
        return ["are done by the connector of the profile, whatever the version"]
    try:
        versions = was.applications[slug], will.applications[slug]
        found = await shadow_run(*versions, work, subject.target, subject.options)
    except NothingToTryAt as problem:
        return [f"were not tried, for a machine does them: {problem}"]
    differing = [f"{number} × {what}" for what, number in found.differing]
    return [*differing, *found.accounts]


def _part(title: str, words: Sequence[str]) -> Iterator[str]:
    yield f"{title}:"
    yield from (f"  {each}" for each in words or [NOTHING])
