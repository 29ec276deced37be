"""The conformance kit: says of a plugin, before anybody runs it, what is right and what is not yet.

Each rule is a function in one of the folders `safe`, `reliable`, `kind` and `proven`. Nothing that serves
the portal imports this.
"""

from web.plugin_check.place import NoPlugin, Place, find_place, installed_place
from web.plugin_check.report import Report, Result
from web.plugin_check.rules import Exempt, Level, Rule, every_rule, rule
from web.plugin_check.running import check
from web.plugin_check.shadow_run import NothingToTryAt, shadow_run
from web.plugin_check.subject import Subject, opened

__all__ = [
    "Exempt",
    "Level",
    "NoPlugin",
    "NothingToTryAt",
    "Place",
    "Report",
    "Result",
    "Rule",
    "Subject",
    "check",
    "every_rule",
    "find_place",
    "installed_place",
    "opened",
    "rule",
    "shadow_run",
]
