"""The command line: every command prints and exits, none imports Textual."""
