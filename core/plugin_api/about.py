"""What is said of a plugin itself: its version, who made it, and the plugin API it needs."""

from dataclasses import dataclass

VERSION = "1.0"
"""The version of this plugin API. The first number changes when a plugin would have to change with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What whoever runs a portal wants to know before they switch a plugin on; each is one line.

    `license` is best an SPDX expression, as `Apache-2.0`, and `contact` an address, of mail or of the web, at
    which problems are told.
    """

    version: str
    license: str = ""
    author: str = ""
    contact: str = ""
