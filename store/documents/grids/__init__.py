"""The tables in the grids of a file: told apart, with their headers found."""
