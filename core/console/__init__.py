"""What staff do about requests: queues, credentials, corrections, notes and figures."""
