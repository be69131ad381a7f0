"""Text, dates, ids, errors, languages, the glossary: what every room needs, and nothing of records."""

__all__ = ["author", "dates", "errors", "failures", "glossary", "i18n", "ids", "near", "numbers", "text"]
