"""What somebody with a subscription should know: how to begin, when it ends, what it can’t do."""

GUIDE = "\n\n".join(
    (
        "## Read a notice",
        "Each notice ends with a link to the portal. You can open the patient’s record there.",
        "## When access ends",
        "Your notices stop when you leave the {practice}. Your {administrator} can stop them sooner.",
        "## Known limits",
        "Notices come once a day, so they don’t replace a call. They cover this health system only.",
    )
)
