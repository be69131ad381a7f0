"""Screens: they hold the store, start workers and ask."""
