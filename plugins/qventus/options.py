"""What a site must say about Qventus."""

from pydantic import Field

from core.plugin_api import Options


class QventusOptions(Options):
    """The facilities whose operating rooms are scheduled in Qventus; its form offers these and no others."""

    facilities: frozenset[str] = Field(min_length=1)
