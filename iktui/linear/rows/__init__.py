"""The list in lines: its pages, its layout, what is marked in it."""
