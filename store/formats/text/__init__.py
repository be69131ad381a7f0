"""Readers of what is text at heart: csv and tsv, plain text, Markdown, HTML."""
