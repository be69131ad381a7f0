"""A writer per format: each makes the same of a paper; and what a file tells that comes back."""
