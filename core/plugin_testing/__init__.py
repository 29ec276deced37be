"""Everything that the tests of a plugin may import, beside `core.plugin_api` and `core.forms`.

What is made here is made up, and looks it: names, addresses and numbers belong to nobody. A plugin itself
imports nothing of it.

    from core.plugin_testing import a_grant, a_person

    async def test_an_account_is_made_once():
        grant = a_grant(APPLICATION, person=a_person(last_name="Sample"), answers={"role": ["nurse"]})
        assert await APPLICATION.provisioner.grant(grant) == await APPLICATION.provisioner.grant(grant)
"""

from core.plugin_testing.faults import Faults
from core.plugin_testing.grants import UnfitAnswers, a_grant, held_of
from core.plugin_testing.http_target import HttpRequest, HttpResponse, HttpTarget, json_response
from core.plugin_testing.life_cycle import life_cycle
from core.plugin_testing.people import a_person, a_practice
from core.plugin_testing.site import made_up_site
from core.plugin_testing.target import MadeUpAccount, NotPlanted, Target

__all__ = [
    "Faults",
    "HttpRequest",
    "HttpResponse",
    "HttpTarget",
    "MadeUpAccount",
    "NotPlanted",
    "Target",
    "UnfitAnswers",
    "a_grant",
    "a_person",
    "a_practice",
    "held_of",
    "json_response",
    "life_cycle",
    "made_up_site",
]
