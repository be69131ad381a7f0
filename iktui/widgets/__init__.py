"""Widgets: they draw values and send messages, and never hold the store."""
