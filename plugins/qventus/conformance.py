"""What a check of this plugin needs: its section of a made-up site, and a whole form as it is typed."""

OPTIONS = {"facilities": ["NORTH"]}
ANSWERS = {"role": ["other"], "other_role": ["Plans the week"], "facilities": ["NORTH"]}
