"""What somebody with access to iECG should know: how to begin, when it ends, what it can’t do."""

GUIDE = "\n\n".join(
    (
        "## Find a tracing",
        "Search for the patient, then open a tracing to compare it with earlier ones.",
        "## When access ends",
        "Your account closes when you leave the {practice}. Your {administrator} can close it sooner.",
        "## Known limits",
        "iECG holds tracings from the hospitals. Those from your own office aren’t in it.",
    )
)
