"""One contract for every connector, against a made-up health system that loses, doubles and forgets."""
