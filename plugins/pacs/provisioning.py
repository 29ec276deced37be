"""Access to PACS Synapse is given by analysts."""

from core.plugin_api import ByPeople, NoFields

PROVISIONER: ByPeople[NoFields] = ByPeople(
    to_grant=(
        "Look the person up in Synapse by {login}. If there is an account, use it and make no other.",
        "Put the account into the group of external viewers.",
        "Note the account name here.",
    ),
    to_revoke=("Take the account out of the group of external viewers.", "Note the date here."),
    to_check=("Look the person up by {login}.", "Note the account name, or that there is none."),
)
