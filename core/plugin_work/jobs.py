"""One run of a job: what the plugin's code did, in words, or what went wrong."""

from __future__ import annotations

import structlog

from core import clock
from core.apart import Crossing, Silent
from core.logs import without_secrets
from core.plugin_api import Job
from core.plugin_work.at_work import Working
from core.portal import Portal

LONGEST_WORDS = 200

log = structlog.get_logger(__name__)


class NotWell(Exception):
    """The plugin's code did not end well; the words are ours, and hold nothing of what it raised."""


async def run_job(portal: Portal, slug: str, job: Job) -> str:
    """Run a job in the plugin's own loop; return what it did in words, none for nothing. NotWell."""
    application, applications = portal.applications[slug], portal.applications

    async def crossed(crossing: Crossing) -> object:
        return await job.run(Working(portal, application, crossing, clock.now(), application.options))

    place = f"job {job.name}"
    try:
        said = await applications.run_by_itself(slug, place, crossed, applications.limits.job)
    except Silent as problem:
        raise NotWell("took too long") from problem
    except NotWell:
        raise
    # The plugin's code may raise anything.
    except Exception as problem:
        log.error("plugin.job-failed", application=slug, job=job.name, exc_info=problem)
        raise NotWell(f"failed with {type(problem).__name__}") from problem
    return words_said(said)


def words_said(said: object) -> str:
    """Read what a job said of itself; NotWell for what is neither words nor None."""
    if said is None:
        return ""
    if type(said) is not str:
        raise NotWell("answered something that is no text")
    return "".join(
        letter if letter.isprintable() else " " for letter in without_secrets(said)[:LONGEST_WORDS]
    ).strip()
