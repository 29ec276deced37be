"""Samples of the agreements: what will have to be signed, for everybody to read beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.agreements.content import FrozenText
from core.agreements.sample import sample_of, signers_in_words
from core.errors import NotFound
from core.site import SiteProfile
from core.texts import Facts
from web.contexts import PageContext
from web.eligibility_table import listed
from web.rendering import render
from web.security.guards import anyone


@dataclass(frozen=True, slots=True)
class SamplePage(PageContext):
    """One agreement with stand-ins for its parties; `signers` is empty for one that each person signs."""

    template: ClassVar[str] = "public/sample.html"
    text: FrozenText
    parties: Facts
    consent: FrozenText
    signers: str


@get("/agreements/{slug:str}", guards=[anyone])
async def show(
    request: Request[Any, Any, Any], site: NamedDependency[SiteProfile], slug: FromPath[str]
) -> Response[str]:
    """Show the text of an agreement as it would go out today."""
    agreement = next((each for each in site.agreements if each.slug == slug), None)
    if agreement is None:
        raise NotFound
    sample, signers = sample_of(site, agreement), listed(signers_in_words(site, agreement), "and")
    return render(request, SamplePage(sample, sample.parties(site.dates), sample.consent, signers))


handlers = [show]
