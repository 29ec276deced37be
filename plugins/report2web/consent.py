"""What must be agreed to before anybody is subscribed; a site may put its own text in its place."""

from core.plugin_api import Consent

CONSENT = Consent(
    title="Report2Web subscription",
    text="""\
Report2Web tells your practice when one of your patients is seen at a hospital. Before you subscribe:

- **What is sent.** The patient’s name, date of birth and telephone number, the account number of the
  visit, the main complaint when it is known, the primary care physician and the facility. The physician
  census workbook also shows how a patient moves during a stay.
- **How.** By fax to the number you gave, by encrypted email to the people you chose, or both. The census
  workbook goes by email only. An address outside the health system registers once with the encrypted-mail
  service to open its first message.
- **To whom.** Only to people who need it to care for the patient. Someone who leaves the practice must be
  removed at once and gets no further notices.
- **What it costs.** Nothing. You can change or end the subscription at any time.

The fax machine and the mailboxes must be out of reach of anybody who may not see patient information.
""",
    label="I agree to the health system’s privacy policy for these notices, on behalf of the {practice}",
)
