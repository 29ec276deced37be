"""What somebody with a Direct address should know: how to begin, when it ends, what it can’t do."""

GUIDE = "\n\n".join(
    (
        "## Start",
        "We tell you the addresses to send to. Send a test message from your record system. It works "
        "once both of us have received one.",
        "## When access ends",
        "When you leave the {practice}, your address comes off our list. Nobody here sends to it after that.",
        "## Known limits",
        "You can’t send to everyday email. Call about anything urgent.",
    )
)
