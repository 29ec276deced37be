"""What somebody with access to the viewer should know: how to begin, when it ends, what it can’t do."""

GUIDE = "\n\n".join(
    (
        "## Find a patient",
        "Find the patient by personal health number, or by name and date of birth. Open only the records "
        "of patients your {practice} is caring for.",
        "## When access ends",
        "Once you leave the {practice}, you can’t open records for it any more. What another place gave "
        "you stays.",
        "## Known limits",
        "You can only read. A result that nobody sent to the viewer isn’t in it.",
    )
)
