"""Where somebody proves once more that it is them, before an especially sensitive step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.forms import draw
from core.identity import Identity, kept_forms
from core.identity.fresh import LASTS
from core.identity.kept_forms import Kept
from web.contexts import FormContext, PageContext
from web.forms import AnyRequest, see_other
from web.pages.account.kept import KeptGonePage
from web.rendering import render
from web.security.fresh import BothFactors, NotProved, SecondFactor, proved
from web.security.guards import HOME, own_path, with_account
from web.security.kept import PROOF
from web.security.sessions import Who
from web.visit import Visit

MINUTES = int(LASTS.total_seconds()) // 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofPage(FormContext):
    """The form for the proof, which goes to where the step is taken: `key` names what had been sent there."""

    template: ClassVar[str] = "account/proof.html"
    action: str
    back: str
    key: str = ""
    both: bool = False
    minutes: int = MINUTES


@dataclass(frozen=True, slots=True)
class FilePage(PageContext):
    """A file may be downloaded now."""

    template: ClassVar[str] = "account/proof_file.html"
    path: str
    back: str
    minutes: int = MINUTES


@get(f"{PROOF}/{{key:uuid}}", guards=[with_account])
async def show_proof(
    visit: NamedDependency[Visit], identity: NamedDependency[Identity], key: FromPath[UUID]
) -> Response[str]:
    """Ask for the proof; what was sent goes on with it."""
    kept = await kept_forms.find(identity, key, visit.who.account_id, visit.who.session_id)
    if kept is None:
        return render(visit.request, KeptGonePage(), status=404)
    return render(visit.request, _page_of(kept))


@get(PROOF, guards=[with_account])
async def show_proof_for_page(visit: NamedDependency[Visit]) -> Response[str]:
    """Ask for the proof before a page or a file."""
    return render(visit.request, _page_before(visit.request))


@post(PROOF, guards=[with_account])
async def send_proof_for_page(request: AnyRequest, who: NamedDependency[Who]) -> Response[Any]:
    """Take the proof and go on."""
    await proved(request, who)
    path, back = _said(request, "next"), _said(request, "back")
    return render(request, FilePage(path, back)) if "file" in request.query_params else see_other(path)


def on_not_proved(request: AnyRequest, wrong: NotProved) -> Response[str]:
    """Ask again, with words at what is wrong; what was sent is still kept."""
    page = _page_of(wrong.kept, wrong) if wrong.kept else _page_before(request, wrong)
    if wrong.wait:
        return render(request, page, status=429, headers={"Retry-After": str(wrong.wait)})
    return render(request, page, status=422)


def _page_of(kept: Kept, wrong: NotProved | None = None) -> ProofPage:
    sent = kept.sent
    form = wrong.form if wrong else draw(BothFactors if sent.both else SecondFactor)
    return ProofPage(form=form, action=sent.path, back=sent.page or HOME, key=str(kept.id), both=sent.both)


def _page_before(request: AnyRequest, wrong: NotProved | None = None) -> ProofPage:
    said = {"next": _said(request, "next"), "back": _said(request, "back")}
    said |= {"file": "yes"} if "file" in request.query_params else {}
    form = wrong.form if wrong else draw(SecondFactor)
    return ProofPage(form=form, action=f"{PROOF}?{urlencode(said)}", back=said["back"])


def _said(request: AnyRequest, name: str) -> str:
    return own_path(request.query_params.get(name)) or HOME


handlers = [show_proof, show_proof_for_page, send_proof_for_page]
