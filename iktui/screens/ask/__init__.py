"""Questions and lists: the pieces that every screen is put together from."""
