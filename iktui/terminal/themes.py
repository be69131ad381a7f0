"""The themes: two for every day, two with high contrast, one in the sixteen colours of the terminal itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from textual.app import App
from textual.theme import BUILTIN_THEMES, Theme

from iktui.settings import THEMES

if TYPE_CHECKING:
    from collections.abc import Mapping

STYLES = """
.title { height: 1; background: $primary-muted; color: $foreground; padding: 0 1; text-style: bold; }
.columns { height: 1; color: $text-muted; background: $surface; text-style: underline; }
.title:ansi { text-style: bold reverse; }  /* no shade of sixteen suits every terminal */
.-past .title { background: $warning; color: $background; }
SelectCurrent Static#label { color: $text-muted; }
SelectCurrent.-has-value Static#label { color: $foreground; }
CommandPalette > .command-palette--help-text { text-style: not bold; }
"""
"""What many screens have, and what the variables of a theme cannot say.

Textual's own half transparent texts are fainter than a contrast allows.
"""


_COLOURS: Final = {
    "background": ("#121212", "#f2f2f2", "#000000", "#ffffff", "ansi_default"),
    "surface": ("#1e1e1e", "#fcfcfc", "#000000", "#ffffff", "ansi_default"),
    "panel": ("#242f38", "#dde3e8", "#1a1a1a", "#ececec", "ansi_default"),
    "text": ("#e4e4e4", "#1c1c1c", "#ffffff", "#000000", "ansi_default"),
    "muted": ("#a8a8a8", "#565656", "#d4d4d4", "#333333", "ansi_default"),
    "title": ("#0c304c", "#c3d9ea", "#00305c", "#cfe3ff", "ansi_default"),
    "line": ("#0178d4", "#004578", "#ffffff", "#000000", "ansi_default"),
    "primary": ("#0178d4", "#004578", "#5fb8ff", "#00307a", "ansi_blue"),
    "accent": ("#ffa62b", "#7d4300", "#ffd75f", "#00307a", "ansi_cyan"),
    "warning": ("#ffb454", "#7a4a00", "#ffd75f", "#5a3800", "ansi_yellow"),
    "error": ("#ff8496", "#a0163c", "#ffa8a8", "#8a0018", "ansi_red"),
    "success": ("#7bd88f", "#1a6632", "#8cff9f", "#004a1c", "ansi_green"),
    "cursor": ("#005a9e", "#004578", "#ffff00", "#00307a", "ansi_default"),
    "cursor-text": ("#ffffff", "#ffffff", "#000000", "#ffffff", "ansi_default"),
    "resting": ("#33424e", "#d0d8de", "#3a3a3a", "#d0d0d0", "ansi_default"),
    "resting-text": ("#e4e4e4", "#1c1c1c", "#ffffff", "#000000", "ansi_default"),
}
"""What stands where, in each of `THEMES`.

Whatever the terminal's own text is on its own ground can be read: marks are made there by reverse, bold and underline.
"""
_VARIABLES: Final = {
    "text-muted": "muted",
    "text-disabled": "muted",
    "foreground-muted": "muted",
    "foreground-disabled": "muted",
    "text-primary": "primary",
    "text-secondary": "primary",
    "text-accent": "accent",
    "text-warning": "warning",
    "text-error": "error",
    "text-success": "success",
    "surface": "surface",
    "panel": "panel",
    "primary-muted": "title",
    "border": "line",
    "border-blurred": "muted",
    "block-cursor-background": "cursor",
    "block-cursor-foreground": "cursor-text",
    "block-cursor-blurred-background": "resting",
    "block-cursor-blurred-foreground": "resting-text",
    "footer-background": "panel",
    "footer-foreground": "text",
    "footer-key-foreground": "accent",
    "footer-description-foreground": "text",
}
"""The variables of Textual's styles, each with the colour it is."""
_ANSI_ONLY: Final = {
    "ansi-background": "ansi_default",
    "ansi-foreground": "ansi_default",
    "scrollbar-background": "ansi_default",
    "scrollbar-background-hover": "ansi_default",
    "scrollbar-background-active": "ansi_default",
}


def is_ansi(name: str) -> bool:
    """Whether a theme is made of the terminal's own colours: Textual has to know before it knows the themes."""
    return name == "ansi"


def use_themes(app: App[int], name: str) -> None:
    """Let the application have our themes and no other, and begin with one of them: called before it runs."""
    for builtin in BUILTIN_THEMES:
        app.unregister_theme(builtin)
    for theme in make_themes().values():
        app.register_theme(theme)
    app.set_reactive(App.theme, name)
    app.stylesheet.set_variables(app.get_css_variables())


def make_themes() -> Mapping[str, Theme]:
    """Every theme by its name."""
    by_theme = zip(THEMES, zip(*_COLOURS.values(), strict=True), strict=True)
    return {name: _theme(name, dict(zip(_COLOURS, colours, strict=True))) for name, colours in by_theme}


def _theme(name: str, colours: Mapping[str, str]) -> Theme:
    ansi = is_ansi(name)
    variables = {variable: colours[use] for variable, use in _VARIABLES.items()}
    variables["block-cursor-text-style"] = "reverse" if ansi else "none"
    variables["block-cursor-blurred-text-style"] = "underline" if ansi else "none"
    own = ("primary", "accent", "warning", "error", "success", "background", "surface", "panel")
    fields: dict[str, Any] = {use: colours[use] for use in own}
    fields |= {"secondary": colours["primary"], "foreground": colours["text"]}
    return Theme(
        name, **fields, dark=not name.endswith("light"), ansi=ansi, variables=variables | (_ANSI_ONLY if ansi else {})
    )
