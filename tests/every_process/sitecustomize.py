"""Python runs this at the start of every process that a test starts."""

import os

if "PORTAL_TEST_SHIFT" in os.environ:
    from tests import today

    today.follow()
