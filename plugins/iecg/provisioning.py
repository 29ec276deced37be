"""Access to iECG is given by analysts."""

from core.plugin_api import ByPeople, NoFields

PROVISIONER: ByPeople[NoFields] = ByPeople(
    to_grant=(
        "Look the person up in iECG by {login}. If there is an account, use it and make no other.",
        "Give the account the role of an external reader.",
        "Note the account name here.",
    ),
    to_revoke=("Disable the iECG account.", "Note the date here."),
    to_check=("Look the person up by {login}.", "Note the account name, or that there is none."),
)
