from dataclasses import replace
from typing import Any

from core.plugin_api import Grant, NoFields
from plugins.cerner.provisioning import to_grant
from tests.plugins.people import PHOENIX, person


def test_only_those_who_have_an_npi_are_matched_by_it(banner: Any) -> None:
    doctor = person(banner, "provider", "MD")
    coder = replace(person(banner, "staff", "Coder"), identifiers={})
    steps = {
        each.suffix: banner.terms.said(" ".join(to_grant(Grant("key", each, PHOENIX, NoFields(), None))))
        for each in (doctor, coder)
    }

    assert "by NPI 1234567893" in steps["MD"] and "NPI" not in steps["Coder"]
    assert "the external office staff position" in steps["Coder"]
