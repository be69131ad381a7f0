"""Looking back: revisions, and what differs."""
