"""Everything a plugin may import, beside `core.forms`.

A plugin is a module with one hook implementation that yields its application:

    from core.plugin_api import ClinicalApplication, hookimpl

    @hookimpl
    def clinical_applications():
        yield ClinicalApplication(slug="cerner", name="Cerner Millennium", …)

Hooks register, objects act: the hook is called once at start-up; afterwards the host works with the
record it yielded. `docs/plugins.md` shows the whole way.
"""

from core.plugin_api.about import VERSION, About
from core.plugin_api.application import ClinicalApplication
from core.plugin_api.credentials import Credentials, CredentialValidator, Finding, Registers
from core.plugin_api.eligibility import Eligibility, Names, Reason, ReasonCode
from core.plugin_api.feeds import Evidence, Used, shortened
from core.plugin_api.hooks import ENTRY_POINTS, PROJECT, Hooks, hookimpl
from core.plugin_api.options import Consent, NoFields, Options
from core.plugin_api.pages import (
    Audience,
    Opened,
    OpenedGroup,
    OpenedSite,
    Page,
    PageFile,
    PluginTable,
    Whose,
)
from core.plugin_api.people import Authorizer, Group, Person
from core.plugin_api.provisioning import (
    Absent,
    ByPeople,
    Differs,
    Done,
    Found,
    Grant,
    Held,
    Outcome,
    Provisioner,
    Refused,
    Standing,
    TryLater,
    Waiting,
    Whom,
)
from core.plugin_api.roster import OnRoster
from core.plugin_api.secret import Secret
from core.plugin_api.vitals import Ok, Permissions, Trouble, Vitals
from core.plugin_api.work import AtWork, InPractice, Job, Moved

__all__ = [
    "ENTRY_POINTS",
    "PROJECT",
    "VERSION",
    "About",
    "Absent",
    "AtWork",
    "Audience",
    "Authorizer",
    "ByPeople",
    "ClinicalApplication",
    "Consent",
    "CredentialValidator",
    "Credentials",
    "Differs",
    "Done",
    "Eligibility",
    "Evidence",
    "Finding",
    "Found",
    "Grant",
    "Group",
    "Held",
    "Hooks",
    "InPractice",
    "Job",
    "Moved",
    "Names",
    "NoFields",
    "Ok",
    "OnRoster",
    "Opened",
    "OpenedGroup",
    "OpenedSite",
    "Options",
    "Outcome",
    "Page",
    "PageFile",
    "Permissions",
    "Person",
    "PluginTable",
    "Provisioner",
    "Reason",
    "ReasonCode",
    "Refused",
    "Registers",
    "Secret",
    "Standing",
    "Trouble",
    "TryLater",
    "Used",
    "Vitals",
    "Waiting",
    "Whom",
    "Whose",
    "hookimpl",
    "shortened",
]
