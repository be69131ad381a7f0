"""What is read before it is saved, and a record on the whole screen."""
