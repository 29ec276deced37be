"""What staff see in lists, pages of work and dashboards: read across the rooms below in few statements."""
