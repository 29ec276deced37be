"""The especially sensitive steps: every handler that takes one asks for a fresh proof."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any

from core.activation.unidentified import say_who, undo
from core.agreements.actions import open_signed_in, sign
from core.audit.export import export
from core.console import agreement, change_signers, credentials
from core.console.activating import activate
from core.console.callers import help_in
from core.identity import actions, helping, sessions, staffing
from core.office import backing_up, handing_over, merging, new_address, new_domain, new_sponsor
from core.requests.taking_over import take_over
from core.running.changing import change_site, undo_change
from web.table_files import table_file
from web.table_streams import table_stream

CODE, BOTH = "code", "both factors"

TRANSFER = "/administrator/people/{member:uuid}"
# A method and a route, and what has to be given again when that was not done within the last five minutes.
SENSITIVE: dict[tuple[str, str], str] = {
    # One's own way in.
    ("GET", "/account/password"): CODE,
    ("POST", "/account/password"): CODE,
    ("POST", "/account/authenticator"): BOTH,
    ("POST", "/account/recovery-codes"): BOTH,
    ("POST", "/account/sessions/{session_id:uuid}/end"): CODE,
    ("POST", "/account/sessions/end-others"): CODE,
    ("POST", "/new-address/{token:str}/signed-in"): CODE,
    # Where emails and alerts of somebody go.
    ("POST", "/office/people/{member:uuid}/address"): CODE,
    ("POST", "/office/{group:uuid}/domain"): CODE,
    ("POST", "/support/changes/{change:uuid}"): CODE,
    # What becomes part of another practice.
    ("POST", "/support/practices/{practice:uuid}/merge"): CODE,
    ("POST", "/support/members/{member:uuid}/address"): CODE,
    # Signing as an account holder.
    ("POST", "/signing/{signer:uuid}/begin"): CODE,
    ("POST", "/signing/{signer:uuid}/signature"): CODE,
    # Who administers a practice.
    ("POST", "/requests/{number:str}/take-over"): CODE,
    ("POST", "/office/{group:uuid}" + TRANSFER): CODE,
    ("POST", "/support/practices/{practice:uuid}" + TRANSFER): CODE,
    # Who sponsors it, and who stands in.
    **{
        ("POST", f"{side}{what}"): CODE
        for side in ("/office/{group:uuid}", "/support/practices/{practice:uuid}")
        for what in ("/sponsor/people/{member:uuid}", "/sponsor/new", "/backup/people/{member:uuid}")
    },
    # On whose authority somebody has access.
    ("POST", "/authority/{authorization:uuid}/agree"): CODE,
    # Lists of people that leave the product.
    ("GET", "/requests/{number:str}/access/{kind:str}"): CODE,
    ("GET", "/office/{group:uuid}/access/{kind:str}"): CODE,
    ("GET", "/office/{group:uuid}/log/{kind:str}"): CODE,
    ("GET", "/support/requests/{number:str}/access/{kind:str}"): CODE,
    ("GET", "/support/export/{kind:str}"): CODE,
    ("GET", "/support/figures/{name:str}"): CODE,
    ("GET", "/support/trail/export"): CODE,
    ("GET", "/office/reviews/{review:uuid}/evidence/{kind:str}"): CODE,
    ("GET", "/support/reviews/practices/{review:uuid}/evidence/{kind:str}"): CODE,
    # What support does in place of the person or of a rule.
    ("POST", "/support/activate"): CODE,
    ("POST", "/support/practices/{practice:uuid}/cancel"): CODE,
    ("POST", "/support/trail/holds/{hold:uuid}/end"): CODE,
    ("GET", "/office/{group:uuid}/applications/{slug:str}/{path:str}/{kind:str}"): CODE,
    ("GET", "/support/practices/{practice:uuid}/applications/{slug:str}/{path:str}/{kind:str}"): CODE,
    ("GET", "/support/applications/{slug:str}/{path:str}/{kind:str}"): CODE,
    ("POST", "/support/practices/{practice:uuid}/cancel/{proposal:uuid}/{act:str}"): CODE,
    ("POST", "/support/practices/{practice:uuid}/sponsor/sign"): CODE,
    ("POST", "/support/practices/{practice:uuid}/sponsor/credentials/address"): CODE,
    ("POST", "/support/practices/{practice:uuid}/signers/{signer:uuid}/address"): CODE,
    ("POST", "/support/practices/{practice:uuid}/signers/{signer:uuid}/replace"): CODE,
    ("POST", "/support/people/{person:uuid}/sign-in"): CODE,
    # How the site is.
    ("POST", "/support/site/{area:str}/{key:str}/make/{act:str}"): CODE,
    ("POST", "/support/site/changes/{number:int}/undo"): CODE,
    # Who works for the site, and as what.
    ("POST", "/support/staff/invite"): CODE,
    **{
        ("POST", f"/support/staff/{{account:uuid}}/{what}"): CODE
        for what in ("roles", "end", "sign-in", "invite")
    },
    ("POST", "/support/staff/changes/{proposal:uuid}/{act:str}"): CODE,
    ("POST", "/support/requests/{number:str}/people/{member:uuid}/who"): CODE,
    ("POST", "/support/requests/{number:str}/people/{member:uuid}/not-them"): CODE,
    ("POST", "/support/requests/{number:str}/credentials/{member:uuid}/address"): CODE,
    ("POST", "/support/requests/{number:str}/signers/{signer:uuid}/address"): CODE,
    ("POST", "/support/requests/{number:str}/signers/{signer:uuid}/replace"): CODE,
}

# What changes one of these things, or hands out a list, wherever a handler calls it.
ACTS: tuple[Callable[..., Any], ...] = (
    actions.change_password,
    actions.begin_new_authenticator,
    actions.new_recovery_codes,
    sessions.end_all,
    open_signed_in,
    sign,
    take_over,
    handing_over.begin,
    new_sponsor.ask,
    new_sponsor.send_to_sign,
    backing_up.name_backup,
    new_address.ask_address,
    new_address.ask_new_addresses,
    new_domain.move_domain,
    merging.merge_practice,
    change_signers.correct_address,
    change_signers.replace_officer,
    table_file,
    table_stream,
    export,
    activate,
    help_in,
    helping.unlock,
    helping.reset_factor,
    change_site,
    undo_change,
    staffing.choose,
    staffing.confirm,
    staffing.invite_again,
    say_who,
    undo,
    credentials.prove_address,
    agreement.correct_address,
    agreement.replace,
)


def reached(function: Callable[..., Any], seen: set[Any] | None = None) -> set[Callable[..., Any]]:
    """The sensitive acts that a function of the pages names, itself or in what it calls there."""
    seen, found = seen if seen is not None else set(), set()
    code = getattr(function, "__code__", None)
    if code is None or function in seen:
        return found
    seen.add(function)
    for each in _named(code, function.__globals__):
        if each in ACTS:
            found.add(each)
        elif isinstance(each, FunctionType) and each.__module__.startswith(("web.", "tests.")):
            found |= reached(each, seen)
    return found


def _named(code: CodeType, names: dict[str, Any]) -> Iterator[Any]:
    """Everything that a piece of code could call: by its name, or as a part of a module that it names."""
    known = [names[name] for name in code.co_names if name in names]
    yield from (each for each in known if callable(each) and hasattr(each, "__hash__"))
    for module in known:
        if isinstance(module, ModuleType):
            yield from (getattr(module, name) for name in code.co_names if hasattr(module, name))
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _named(inner, names)
