"""What is kept of each person’s access: the hospitals of a physician’s census, and the rosters of a user."""

from pydantic import BaseModel

from core.forms import field


class Census(BaseModel):
    """Census IDs of a physician, by hospital, and whose patients the person sees as census favorites."""

    hospitals: tuple[str, ...] = field("Hospitals", kind="checkboxes", choices="facilities", optional=True)
    rosters: tuple[str, ...] = field(
        "Patient census rosters", kind="checkboxes", choices="members", optional=True
    )


class CensusIds(BaseModel):
    """The hospitals at which a physician has a census."""

    hospitals: tuple[str, ...] = field(
        "Hospitals",
        kind="checkboxes",
        choices="facilities",
        optional=True,
        hint="Select each hospital whose census of this physician’s patients your {practice} needs.",
    )


class CensusFavorites(BaseModel):
    """The physicians whose patients a user sees."""

    rosters: tuple[str, ...] = field(
        "Patient census rosters",
        kind="checkboxes",
        choices="members",
        optional=True,
        hint="Select each physician whose patients this person cares for.",
    )
