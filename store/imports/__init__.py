"""Reading overviews and plans as they are, into one Changeset to review."""
