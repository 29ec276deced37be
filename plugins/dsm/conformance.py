"""What a check of this plugin needs: its section of a made-up site, and a whole form as it is typed."""

OPTIONS = {
    "regions": ["northland"],
    "addresses": [{"name": "Referrals", "address": "referrals@direct.example.com"}],
}
ANSWERS = {"direct_address": ["robin.sample@direct.clinic.example"]}
