"""What bounds each table of the product: a row of the table of growing things, or how it is made."""

from __future__ import annotations

from collections.abc import Mapping

DRAFTS, SIGN_UPS, PEOPLE = (
    "drafts of an account", "registrations that nobody confirms", "people of a registration",
)  # fmt: skip
AGREEMENTS = "agreements of a request"
ONE_EACH = "a few for a row that is bounded itself"
BY_STAFF = "made by staff alone, each with its event"
FIXED = "as many as there are settings, applications or applicants"
COUNTED = "so many in an hour, however often it is asked for"
FORGOTTEN = "what is over is deleted at the next one"
HOURLY = "a few for each hour that has passed"
BOUNDS: Mapping[str, str] = {
    "account": SIGN_UPS,
    "person": ONE_EACH,
    "portal_id_count": ONE_EACH,
    "policy_acceptance": ONE_EACH,
    "account_session": "sign-ins",
    "mail_proof": SIGN_UPS,
    "kept_form": "forms that are kept",
    "attempt_count": FORGOTTEN,
    "solved_puzzle": FORGOTTEN,
    "authenticator": ONE_EACH,
    "recovery_code": ONE_EACH,
    "enrollment": DRAFTS,
    "enrollment_section": ONE_EACH,
    "enrollment_person": PEOPLE,
    "enrollment_import": "lists that were read in",
    "practice_group": DRAFTS,
    "practice_mark": PEOPLE,
    "member": PEOPLE,
    "appointment": PEOPLE,
    "member_authorization": PEOPLE,
    "group_join": "joins",
    "activation_work": ONE_EACH,
    "request_number": FIXED,
    "access_request": DRAFTS,
    "access_grant": PEOPLE,
    "request_line": PEOPLE,
    "member_leaving": PEOPLE,
    "leaver_receipt": ONE_EACH,
    "change_request": "changes of a practice",
    "misuse_case": COUNTED,
    "misuse_note": BY_STAFF,
    "misuse_bundle": BY_STAFF,
    "group_cancellation": BY_STAFF,
    "trail_hold": BY_STAFF,
    "disuse": ONE_EACH,
    "sponsor_sought": ONE_EACH,
    "member_objection": PEOPLE,
    "review_campaign": BY_STAFF,
    "access_review": BY_STAFF,
    "review_answer": ONE_EACH,
    "review_evidence": ONE_EACH,
    "message_thread": ONE_EACH,
    "message": "messages of a conversation",
    "credential_decision": BY_STAFF,
    "address_proof": BY_STAFF,
    "credential_finding": BY_STAFF,
    "request_correction": BY_STAFF,
    "practice_comparison": BY_STAFF,
    "request_note": "notes about a request",
    "staff_waiting": ONE_EACH,
    "open_page": FORGOTTEN,
    "saved_view": FIXED,
    "staff_away": ONE_EACH,
    "staff_handed_on": ONE_EACH,
    "text_block": BY_STAFF,
    "work_item": PEOPLE,
    "work_turn": PEOPLE,
    "application_use": ONE_EACH,
    "agreement": AGREEMENTS,
    "agreement_signer": AGREEMENTS,
    "agreement_link": "mails in the outbox",
    "agreement_visit": COUNTED,
    "agreement_sealed": AGREEMENTS,
    "agreement_work": ONE_EACH,
    "due": ONE_EACH,
    "outbox_mail": "mails in the outbox",
    "page_turn": ONE_EACH,
    "search_entry": ONE_EACH,
    "search_word": ONE_EACH,
    "figure": HOURLY,
    "key_mark": FIXED,
    "audit_event": "events of wrong passwords",
    "audit_head": FIXED,
    "audit_subtree": ONE_EACH,
    "audit_checkpoint": COUNTED,
}
REASONS = frozenset({ONE_EACH, BY_STAFF, FIXED, COUNTED, FORGOTTEN, HOURLY})
