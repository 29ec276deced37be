"""Code of plugins runs in threads of its own, and can hold up nobody but itself."""

from core.apart.asking import LEFT_ALONE, LONGEST, Rules, Silent
from core.apart.crossing import Crossing, at_home
from core.apart.loops import Loop
from core.apart.plugin import Plugin
from core.apart.tracing import Traced, trace_plugins

__all__ = [
    "LEFT_ALONE",
    "LONGEST",
    "Crossing",
    "Loop",
    "Plugin",
    "Rules",
    "Silent",
    "Traced",
    "at_home",
    "trace_plugins",
]
