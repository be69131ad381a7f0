"""What the register holds besides collaborations, and what is counted and found in it."""
