"""The evidence of a case is one sealed document, with the trail, its proof and the record in it."""

from __future__ import annotations

from hashlib import sha256

import pytest

from core.audit.proving import ATTACHED, proved_event
from core.audit.signing import verifiers
from core.errors import Invalid, NotFound
from core.misuse.bundles import evidence_sealed_with, handed_out, make_bundle
from core.misuse.queries.cases import case_view
from core.misuse.reporting import report
from core.portal import Portal
from core.seal import attached_file, seal_certificates, verify
from tests.core.misuse.staffed import hired, reported
from tests.practices import Practice, signing_for


@pytest.mark.both_databases
async def test_the_evidence_holds_everything_and_is_known_by_its_bytes(
    made: Practice, portal: Portal
) -> None:
    rita, settings = await hired(portal, "Rita"), signing_for(portal).settings
    key = await report(portal, reported(made, suspend=True), by=made.by)
    bundle = await make_bundle(portal, settings, key, "County police", by=rita)
    pdf, _ = await handed_out(key, bundle, "pdf", by=rita)
    trail, _ = await handed_out(key, bundle, "csv", by=rita)
    verdict = await verify(pdf, seal_certificates(settings, portal.site.brand.organization))
    assert verdict.ok, verdict.faults
    assert await evidence_sealed_with(sha256(pdf).hexdigest()) is not None
    assert await evidence_sealed_with(sha256(pdf + b" ").hexdigest()) is None
    view = await case_view(portal, key, rita)
    assert attached_file(pdf, "record.json").decode() == view.case.record
    assert attached_file(pdf, "trail.csv") == trail
    shown = proved_event(attached_file(pdf, ATTACHED).decode(), verifiers(settings))
    numbers = [line.split(",")[0] for line in trail.decode().splitlines()[1:] if line[:1].isdigit()]
    assert str(shown["number"]) == numbers[-1]
    assert "misuse.reported" in trail.decode() and "grant.suspended" in trail.decode()
    assert [each["handed_to"] for each in view.bundles] == ["County police"]


async def test_evidence_goes_to_somebody_named_and_is_found_by_its_case_only(
    made: Practice, portal: Portal
) -> None:
    rita, settings = await hired(portal, "Rita"), signing_for(portal).settings
    key = await report(portal, reported(made), by=made.by)
    other = await report(portal, reported(made, "Rosa"), by=made.by)
    with pytest.raises(Invalid):
        await make_bundle(portal, settings, key, " ", by=rita)
    bundle = await make_bundle(portal, settings, key, "County police", by=rita)
    for case, kind in ((other, "pdf"), (key, "exe")):
        with pytest.raises(NotFound):
            await handed_out(case, bundle, kind, by=rita)
