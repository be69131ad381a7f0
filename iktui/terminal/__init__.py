"""What the terminal is sent and told. Imported before Textual, which reads its environment as it is imported."""

import os


def forget_textual_environment() -> None:
    """Drop every TEXTUAL_ variable: some write files anywhere, one stops the program on ctrl+z."""
    if (
        os.environ.get("NO_COLOR") == ""
    ):  # empty is unset, says no-color.org; Textual looks no closer than that it is there
        del os.environ["NO_COLOR"]
    for name in [name for name in os.environ if name.startswith("TEXTUAL_")]:
        del os.environ[name]
