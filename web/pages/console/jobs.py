"""What applications do by themselves and don’t get done, with what went wrong and when it is tried again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from litestar import Response, get
from litestar.di import NamedDependency

from core.plugin_work.queries import LateWork, late_work
from core.portal import Portal
from web.contexts import PageContext
from web.rendering import render
from web.security.guards import staff
from web.visit import Visit

JOBS = "/support/jobs"
# Where the log of the server says more, by whether it is a job.
LOGGED = {True: "plugin.job-failed", False: "plugin.not-told"}


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job that doesn’t end well, and of which application."""

    application: str
    what: str
    work: LateWork
    logged: str


@dataclass(frozen=True, slots=True)
class JobsPage(PageContext):
    """The jobs that staff were told of as late, what is late longest first."""

    template: ClassVar[str] = "support/jobs.html"
    jobs: Sequence[JobRow]


@get(JOBS, guards=[staff()])
async def show_jobs(visit: NamedDependency[Visit]) -> Response[Any]:
    """List the jobs of applications that don’t end well."""
    return render(visit.request, JobsPage([_row(visit.portal, each) for each in await late_work()]))


def _row(portal: Portal, work: LateWork) -> JobRow:
    application = portal.applications.get(work.slug)
    what = work.job.replace("-", " ").capitalize() or "Word of what changed"
    return JobRow(application.name if application else work.slug, what, work, LOGGED[bool(work.job)])


handlers = [show_jobs]
