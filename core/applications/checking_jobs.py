"""What makes the jobs of a plugin unfit."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from core.plugin_api import ClinicalApplication, Job
from core.site import Fault

_NAME = re.compile(r"[a-z]+(-[a-z]+)*")
# Jobs of the host: they ask for what an application lists and tells.
ROSTER, USAGE, EVIDENCE = OF_THE_HOST = ("compare-roster", "ask-usage", "ask-evidence")
SOONEST, LONGEST = timedelta(minutes=1), timedelta(days=31)


def faults_of_jobs(record: ClinicalApplication[Any]) -> Iterator[Fault]:
    """Yield everything that is wrong with what a plugin does by itself."""
    where = f"plugins.{record.slug}.jobs"
    if not isinstance(record.jobs, tuple) or not all(isinstance(each, Job) for each in record.jobs):
        yield Fault(where, "must be a tuple of Job")
        return
    for number, job in enumerate(record.jobs):
        yield from (Fault(f"{where}[{number}]", words) for words in _wrong(job))
    if len({job.name for job in record.jobs}) < len(record.jobs):
        yield Fault(where, "two jobs have the same name")
    if taken := {job.name for job in record.jobs} & {*OF_THE_HOST}:
        yield Fault(
            where, f"{', '.join(sorted(taken))}: names of jobs that the portal does for every application"
        )


def _wrong(job: Job) -> Iterator[str]:
    if not isinstance(job.name, str) or len(job.name) > 40 or not _NAME.fullmatch(job.name):
        yield "must have a name of letters and dashes, up to 40"
    if not isinstance(job.every, timedelta) or not SOONEST <= job.every <= LONGEST:
        yield "must be done every minute at most, and every 31 days at least"
    if not inspect.iscoroutinefunction(job.run):
        yield "must have an async run"
