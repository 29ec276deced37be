"""Every table of core, as a database of the first release has it, and what a table cannot say for itself.

Nothing is released yet: until the first release this file is edited in place, and a database that was made
before is thrown away. A column is one line, a table is one block, and an index over several columns is one
line of `INDEXES`; `tests/core/database/test_migrations.py` holds it to the files `tables.py`. After the
release it stays as it is, for ever, and every change is a migration of its own. Therefore nothing of the
product is imported here.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import JSON, UUID, BigInt, Boolean, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.column_types import Bytea, Date
from piccolo.engine import engine_finder
from piccolo.table import Table

ID = "0001"
DESCRIPTION = "the tables of the product"


# identity


class Account(Table, tablename="account"):
    id = UUID(primary_key=True)
    email_key = Varchar(length=254, unique=True)
    email = Varchar(length=254)
    first_name = Varchar(length=60)
    last_name = Varchar(length=60)
    phone = Varchar(length=20)
    extension = Varchar(length=7)
    password_hash = Text()
    created_at = Timestamptz()
    locked_at = Timestamptz(null=True, default=None)
    disabled_at = Timestamptz(null=True, default=None)
    staff_roles = Varchar(length=400, index=True)
    factor_due_at = Timestamptz(null=True, default=None)
    binding = Varchar(length=64)
    keys_off = Boolean(default=False)


class Person(Table, tablename="person"):
    id = UUID(primary_key=True)
    portal_id = Varchar(length=64, unique=True, null=True, default=None)
    upn = Varchar(length=254, null=True, default=None, unique=True)
    account = UUID(unique=True)
    email_key = Varchar(length=254, unique=True)
    identifier = Varchar(length=100, null=True, default=None, unique=True)
    first_name = Varchar(length=100)
    last_name = Varchar(length=100)
    made_at = Timestamptz()


class StaffChange(Table, tablename="staff_change"):
    id = UUID(primary_key=True)
    open_for = Varchar(length=254, null=True, default=None, unique=True)
    email = Varchar(length=254)
    first_name = Varchar(length=60)
    last_name = Varchar(length=60)
    roles = Varchar(length=400)
    reason = Varchar(length=500)
    state = Varchar(length=10)
    asked_by = UUID(null=True, default=None)
    asked_name = Varchar(length=200)
    asked_at = Timestamptz()
    until = Timestamptz()
    decided_name = Varchar(length=200)
    decided_at = Timestamptz(null=True, default=None)


class PortalIdCount(Table, tablename="portal_id_count"):
    id = Integer(primary_key=True)
    given = BigInt()


class Acceptance(Table, tablename="policy_acceptance"):
    id = UUID(primary_key=True)
    account = ForeignKey(Account, null=False, index=True)
    text = Varchar(length=40)
    version = Varchar(length=40)
    accepted_at = Timestamptz()


class AccountSession(Table, tablename="account_session"):
    id = UUID(primary_key=True)
    account = ForeignKey(Account, null=False, index=True)
    token_hash = Varchar(length=64, unique=True)
    level = Varchar(length=10)
    started_at = Timestamptz()
    seen_at = Timestamptz()
    ends_at = Timestamptz()
    ended_at = Timestamptz(null=True, default=None)
    address = Varchar(length=64)
    agent = Varchar(length=400)
    password_at = Timestamptz()
    fresh_at = Timestamptz(null=True, default=None)
    binding = Varchar(length=64)
    texts_due = Boolean()


class MailProof(Table, tablename="mail_proof"):
    id = UUID(primary_key=True)
    purpose = Varchar(length=20)
    account = UUID(null=True, default=None, index=True)
    subject = UUID(null=True, default=None, index=True)
    email = Varchar(length=254)
    link = Varchar(length=64, unique=True)
    code = Varchar(length=64)
    denial = Varchar(length=64, unique=True)
    tries = Integer()
    expires_at = Timestamptz(index=True)
    used_at = Timestamptz(null=True, default=None)
    details = JSON()
    binding = Varchar(length=64)


class KeptForm(Table, tablename="kept_form"):
    id = UUID(primary_key=True)
    account = UUID(index=True)
    sealed = Text()
    until = Timestamptz(index=True)


class AttemptCount(Table, tablename="attempt_count"):
    key = Varchar(length=120, primary_key=True)
    started = BigInt(index=True)
    spent = BigInt()


class SolvedPuzzle(Table, tablename="solved_puzzle"):
    nonce = Varchar(length=64, primary_key=True)
    expires = BigInt(index=True)


# mfa


class Authenticator(Table, tablename="authenticator"):
    id = UUID(primary_key=True)
    account = UUID(index=True)
    seed = Text()
    last_step = BigInt()
    created_at = Timestamptz()
    confirmed_at = Timestamptz(null=True, default=None)


class RecoveryCode(Table, tablename="recovery_code"):
    id = UUID(primary_key=True)
    account = UUID(index=True)
    code_hash = Varchar(length=64)
    used_at = Timestamptz(null=True, default=None)


# groups


class Enrollment(Table, tablename="enrollment"):
    id = UUID(primary_key=True)
    account = UUID(default=None, index=True)
    open_for = UUID(null=True, default=None, unique=True)
    group = UUID(null=True, default=None)
    state = Varchar(length=20)
    version = Integer(default=1)
    started_at = Timestamptz()
    changed_at = Timestamptz()


class EnrollmentSection(Table, tablename="enrollment_section"):
    id = UUID(primary_key=True)
    enrollment = ForeignKey(Enrollment, null=False, index=True)
    name = Varchar(length=40)
    answers = JSON()
    complete = Boolean()
    version = Integer(default=1)
    key = Varchar(length=80, unique=True)


class EnrollmentPerson(Table, tablename="enrollment_person"):
    id = UUID(primary_key=True)
    enrollment = ForeignKey(Enrollment, null=False, index=True)
    member = UUID(null=True, default=None)
    role = Varchar(length=20)
    staff_type = Varchar(length=60)
    suffix = Varchar(length=40)
    details = JSON()
    applications = JSON()
    complete = Boolean()
    position = Integer()
    version = Integer(default=1)


class EnrollmentImport(Table, tablename="enrollment_import"):
    id = UUID(primary_key=True)
    enrollment = ForeignKey(Enrollment, null=False, unique=True)
    account = UUID(index=True, default=None)
    key = UUID(default=None)
    file_name = Varchar(length=200)
    listing = JSON(default="{}")
    waiting = Integer(default=0)
    fresh = Boolean(default=False)
    result = JSON(default="{}")
    added = JSON(default="[]")
    headings = JSON(default="{}")
    read_at = Timestamptz()


class Group(Table, tablename="practice_group"):
    id = UUID(primary_key=True)
    enrollment = UUID(default=None, unique=True)
    name = Varchar(length=200)
    folded_name = Varchar(length=200, index=True)
    jurisdiction = Varchar(length=40)
    postcode = Varchar(length=20)
    facility = Varchar(length=40, null=True, default=None)
    details = JSON()
    created_at = Timestamptz()
    state = Varchar(length=12, default="waiting")
    kept = JSON(default="{}")
    activated_at = Timestamptz(null=True, default=None)


class PracticeMark(Table, tablename="practice_mark"):
    id = UUID(primary_key=True)
    group = ForeignKey(Group, on_delete=OnDelete.cascade, null=False, index=True)
    kind = Varchar(length=20)
    mark = Varchar(length=300, index=True)


class Member(Table, tablename="member"):
    id = UUID(primary_key=True)
    group = ForeignKey(Group, on_delete=OnDelete.restrict, null=False, index=True)
    asked_as = Varchar(length=20)
    staff_type = Varchar(length=60)
    suffix = Varchar(length=40)
    first_name = Varchar(length=100)
    middle_initial = Varchar(length=5)
    last_name = Varchar(length=100)
    email = Varchar(length=254, index=True)
    phone = Varchar(length=20)
    details = JSON()
    position = Integer()
    person = UUID(null=True, default=None, index=True)
    person_state = Varchar(length=10)
    matched = Varchar(length=20)
    state = Varchar(length=10, default="active")
    since = Timestamptz(null=True, default=None)
    until = Date(null=True, default=None)
    away_from = Date(null=True, default=None)
    away_until = Date(null=True, default=None)
    away_reason = Varchar(length=500)
    held_by = Varchar(length=60)
    signed_until = Timestamptz(null=True, default=None)
    key = Varchar(length=300, unique=True)


class Appointment(Table, tablename="appointment"):
    id = UUID(primary_key=True)
    group = ForeignKey(Group, on_delete=OnDelete.restrict, null=False, index=True)
    part = Varchar(length=20)
    member = ForeignKey(Member, on_delete=OnDelete.restrict, null=True, default=None, index=True)
    name = Varchar(length=200)
    email = Varchar(length=254)
    account = UUID(null=True, default=None, index=True)
    agreement = UUID(null=True, default=None)
    asked_by = Varchar(length=12)
    reason = Varchar(length=500)
    state = Varchar(length=12)
    since = Timestamptz(null=True, default=None)
    until = Timestamptz(null=True, default=None)
    held_for = Varchar(length=60, null=True, default=None, unique=True)
    open_for = Varchar(length=60, null=True, default=None, unique=True)


class Authorization(Table, tablename="member_authorization"):
    id = UUID(primary_key=True)
    member = ForeignKey(Member, on_delete=OnDelete.restrict, null=False, index=True)
    by_member = ForeignKey(Member, on_delete=OnDelete.restrict, null=False, index=True)
    state = Varchar(length=12)
    asked_at = Timestamptz()
    since = Timestamptz(null=True, default=None)
    until = Timestamptz(null=True, default=None)
    open_for = Varchar(length=80, null=True, default=None, unique=True)


class Join(Table, tablename="group_join"):
    id = UUID(primary_key=True)
    group = ForeignKey(Group, on_delete=OnDelete.restrict, null=False, index=True)
    account = UUID(default=None, index=True)
    state = Varchar(length=12)
    asked_at = Timestamptz()
    decided_at = Timestamptz(null=True, default=None)
    decided_by = UUID(null=True, default=None)
    reason = Varchar(length=500)
    open_for = Varchar(length=80, null=True, default=None, unique=True)
    asked = JSON()


class ActivationWork(Table, tablename="activation_work"):
    id = UUID(primary_key=True)
    due = Timestamptz(null=True, default=None, index=True)
    lease = UUID(null=True, default=None)
    attempts = Integer()
    group = ForeignKey(Group, null=False, unique=True)
    by = JSON()


# access


class RequestNumber(Table, tablename="request_number"):
    id = Integer(primary_key=True)
    last = BigInt()


class Request(Table, tablename="access_request"):
    id = UUID(primary_key=True)
    number = Varchar(length=20, unique=True)
    kind = Varchar(length=12, default="enrollment")
    enrollment = UUID(null=True, default=None, unique=True)
    group = ForeignKey(Group, on_delete=OnDelete.restrict, null=False, index=True)
    sent_by = UUID(default=None)
    state = Varchar(length=30)
    details = JSON()
    submitted_at = Timestamptz(index=True)
    assignee = UUID(null=True, default=None)
    assignee_name = Varchar(length=200)
    agreement_ended = Varchar(length=12, null=True, default=None)
    due_on = Date(default=None)
    practice_key = Varchar(length=80)


class Grant(Table, tablename="access_grant"):
    id = UUID(primary_key=True)
    member = ForeignKey(Member, on_delete=OnDelete.restrict, null=False, index=True)
    application = Varchar(length=60)
    application_name = Varchar(length=200)
    state = Varchar(length=20)
    answers = JSON()
    fields_version = Varchar(length=20)
    shown = JSON(default="[]")
    generation = Integer(default=1)
    account = Varchar(length=200)
    reason = Varchar(length=500)
    suspended_by = Varchar(length=60)
    starts_on = Date(null=True, default=None)
    ends_on = Date(null=True, default=None)
    changed_at = Timestamptz()
    kept = JSON(default="{}")
    kept_version = Varchar(length=20)
    person = UUID(null=True, default=None)
    key = Varchar(length=100, unique=True)


class RequestLine(Table, tablename="request_line"):
    id = UUID(primary_key=True)
    request = ForeignKey(Request, on_delete=OnDelete.restrict, null=False, index=True)
    grant = ForeignKey(Grant, on_delete=OnDelete.restrict, null=False, index=True)
    what = Varchar(length=10, default="give")
    answers = JSON()
    fields_version = Varchar(length=20)
    shown = JSON(default="[]")
    decision = Varchar(length=10)
    decided_by = UUID(null=True, default=None)
    decided_by_name = Varchar(length=200)
    decided_at = Timestamptz(null=True, default=None)
    reason = Varchar(length=500)
    outcome = Varchar(length=20)
    closed_at = Timestamptz(null=True, default=None)
    open_for = UUID(null=True, default=None, unique=True)


class Leaving(Table, tablename="member_leaving"):
    id = UUID(primary_key=True)
    member = ForeignKey(Member, on_delete=OnDelete.restrict, null=False, index=True)
    over_at = Timestamptz()
    at = Timestamptz()
    reason = Varchar(length=500)
    by_name = Varchar(length=200)
    elsewhere = Boolean()


# messages


class Thread(Table, tablename="message_thread"):
    request = ForeignKey(Request, primary_key=True, null=False)
    last = Integer()
    last_of_practice = Integer()
    last_of_support = Integer()
    read_by_practice = Integer()
    read_by_support = Integer()
    waiting_since = Timestamptz(null=True, default=None, index=True)


class Message(Table, tablename="message"):
    id = UUID(primary_key=True)
    request = ForeignKey(Request, null=False, index=True)
    number = Integer()
    side = Varchar(length=10)
    account = UUID(null=True, default=None)
    name = Varchar(length=200)
    text = Text()
    written_at = Timestamptz()
    once = Varchar(length=120, unique=True)
    key = Varchar(length=60, unique=True)


# support


class CredentialDecision(Table, tablename="credential_decision"):
    id = UUID(primary_key=True)
    member = ForeignKey(Member, on_delete=OnDelete.restrict, null=False, index=True)
    decision = Varchar(length=10)
    reason = Varchar(length=500)
    about = JSON()
    by = UUID(null=True, default=None)
    by_name = Varchar(length=200)
    at = Timestamptz()


class SponsorAddress(Table, tablename="address_proof"):
    id = UUID(primary_key=True)
    member = ForeignKey(Member, on_delete=OnDelete.restrict, null=False, index=True)
    address = Varchar(length=254)
    how = Varchar(length=20)
    seen = Varchar(length=300)
    by = UUID(null=True, default=None)
    by_name = Varchar(length=200)
    at = Timestamptz()


class CredentialFinding(Table, tablename="credential_finding"):
    id = UUID(primary_key=True)
    member = ForeignKey(Member, on_delete=OnDelete.restrict, null=False, index=True)
    register = Varchar(length=60)
    outcome = Varchar(length=20)
    words = Varchar(length=500)
    about = JSON()
    at = Timestamptz()


class Correction(Table, tablename="request_correction"):
    id = UUID(primary_key=True)
    request = ForeignKey(Request, on_delete=OnDelete.restrict, null=False, index=True)
    open_for = UUID(null=True, default=None, unique=True)
    state = Varchar(length=12, default="open")
    reason = Varchar(length=1000)
    fields = JSON(default="[]")
    changes = JSON(default="[]")
    by_name = Varchar(length=200)
    made_at = Timestamptz()
    ended_at = Timestamptz(null=True, default=None)


class PracticeComparison(Table, tablename="practice_comparison"):
    id = UUID(primary_key=True)
    group = ForeignKey(Group, on_delete=OnDelete.restrict, null=False, index=True)
    other = ForeignKey(Group, on_delete=OnDelete.restrict, null=False, index=True)
    decision = Varchar(length=10)
    reason = Varchar(length=500)
    by = UUID(null=True, default=None)
    by_name = Varchar(length=200)
    at = Timestamptz()


class PageTurn(Table, tablename="page_turn"):
    id = UUID(primary_key=True)
    grant = ForeignKey(Grant, on_delete=OnDelete.cascade, null=False, index=True)
    path = Varchar(length=60)
    whose = Varchar(length=20)
    words = Varchar(length=200)
    since = Timestamptz()
    key = Varchar(length=120, unique=True)


class Note(Table, tablename="request_note"):
    id = UUID(primary_key=True)
    request = ForeignKey(Request, on_delete=OnDelete.restrict, null=False, index=True)
    by = UUID(null=True, default=None)
    by_name = Varchar(length=200)
    text = Text()
    at = Timestamptz()


class TextBlock(Table, tablename="text_block"):
    id = UUID(primary_key=True)
    name = Varchar(length=80)
    name_key = Varchar(length=80, unique=True)
    text = Text()
    by_name = Varchar(length=200)
    changed_at = Timestamptz()


class OpenPage(Table, tablename="open_page"):
    key = Varchar(length=80, primary_key=True)
    subject = UUID(index=True, default=None)
    account = UUID(default=None)
    name = Varchar(length=200)
    since = Timestamptz()
    until = Timestamptz(index=True)


class SavedView(Table, tablename="saved_view"):
    id = UUID(primary_key=True)
    owner = UUID(index=True, default=None)
    name = Varchar(length=60)
    key = Varchar(length=100, unique=True)
    of = Varchar(length=20)
    said = Varchar(length=600)


class Away(Table, tablename="staff_away"):
    id = UUID(primary_key=True, default=None)
    name = Varchar(length=200)
    until = Timestamptz()
    to = UUID(null=True, default=None)
    to_name = Varchar(length=200)
    by_name = Varchar(length=200)


class HandedOn(Table, tablename="staff_handed_on"):
    id = UUID(primary_key=True, default=None)
    away = UUID(index=True, default=None)
    to = UUID(null=True, default=None)


class PutOff(Table, tablename="staff_waiting"):
    id = UUID(primary_key=True, default=None)
    state = Varchar(length=30)
    until = Timestamptz(index=True)
    reason = Varchar(length=500)
    by_name = Varchar(length=200)
    at = Timestamptz()


# provisioning


class WorkItem(Table, tablename="work_item"):
    id = UUID(primary_key=True)
    due = Timestamptz(null=True, default=None, index=True)
    lease = UUID(null=True, default=None)
    attempts = Integer()
    grant = ForeignKey(Grant, on_delete=OnDelete.restrict, null=False, index=True)
    application = Varchar(length=60, index=True)
    kind = Varchar(length=10)
    generation = Integer()
    state = Varchar(length=10, default="waiting", index=True)
    turn = Varchar(length=120, index=True)
    failures = Integer()
    words = Varchar(length=500)
    for_whom = Varchar(length=20)
    steps = JSON(default="[]")
    assignee = UUID(null=True, default=None, index=True)
    assignee_name = Varchar(length=200)
    person_key = Varchar(length=80)
    practice_key = Varchar(length=80)
    evidence = Varchar(length=2000)
    made_at = Timestamptz(index=True)
    told_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    alarmed_at = Timestamptz(null=True, default=None)
    before = JSON(default="{}")
    key = Varchar(length=100, unique=True)


class Turn(Table, tablename="work_turn"):
    key = Varchar(length=120, primary_key=True)
    holder = UUID()
    until = Timestamptz()


# usage


class Use(Table, tablename="application_use"):
    grant = ForeignKey(Grant, primary_key=True, null=False)
    first_at = Timestamptz(null=True, default=None)
    last_at = Timestamptz(null=True, default=None, index=True)
    times = BigInt()
    there_at = Timestamptz(null=True, default=None, index=True)


# agreements


class Agreement(Table, tablename="agreement"):
    id = UUID(primary_key=True)
    group = UUID(default=None, index=True)
    member = UUID(null=True, default=None, index=True)
    purpose = Varchar(length=12)
    open_for = Varchar(length=60, null=True, default=None, unique=True)
    request = UUID(null=True, default=None, index=True)
    slug = Varchar(length=60)
    version = Varchar(length=40)
    content = JSON()
    text_hash = Varchar(length=64)
    state = Varchar(length=12)
    contact = Varchar(length=254)
    sent_at = Timestamptz()
    reminders = Integer()
    expires_at = Timestamptz()
    ended_at = Timestamptz(null=True, default=None)
    in_force_at = Timestamptz(null=True, default=None)
    ends_at = Timestamptz(null=True, default=None)
    binds_until = Timestamptz(null=True, default=None)
    notices = Integer()
    reason = Text()
    follows = UUID(null=True, default=None, index=True)


class Signer(Table, tablename="agreement_signer"):
    id = UUID(primary_key=True)
    agreement = ForeignKey(Agreement, null=False, index=True)
    position = Integer()
    roles = JSON(default="[]")
    name = Varchar(length=200)
    email = Varchar(length=254, index=True)
    state = Varchar(length=12)
    corrected = Boolean()
    sent_at = Timestamptz()
    opened_at = Timestamptz(null=True, default=None)
    proved_at = Timestamptz(null=True, default=None)
    read_at = Timestamptz(null=True, default=None)
    consented_at = Timestamptz(null=True, default=None)
    signed_at = Timestamptz(null=True, default=None)
    declined_at = Timestamptz(null=True, default=None)
    consent_version = Varchar(length=40)
    read_hash = Varchar(length=64)
    signed_hash = Varchar(length=64)
    signature_kind = Varchar(length=10)
    signature = Text()
    address = Varchar(length=64)
    agent = Varchar(length=400)
    reason = Text()


class SignerLink(Table, tablename="agreement_link"):
    id = UUID(primary_key=True)
    signer = ForeignKey(Signer, null=False, index=True)
    purpose = Varchar(length=10)
    token_hash = Varchar(length=64, unique=True)
    made_at = Timestamptz()
    expires_at = Timestamptz()
    replaced_at = Timestamptz(null=True, default=None)
    binding = Varchar(length=64)


class SignerVisit(Table, tablename="agreement_visit"):
    id = UUID(primary_key=True)
    signer = ForeignKey(Signer, null=False, index=True)
    purpose = Varchar(length=10)
    token_hash = Varchar(length=64, unique=True)
    code_hash = Varchar(length=64)
    tries = Integer()
    made_at = Timestamptz()
    proved_at = Timestamptz(null=True, default=None)
    until = Timestamptz()
    binding = Varchar(length=64)


class SealedAgreement(Table, tablename="agreement_sealed"):
    id = UUID(primary_key=True)
    agreement = ForeignKey(Agreement, null=False, unique=True)
    pdf = Bytea()
    sha256 = Varchar(length=64, unique=True)
    sealed_at = Timestamptz()


class AgreementWork(Table, tablename="agreement_work"):
    id = UUID(primary_key=True)
    due = Timestamptz(null=True, default=None, index=True)
    lease = UUID(null=True, default=None)
    attempts = Integer()
    agreement = ForeignKey(Agreement, null=False, unique=True)


# office


class LeaverReceipt(Table, tablename="leaver_receipt"):
    id = UUID(primary_key=True)
    leaving = ForeignKey(Leaving, on_delete=OnDelete.restrict, null=False, unique=True)
    pdf = Bytea()
    sha256 = Varchar(length=64, unique=True)
    sealed_at = Timestamptz()


class ChangeRequest(Table, tablename="change_request"):
    id = UUID(primary_key=True)
    group = ForeignKey(Group, on_delete=OnDelete.restrict, null=False, index=True)
    member = ForeignKey(Member, on_delete=OnDelete.restrict, null=True, default=None)
    kind = Varchar(length=10)
    wanted = JSON()
    shown = JSON(default="[]")
    why = Varchar(length=500)
    state = Varchar(length=10, default="open", index=True)
    asked_by = UUID(null=True, default=None)
    asked_by_name = Varchar(length=200)
    asked_at = Timestamptz(index=True)
    decided_by_name = Varchar(length=200)
    decided_at = Timestamptz(null=True, default=None)
    reason = Varchar(length=500)
    from_day = Date(null=True, default=None)
    open_for = UUID(null=True, default=None, unique=True)


# misuse


class MisuseCase(Table, tablename="misuse_case"):
    id = UUID(primary_key=True)
    group = ForeignKey(Group, on_delete=OnDelete.restrict, null=False, index=True)
    member = ForeignKey(Member, on_delete=OnDelete.restrict, null=True, index=True)
    about_name = Varchar(length=200)
    state = Varchar(length=10, index=True)
    side = Varchar(length=10)
    reporter = UUID(null=True, default=None)
    reporter_name = Varchar(length=200)
    caller = Varchar(length=200)
    what = Text()
    seen = Varchar(length=10)
    noticed_at = Timestamptz(index=True)
    opened_at = Timestamptz()
    written_at = Timestamptz(null=True, default=None)
    holder = UUID(null=True, default=None)
    holder_name = Varchar(length=200)
    held_by = UUID(null=True, default=None)
    outcome = Varchar(length=20)
    reason = Varchar(length=500)
    record = Text()
    record_sha256 = Varchar(length=64)


class MisuseNote(Table, tablename="misuse_note"):
    id = UUID(primary_key=True)
    case = ForeignKey(MisuseCase, on_delete=OnDelete.restrict, null=False, index=True)
    by_name = Varchar(length=200)
    text = Text()
    at = Timestamptz()


class MisuseBundle(Table, tablename="misuse_bundle"):
    id = UUID(primary_key=True)
    case = ForeignKey(MisuseCase, on_delete=OnDelete.restrict, null=False, index=True)
    handed_to = Varchar(length=200)
    pdf = Bytea()
    trail = Text()
    sha256 = Varchar(length=64, unique=True)
    sealed_at = Timestamptz()


class Cancellation(Table, tablename="group_cancellation"):
    id = UUID(primary_key=True)
    group = ForeignKey(Group, on_delete=OnDelete.restrict, null=False, index=True)
    open_for = UUID(null=True, default=None, unique=True)
    how = Varchar(length=10)
    state = Varchar(length=10)
    reason = Varchar(length=500)
    held_by = UUID(null=True, default=None)
    proposed_name = Varchar(length=200)
    proposed_at = Timestamptz()
    until = Timestamptz()
    decided_name = Varchar(length=200)
    decided_at = Timestamptz(null=True, default=None)


class Disuse(Table, tablename="disuse"):
    member = ForeignKey(Member, null=False, primary_key=True)
    since = Timestamptz()
    warnings = Integer()
    warned_at = Timestamptz()


class SponsorSought(Table, tablename="sponsor_sought"):
    id = UUID(primary_key=True)
    appointment = UUID(default=None, unique=True)
    why = Varchar(length=12)
    reason = Varchar(length=500)
    by_name = Varchar(length=200)
    at = Timestamptz()
    due_at = Timestamptz()


class Objection(Table, tablename="member_objection"):
    id = UUID(primary_key=True)
    member = ForeignKey(Member, on_delete=OnDelete.restrict, null=False, index=True)
    kind = Varchar(length=10)
    account = UUID(default=None)
    by_name = Varchar(length=200)
    reason = Varchar(length=500)
    at = Timestamptz()
    state = Varchar(length=12)
    answer = Varchar(length=500)
    closed_by = Varchar(length=200)
    closed_at = Timestamptz(null=True, default=None)
    open_for = UUID(null=True, default=None, unique=True)


# reviews


class Campaign(Table, tablename="review_campaign"):
    id = UUID(primary_key=True)
    name = Varchar(length=100)
    reason = Varchar(length=500)
    due_on = Date()
    started_at = Timestamptz(index=True)
    started_by = UUID(null=True, default=None)
    started_name = Varchar(length=200)
    practices = Integer()
    chosen = JSON(default="{}")
    planned_to = UUID(null=True, default=None)
    planned_at = Timestamptz(null=True, default=None)


class Round(Table, tablename="access_review"):
    id = UUID(primary_key=True)
    campaign = ForeignKey(Campaign, on_delete=OnDelete.restrict, null=True, default=None, index=True)
    group = ForeignKey(Group, on_delete=OnDelete.restrict, null=False, index=True)
    cause = Varchar(length=10)
    state = Varchar(length=12)
    opened_at = Timestamptz()
    due_on = Date()
    postponed_at = Timestamptz(null=True, default=None)
    listed_at = Timestamptz(null=True, default=None)
    listed_name = Varchar(length=200)
    finished_at = Timestamptz(null=True, default=None)
    finished_name = Varchar(length=200)
    closed_at = Timestamptz(null=True, default=None)
    told = Integer()
    told_at = Timestamptz(null=True, default=None)
    suspended_at = Timestamptz(null=True, default=None)
    seed = Varchar(length=32)
    open_for = UUID(null=True, default=None, unique=True)


class ReviewAnswer(Table, tablename="review_answer"):
    id = UUID(primary_key=True)
    review = ForeignKey(Round, on_delete=OnDelete.restrict, null=False, index=True)
    member = ForeignKey(Member, on_delete=OnDelete.restrict, null=False, index=True)
    grant = ForeignKey(Grant, on_delete=OnDelete.restrict, null=True, default=None)
    answer = Varchar(length=10)
    why = Varchar(length=300)
    side = Varchar(length=10)
    by = UUID(null=True, default=None)
    by_name = Varchar(length=200)
    at = Timestamptz()
    millis = Integer(null=True, default=None)
    batch = Boolean(default=False)
    unsure = Boolean(default=False)
    second = Boolean(default=False)
    last_used = Timestamptz(null=True, default=None)
    seen = JSON(default="{}")
    staff_type = Varchar(length=60)
    suffix = Varchar(length=40)
    applied_at = Timestamptz(null=True, default=None)
    key = Varchar(length=80, unique=True)


class ReviewEvidence(Table, tablename="review_evidence"):
    id = UUID(primary_key=True)
    review = ForeignKey(Round, on_delete=OnDelete.restrict, null=False, unique=True)
    pdf = Bytea()
    sha256 = Varchar(length=64, unique=True)
    sealed_at = Timestamptz()


class AccessTold(Table, tablename="access_told"):
    grant = ForeignKey(Grant, primary_key=True, null=False)
    answered = Boolean(default=False)
    facts = JSON(default="[]")
    at = Timestamptz()


# due


class PluginWork(Table, tablename="plugin_work"):
    id = UUID(primary_key=True)
    due = Timestamptz(null=True, default=None, index=True)
    lease = UUID(null=True, default=None)
    attempts = Integer(default=0)
    key = Varchar(length=120, unique=True)
    number = BigInt(null=True, default=None)
    words = Varchar(length=200)
    late_at = Timestamptz(null=True, default=None)
    alarmed_at = Timestamptz(null=True, default=None)


class StrayAccount(Table, tablename="stray_account"):
    id = UUID(primary_key=True)
    application = Varchar(length=60, index=True)
    key = Varchar(length=261, unique=True)
    account = Varchar(length=200)
    found_at = Timestamptz()
    cleared_at = Timestamptz(null=True, default=None)
    cleared_name = Varchar(length=200)
    reason = Varchar(length=500)


class WebhookPlace(Table, tablename="webhook_place"):
    id = UUID(primary_key=True)
    due = Timestamptz(null=True, default=None, index=True)
    lease = UUID(null=True, default=None)
    attempts = Integer(default=0)
    name = Varchar(length=60, unique=True)
    number = BigInt()
    answer = Varchar(length=200)
    answered_at = Timestamptz(null=True, default=None)
    failing_since = Timestamptz(null=True, default=None)
    paused_at = Timestamptz(null=True, default=None)


class Due(Table, tablename="due"):
    id = UUID(primary_key=True)
    due = Timestamptz(null=True, default=None, index=True)
    lease = UUID(null=True, default=None)
    attempts = Integer()
    kind = Varchar(length=40)
    subject = UUID(default=None, index=True)
    key = Varchar(length=100, unique=True)


# mail


class OutboxMail(Table, tablename="outbox_mail"):
    id = UUID(primary_key=True)
    due = Timestamptz(null=True, default=None, index=True)
    lease = UUID(null=True, default=None)
    attempts = Integer()
    queued_at = Timestamptz(index=True)
    recipient = Varchar(length=254, index=True)
    domain = Varchar(length=254, index=True)
    caused_by = Varchar(length=40, index=True)
    template = Varchar(length=60)
    about_kind = Varchar(length=40)
    about = Varchar(length=64, index=True)
    subject = Varchar(length=200)
    text = Text()
    attachment = Text()
    message_id = Varchar(length=200, unique=True)
    state = Varchar(length=10, default="waiting")
    sent_at = Timestamptz(null=True, default=None)
    reason = Varchar(length=300)
    reader = UUID(null=True, default=None, index=True)
    line = Varchar(length=200)
    group = UUID(null=True, default=None)


# search


class SearchEntry(Table, tablename="search_entry"):
    id = UUID(primary_key=True, default=None)
    kind = Varchar(length=10)
    words = Text()


class SearchWord(Table, tablename="search_word"):
    key = Varchar(length=120, primary_key=True)
    entry = UUID(default=None)


# key_mark


class KeyMark(Table, tablename="key_mark"):
    key = Varchar(length=8, primary_key=True)
    made_at = Timestamptz()
    sealed = Text()
    code = Varchar(length=64)


# plugin_levels


class CheckedPlugin(Table, tablename="checked_plugin"):
    digest = Varchar(length=64, primary_key=True)
    slug = Varchar(length=64)
    version = Varchar(length=200)
    level = Varchar(length=10)
    at = Timestamptz()


# audit


class AuditEvent(Table, tablename="audit_event"):
    number = BigInt(primary_key=True)
    at = Timestamptz(index=True)
    action = Varchar(length=100)
    actor_kind = Varchar(length=10)
    actor_account = UUID(null=True, default=None)
    actor_name = Varchar(length=200)
    address = Varchar(length=64)
    agent = Varchar(length=400)
    subject_kind = Varchar(length=40, null=True, default=None)
    subject = Varchar(length=64, null=True, default=None, index=True)
    details = JSON()
    salt = Varchar(length=32)
    leaf = Varchar(length=64)


class AuditHead(Table, tablename="audit_head"):
    id = BigInt(primary_key=True)
    number = BigInt()
    frontier = Text()


class KeptCount(Table, tablename="figure"):
    id = Varchar(length=150, primary_key=True)
    name = Varchar(length=20)
    key = Varchar(length=90)
    since = Timestamptz()
    number = BigInt()


class AuditSubtree(Table, tablename="audit_subtree"):
    id = BigInt(primary_key=True)
    digest = Varchar(length=64)


class AuditCheckpoint(Table, tablename="audit_checkpoint"):
    size = BigInt(primary_key=True)
    at = Timestamptz()
    note = Text()


class TrailHold(Table, tablename="trail_hold"):
    id = UUID(primary_key=True)
    kind = Varchar(length=10)
    subject = UUID(index=True, default=None)
    name = Varchar(length=200)
    reason = Varchar(length=500)
    held_by = UUID(null=True, default=None)
    by_name = Varchar(length=200)
    at = Timestamptz()
    ended_at = Timestamptz(null=True, default=None)
    ended_name = Varchar(length=200)
    ended_reason = Varchar(length=500)
    follows = UUID(null=True, default=None, index=True)


class SiteChange(Table, tablename="site_change"):
    number = Integer(primary_key=True)
    settings = JSON()
    begins_at = Timestamptz()
    reason = Varchar(length=500)
    made_at = Timestamptz()
    made_by = UUID(null=True, default=None)
    made_name = Varchar(length=200)
    undoes = Integer(null=True, default=None)


# Several columns each, which the columns of a table cannot say for themselves: they hand a page of the
# console out in its own order, however many rows lie before and behind it.
INDEXES = {
    "request_by_state": "access_request (state, number)",
    "request_by_state_and_due": "access_request (state, due_on, number)",
    "request_by_due": "access_request (due_on, number)",
    "request_by_state_and_practice": "access_request (state, practice_key, number)",
    "request_by_practice": "access_request (practice_key, number)",
    "request_by_state_and_name": "access_request (state, assignee_name, number)",
    "request_by_name": "access_request (assignee_name, number)",
    "request_by_ended_agreement": "access_request (state, due_on, number) WHERE agreement_ended IS NOT NULL",
    "request_by_holder": "access_request (assignee, due_on, number)",
    "request_by_holder_and_state": "access_request (assignee, state, due_on, number)",
    "work_by_state": "work_item (state, made_at, id)",
    "work_by_state_and_person": "work_item (state, person_key, id)",
    "work_by_state_and_practice": "work_item (state, practice_key, id)",
    "work_by_state_and_name": "work_item (state, assignee_name, id)",
    "work_by_holder_and_state": "work_item (assignee, state, made_at, id)",
    "work_by_application_and_state": "work_item (application, state, made_at, id)",
    "work_of_a_grant": 'work_item ("grant", state)',
    "work_done": "work_item (application, ended_at) WHERE kind = 'grant' AND state = 'done'",
    "work_by_alarm": "work_item (made_at, id) WHERE alarmed_at IS NOT NULL",
    "agreement_by_end": "agreement (ends_at, id)",
    "thread_by_waiting": "message_thread (waiting_since, request)",
    "grant_by_application_and_state": "access_grant (application, state)",
    "grant_by_state": "access_grant (state, changed_at)",
    "line_by_outcome": "request_line (outcome, closed_at)",
    "event_by_action": "audit_event (action, at)",
    "event_by_actor": "audit_event (actor_account, number)",
    "mail_by_state": "outbox_mail (state, queued_at)",
    "figure_by_name": "figure (name, key, since)",
    "work_late_by_holder": "work_item (assignee, made_at, id) WHERE alarmed_at IS NOT NULL",
    "work_late_by_application": "work_item (application, made_at, id) WHERE alarmed_at IS NOT NULL",
    "work_late": "work_item (state) WHERE alarmed_at IS NOT NULL",
    "page_turn_by_whose": "page_turn (whose, since)",
    "work_given_up": "work_item (made_at) WHERE state = 'dead' AND alarmed_at IS NULL",
}

# Two people of one practice are never one human.
UNIQUE_INDEXES = {"member_is_one_human": 'member ("group", person)'}

# What begins with some letters lies side by side, and names are sorted alike, as on SQLite by itself.
BY_BYTES = tuple(
    f'ALTER TABLE {table} ALTER COLUMN {column} TYPE varchar({length}) COLLATE "C"'
    for table, column, length in (
        ("search_word", "key", 120),
        ("access_request", "practice_key", 80),
        ("access_request", "assignee_name", 200),
        ("work_item", "person_key", 80),
        ("work_item", "practice_key", 80),
        ("work_item", "assignee_name", 200),
    )
)

# The trail begins with a row for its end.
HEAD = "INSERT INTO audit_head (id, number, frontier) VALUES (1, 0, '')"

# What is left of an event that was retired. Emptying one is the only change of an event there is.
RETIRED = """
    NEW.number = OLD.number AND NEW.leaf = OLD.leaf AND NEW.salt = '' AND NEW.action = 'retired'
    AND NEW.at = '1970-01-01 00:00:00+00:00' AND NEW.actor_kind = '' AND NEW.actor_account IS NULL
    AND NEW.actor_name = '' AND NEW.address = '' AND NEW.agent = '' AND NEW.subject_kind IS NULL
    AND NEW.subject IS NULL AND CAST(NEW.details AS TEXT) = '{}'
"""
# The end of the trail only moves on.
MOVES_ON = "NEW.id = OLD.id AND NEW.number > OLD.number"
ADDED_TO = ("audit_event", "audit_subtree", "audit_checkpoint")

# The trail is only ever added to: the database itself refuses to change or delete an event. On PostgreSQL
# nobody but the owner of the table empties one.
PROTECTION = {
    "postgres": (
        """
        CREATE FUNCTION audit_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the audit trail is only ever added to'; END $$
        """,
        """
        CREATE FUNCTION audit_is_retired_by_its_owner() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
            IF pg_has_role((SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') AND RETIRED THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION 'the audit trail is only ever added to';
        END $$
        """.replace("RETIRED", RETIRED),
        f"""
        CREATE FUNCTION audit_head_moves_on() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
            IF {MOVES_ON} THEN RETURN NEW; END IF;
            RAISE EXCEPTION 'the audit trail is only ever added to';
        END $$
        """,
        "ALTER TABLE audit_event ADD CONSTRAINT audit_event_from_one CHECK (number >= 1)",
        """
        CREATE TRIGGER audit_event_retires BEFORE UPDATE ON audit_event
        FOR EACH ROW EXECUTE FUNCTION audit_is_retired_by_its_owner()
        """,
        """
        CREATE TRIGGER audit_head_on BEFORE UPDATE ON audit_head
        FOR EACH ROW EXECUTE FUNCTION audit_head_moves_on()
        """,
        *(
            f"""
            CREATE TRIGGER {table}_stays BEFORE {what} ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION audit_is_only_added_to()
            """
            for table, what in (
                ("audit_event", "DELETE OR TRUNCATE"),
                ("audit_head", "DELETE OR TRUNCATE"),
                ("audit_subtree", "UPDATE OR DELETE OR TRUNCATE"),
                ("audit_checkpoint", "UPDATE OR DELETE OR TRUNCATE"),
            )
        ),
    ),
    "sqlite": tuple(
        f"""
        CREATE TRIGGER {name} BEFORE {what} ON {table} WHEN {when}
        BEGIN SELECT RAISE(ABORT, 'the audit trail is only ever added to'); END
        """
        for name, what, table, when in (
            ("audit_event_no_UPDATE", "UPDATE", "audit_event", f"NOT ({RETIRED})"),
            ("audit_head_no_UPDATE", "UPDATE", "audit_head", f"NOT ({MOVES_ON})"),
            ("audit_event_from_one", "INSERT", "audit_event", "NEW.number < 1"),
            *((f"{table}_no_DELETE", "DELETE", table, "true") for table in (*ADDED_TO, "audit_head")),
            *((f"{table}_no_UPDATE", "UPDATE", table, "true") for table in ADDED_TO[1:]),
            # INSERT OR REPLACE deletes without telling the trigger above.
            *(
                (f"{table}_stays", "INSERT", table, f"NEW.{key} IN (SELECT {key} FROM {table})")  # noqa: S608 - constants of ours
                for table, key in (("audit_event", "number"), ("audit_subtree", "id"))
            ),
        )
    ),
}


class TablesFirst(MigrationManager):
    """Runs the SQL after the tables were made and in one transaction with them; Piccolo runs it before."""

    async def run(self, backwards: bool = False) -> None:
        """Make everything, or nothing."""
        if (engine := engine_finder()) is None:
            raise RuntimeError("no database is open")
        indexes = [f"CREATE INDEX {name} ON {columns}" for name, columns in INDEXES.items()]
        indexes += [f"CREATE UNIQUE INDEX {name} ON {columns}" for name, columns in UNIQUE_INDEXES.items()]
        indexes += BY_BYTES if engine.engine_type == "postgres" else ()
        async with engine.transaction():
            await super().run(backwards)
            for statement in (*indexes, HEAD, *PROTECTION[engine.engine_type]):
                await engine.run_ddl(statement)


def tables() -> list[type[Table]]:
    """List every table of this file, in its order."""
    named = [each for each in globals().values() if isinstance(each, type)]
    return [each for each in named if issubclass(each, Table) and each is not Table]


async def forwards() -> MigrationManager:
    """Tell Piccolo every table and every column."""
    manager = TablesFirst(migration_id=ID, app_name="portal", description=DESCRIPTION)
    for table in tables():
        manager.add_table(class_name=table.__name__, tablename=table._meta.tablename)
        for column in table._meta.columns:
            manager.add_column(
                table_class_name=table.__name__,
                tablename=table._meta.tablename,
                column_name=column._meta.name,
                column_class=type(column),
                params=column._meta.params,
            )
    return manager
