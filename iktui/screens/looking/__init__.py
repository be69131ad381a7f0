"""Looking at the register: parts of it, changed from there and shown anew when anybody has changed them; its past."""
