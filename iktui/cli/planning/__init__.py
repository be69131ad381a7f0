"""The commands of the work around the register."""
