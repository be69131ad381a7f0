"""What the terminal is sent and told."""
