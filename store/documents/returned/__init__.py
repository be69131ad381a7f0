"""Papers of this program that come back changed: their rows beside what the register showed, their cells as fields."""
