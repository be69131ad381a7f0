"""The interface and the command line of the register."""
