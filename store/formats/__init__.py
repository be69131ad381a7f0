"""Files of other programs as prose and grids of cells, whatever their format; pure but for reading the file.

`reading` knows a file by its content; `text` holds the readers of plain text and the web, `office` those of Word and
spreadsheets, `pdf` the one of PDF.
"""

__all__ = ["limits", "marks", "reading", "source", "words"]
