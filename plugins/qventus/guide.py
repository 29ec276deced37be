"""What somebody with access to Qventus should know: how to begin, when it ends, what it can’t do."""

GUIDE = "\n\n".join(
    (
        "## Ask for time",
        "Search open time by surgeon, length and date, then send a request. The hospital answers there.",
        "## When access ends",
        "Your account closes when you leave the {practice}. Others there look after your open requests.",
        "## Known limits",
        "Not every hospital offers time here. You have no room until the hospital says yes.",
    )
)
