"""What each paper says: a Paper made of a state of the register, in the reader's language. Pure."""
