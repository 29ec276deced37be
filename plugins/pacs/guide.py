"""What somebody with access to PACS Synapse should know: how to begin, when it ends, what it can’t do."""

GUIDE = "\n\n".join(
    (
        "## Find an image",
        "Search by patient name and date of birth. Images open in the browser. No software is needed.",
        "## When access ends",
        "Your access ends when you leave the {practice}. Your {administrator} can end it sooner.",
        "## Known limits",
        "Synapse holds what this health system took. Images from elsewhere may not be in it.",
    )
)
