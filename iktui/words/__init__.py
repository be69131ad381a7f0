"""Records, rows, findings and changes in words, for every interface."""
