"""What a check of this plugin needs: a whole form as it is typed."""

ANSWERS = {"has_account": ["yes"], "account_name": ["rexample"]}
