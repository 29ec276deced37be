"""Every sentence that promises something is kept by something that can be named; nothing else is promised."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.house.promises import TEXTS, promises, sentences
from tests.house.source import ROOT
from tests.web.every_row import ROWS

# What keeps a promise, which is a test or a route with its method, and parts of the sentences that make it.
KEPT: Mapping[str, tuple[str, ...]] = {
    "test_another_colleague_brings_back_what_was_suspended_and_after_weeks_it_ends": (
        "It comes back by itself once a colleague answers for …",
    ),
    "test_beside_a_withdrawal_nothing_is_given": ("You can end it at any time",),
    "test_a_no_is_told_with_its_reason_and_one_asks_again": (
        "We told the … of … that you ask to join",
        "You get an email with the answer",
        "you can correct it and ask again",
        "Until then you can take it back",
    ),
    "test_it_counts_once_whoever_signs_in_with_the_one_before_confirmed_it": (
        "We send a link to it",
        "We sent a link there, which works for … days",
        "We no longer write to this one about …",
    ),
    "test_whoever_reads_the_address_before_stops_it_and_support_is_told": (
        "Support and the … are told",
        "We asked … of … to confirm … as their email address",
    ),
    "test_an_address_of_the_list_is_refused_and_of_another_account_nothing_is_said": (
        "We didn’t tell the … that the account exists",
    ),
    "test_another_name_is_signed_anew_and_access_goes_on": (
        "With another name your signers sign the … again, within … days",
    ),
    "test_whoever_administers_the_one_that_ends_withdraws_it_until_its_day": (
        "Until that day you can select Withdraw this change",
    ),
    "test_nothing_happens_until_another_person_confirms_and_then_everything_at_once": (
        "We suspended all access of … to our applications",
    ),
    "test_a_group_that_is_closed_has_nothing_any_more_and_stays_closed": (
        "We ended all access of … to our applications for good",
    ),
    "test_access_is_given_back_by_two_people_as_well": ("We gave … its access back",),
    "test_a_suspension_without_a_report_is_asked_for_it_and_then_told_to_officers": (
        "The written report hasn’t come within … hours",
        "We need your written report by",
        "The privacy officer needs your report within … hours",
    ),
    "test_who_never_signed_in_is_warned_twice_with_their_administrator_and_then_suspended": (
        "We warn the person and you by email, and then suspend it",
    ),
    "test_what_follows_is_sent_by_itself_and_its_term_begins_where_the_one_before_ends": (
        "We send the next one before the term is over",
    ),
    "test_the_request_is_theirs_once_the_named_person_takes_it_over": ("There you can take it over",),
    "test_a_question_is_listed_reminded_of_and_sent_again": (
        "We asked you whether",
        "You can answer until",
        "We remind you once, and you can have the question sent again",
    ),
    "test_both_are_told_of_an_undoing_and_neither_who_the_other_is": (
        "We told you that",
        "We took … of … for someone who has … already",
        "we took your … for that of someone else",
        "We are taking away whatever we set up",
    ),
    "test_somebody_known_gets_no_second_name_and_nothing_before_it_is_confirmed": (
        "we ask you by email whether it is the same person",
        "We ask you by email to confirm that it is the same person",
        "We set up nothing for …",
        "We set up nothing for these people before that",
    ),
    "test_enough_grants_are_measured_and_few_leave_the_sites_own_figure": (
        "Usually ready within",
        "…, usually within … business day",
    ),
    "test_when_nobody_signs_everybody_is_told_beforehand_and_after_and_access_is_suspended_not_deleted": (
        "We suspend access then and delete nothing",
        "We deleted nothing",
    ),
    "test_a_renewal_that_support_voided_is_not_sent_again_by_itself": ("We couldn’t send the next one",),
    "test_who_signs_late_brings_back_what_the_end_suspended_and_only_that": (
        "what was suspended comes back by itself",
        "What is suspended with it comes back by itself",
        "Access that is suspended with it comes back",
    ),
    "test_each_is_asked_at_activation_and_set_up_once_they_have_signed": (
        "We set up your access once you have signed",
        "we set nothing up for",
    ),
    "test_the_end_of_a_term_is_told_in_time_and_suspends_that_person_alone": ("We delete nothing",),
    "test_a_member_is_led_to_sign_and_their_practice_and_support_see_how_it_stands": (
        "On the page of that person you can select Ask them to sign",
    ),
    "test_support_sends_the_next_agreement_from_the_list": ("can send it, and so can you",),
    "test_an_end_that_suspends_access_is_one_mail_to_each_with_what_they_lose": (
        "We told each of them",
        "We stopped setting up this access",
    ),
    "test_a_receipt_is_sealed_with_the_last_confirmation_and_proves_each_from_the_trail": (
        "When all of them have confirmed, you can download a sealed receipt",
    ),
    "test_every_door_closes_for_the_old_one_and_opens_for_the_new_one_at_once": (
        "You read what will happen before anything is sent",
    ),
    "test_the_old_one_withdraws_and_somebody_else_may_be_chosen": ("You can send the emails again",),
    "test_access_does_not_outlive_its_agreement": ("What you have through another",),
    "test_a_refusal_fails_the_line_with_its_reason": (
        "The reason we got",
        "We couldn’t set up … for …",
    ),
    "test_before_the_code_nobody_sees_the_document_or_the_whole_address": (
        "We send a code to this address first",
        "so that we know it is you",
    ),
    "test_support_sends_a_new_agreement_however_the_last_one_ended": (
        "Support knows too, and can send a new one",
        "Support can send a new one",
    ),
    "test_from_any_day_reminders_and_the_last_day_to_sign_fall_due": (
        "to sign, reminders of it, and your sealed copy",
        "Reminder",
        "Who hasn’t signed is reminded after",
    ),
    "test_the_practice_sends_an_agreement_again_that_was_only_late": (
        "You can send it to the same people again",
    ),
    "test_choosing_a_new_password_by_mail_is_the_way_back": (
        "Your second sign-in step stays as it is",
        "The second step stays as it is",
    ),
    "test_a_link_works_once_among_many_replays": (
        "The link works once",
        "It works once, for … minutes, and only in the browser",
        "Both work once",
    ),
    "POST /requests/{number:str}/mails/{key:uuid}": (
        "can have a new one sent",
        "can send you a new one",
        "You can send links to sign, and links that open an account, again",
    ),
    "test_somebody_who_is_known_by_npi_is_told_at_the_address_they_proved": (
        "Your … stays as it is",
        "we tell the person which … to use",
        "Then we tell them which … to use",
    ),
    "test_the_letter_to_somebody_known_says_of_the_password_what_is_true": (
        "Your password stays as it is too",
        "Their password stays as it is",
        "and your password stays as it is",
    ),
    "test_the_administrator_gets_a_mail_and_sees_only_the_open_fields": ("Everything else stays as it is",),
    "test_the_code_of_the_mail_makes_the_account_however_it_is_typed": (
        "You can also type this code on the page you came from",
    ),
    "test_looking_at_the_link_uses_nothing_up_and_a_poor_password_neither": (
        "If this wasn’t you, your password stays as it is",
    ),
    "test_saying_it_was_not_me_makes_the_link_worthless": (
        "You can also cancel this link",
        "You can cancel it",
    ),
    "test_nothing_moves_forward_without_an_agreement_in_force": (
        "We set nothing up before all have signed",
        "We can’t set up anything",
        "Before we set up anything",
    ),
    "test_declining_takes_a_reason_and_ends_the_agreement": ("you can say so there, with your reason",),
    "POST /sign-up": (
        "If you are new, you can register",
        "afterwards you can have another one sent",
    ),
    "test_the_signed_document_is_at_hand_for_practice_and_staff_and_for_nobody_else": (
        "You can download the signed document at any time",
    ),
    "test_a_change_is_told_and_never_what_it_was": ("The page changes by itself",),
    "test_the_list_of_mails_names_every_kind_that_is_sent_about_a_request": (
        "Emails lists what we sent to whom",
    ),
    "test_it_is_withdrawn_until_access_works_and_not_afterwards": (
        "We don’t set up anything that it requested",
        "You can withdraw a request until access on it works",
    ),
    "test_an_unknown_practice_is_answered_alike_and_goes_to_support": (
        "We tell them nothing about you",
        "we pass your message on, and don’t tell you who they are",
    ),
    "test_every_door_of_a_draft_takes_exactly_what_the_table_allows": ("decide what can be requested",),
    "test_a_wrong_address_is_corrected_and_a_new_link_goes_there": (
        "we now write to another address",
        "We asked you at this address",
        "The links we sent to this one no longer work",
    ),
    "test_used_expired_replaced_foreign_and_void_links_are_told_apart": (
        "and the links to it no longer work",
    ),
    "test_whoever_registers_others_sees_and_causes_the_same_whether_or_not_they_are_known": (
        "We didn’t tell whoever tried",
    ),
    "test_declining_ends_every_line_and_the_open_agreement": ("We don’t set up any access for it",),
    "test_a_complete_registration_becomes_a_group_a_request_and_grants": (
        "We received request …",
        "We received the request of …",
    ),
    "test_a_draft_comes_first": ("You can stop at any point",),
    "test_a_solution_counts_once_among_many_replays": (
        "your browser shows by itself that you aren’t a robot",
    ),
    "test_link_and_code_expire_at_the_instant": ("We send you an email",),
    "test_a_step_comes_back_as_it_was_typed_on_any_device": (
        "You can come back on another day",
        "We save what you enter at each step",
    ),
    "test_a_workbook_is_previewed_and_then_confirmed_once": (
        "Instead of typing you can upload a spreadsheet",
    ),
    "POST /requests/{number:str}/messages": (
        "There you can also write to support",
        "If you think that we missed something",
    ),
    "test_silence_is_reminded_of_then_told_to_the_sponsor_and_then_suspends": (
        "we suspend access that no one has answered for",
        "we suspend access that no one answered for",
        "We suspended the access that no one answered for",
    ),
    "test_working_access_is_told_to_its_person_and_the_administrator": (
        "Each is set up by itself",
        "You get an email when you can use each one",
    ),
}
# What no program can keep: the people of the health system answer for it.
KEPT_BY_PEOPLE = (
    "Your … can tell you what comes next",
    "Nobody from … will ever ask you for it",
    "Any will do",
    "Banner systems may be reached only from within",
    "We may review use at any time",
    "We work to keep the service available",
    "we keep your name, email address",
    "we keep what you tell us about it",
    "We do not sell it",
    "may be reviewed at any time",
    "You can ask to see or correct",
)
TESTS = frozenset(
    name
    for file in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^(?:async )?def (test_\w+)\(", file.read_text("utf-8"), re.MULTILINE)
)
PHRASES = (*(phrase for phrases in KEPT.values() for phrase in phrases), *KEPT_BY_PEOPLE)


def not_kept(path: Path, text: str) -> list[str]:
    """The promises of a text that nothing in the table stands for."""
    return [each for each in promises(path, text) if not any(phrase in each for phrase in PHRASES)]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_every_promise_of_a_text_is_kept_by_something(path: Path) -> None:
    assert not_kept(path, path.read_text("utf-8")) == []


def test_every_promise_in_the_table_is_still_made() -> None:
    made = [each for path in TEXTS for each in sentences(path, path.read_text("utf-8"))]
    assert [phrase for phrase in PHRASES if not any(phrase in each for each in made)] == []


def test_what_keeps_a_promise_is_there() -> None:
    routes = {f"{row.method} {row.route}" for row in ROWS}
    assert [keeper for keeper in KEPT if keeper not in TESTS | routes] == []


def test_a_planted_promise_is_found() -> None:
    page, mail, code = Path("guide.html"), Path("mail.txt"), Path("guide.py")
    assert not_kept(page, "<p>You can <strong>fly</strong> home.</p><p>It is late.</p>") == [
        "You can fly home."
    ]
    assert not_kept(
        mail, "Hello {{ name }},\n\nWe call you {% if x %}back {% endif %}within {{ days }} days.\n"
    )
    assert not_kept(code, 'paragraph(\n    f"The moon will be "\n    "yours.",\n)')
