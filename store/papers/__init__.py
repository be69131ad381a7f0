"""A document on its way out: one pure model of it, one small writer a format, and what a file tells that comes back."""

__all__: list[str] = []
