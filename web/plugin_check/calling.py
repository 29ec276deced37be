"""A plugin's provisioner as the kit calls it: at its made-up system, where it names one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from core.plugin_api import ByPeople, Options
from core.plugin_testing.faults import Faults
from web.plugin_check.subject import Subject

NO_TARGET = "no system answered: name a made-up one as TARGET in conformance.py"


def works_by_itself(subject: Subject) -> bool:
    """Tell whether a machine gives and takes access, and not people."""
    return not isinstance(subject.record.provisioner, ByPeople)


@asynccontextmanager
async def options_at_work(subject: Subject) -> AsyncIterator[Options]:
    """Have the made-up system run, and give the options with which the provisioner reaches it."""
    options, target = subject.application.options, subject.target
    if target is None:
        yield options
        return
    async with target.serve(Faults()) as laid:
        yield subject.record.options_model.model_validate({**subject.options, **laid})
