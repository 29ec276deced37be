"""What somebody with access to Cerner should know: how to begin, when it ends, what it can’t do."""

GUIDE = "\n\n".join(
    (
        "## Read and sign",
        "Open only the records of patients your {practice} is caring for. Providers can also sign their "
        "dictation here.",
        "## When access ends",
        "Once you leave the {practice}, you can’t open records for it any more. Its census lists go too.",
        "## Known limits",
        "Cerner holds the records of this health system. Results from elsewhere may not be in it.",
    )
)
