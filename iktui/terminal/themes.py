"""The themes: two for every day, two with high contrast, one in the sixteen colours of the terminal itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from textual.app import App
from textual.theme import BUILTIN_THEMES, Theme

from iktui.settings import THEMES

if TYPE_CHECKING:
    from collections.abc import Mapping

STYLES = """
.title:ansi { text-style: bold reverse; }  /* no shade of sixteen suits every terminal */
.-past .title { background: $warning; color: $background; }
SelectCurrent Static#label { color: $text-muted; }
SelectCurrent.-has-value Static#label { color: $foreground; }
CommandPalette > .command-palette--help-text { text-style: not bold; }
"""
"""What the variables of a theme cannot say; Textual's own half transparent texts are fainter than a contrast allows."""


class _Colours(NamedTuple):
    """What a theme is made of; `cursor` and `resting` are pairs of background and text."""

    background: str
    surface: str
    panel: str
    text: str
    muted: str
    title: str
    line: str
    primary: str
    accent: str
    warning: str
    error: str
    success: str
    cursor: tuple[str, str]
    resting: tuple[str, str]


_DARK = _Colours(
    background="#121212",
    surface="#1e1e1e",
    panel="#242f38",
    text="#e4e4e4",
    muted="#a8a8a8",
    title="#0c304c",
    line="#0178d4",
    primary="#0178d4",
    accent="#ffa62b",
    warning="#ffb454",
    error="#ff8496",
    success="#7bd88f",
    cursor=("#005a9e", "#ffffff"),
    resting=("#33424e", "#e4e4e4"),
)
_LIGHT = _Colours(
    background="#f2f2f2",
    surface="#fcfcfc",
    panel="#dde3e8",
    text="#1c1c1c",
    muted="#565656",
    title="#c3d9ea",
    line="#004578",
    primary="#004578",
    accent="#7d4300",
    warning="#7a4a00",
    error="#a0163c",
    success="#1a6632",
    cursor=("#004578", "#ffffff"),
    resting=("#d0d8de", "#1c1c1c"),
)
_HIGH_DARK = _Colours(
    background="#000000",
    surface="#000000",
    panel="#1a1a1a",
    text="#ffffff",
    muted="#d4d4d4",
    title="#00305c",
    line="#ffffff",
    primary="#5fb8ff",
    accent="#ffd75f",
    warning="#ffd75f",
    error="#ffa8a8",
    success="#8cff9f",
    cursor=("#ffff00", "#000000"),
    resting=("#3a3a3a", "#ffffff"),
)
_HIGH_LIGHT = _Colours(
    background="#ffffff",
    surface="#ffffff",
    panel="#ececec",
    text="#000000",
    muted="#333333",
    title="#cfe3ff",
    line="#000000",
    primary="#00307a",
    accent="#00307a",
    warning="#5a3800",
    error="#8a0018",
    success="#004a1c",
    cursor=("#00307a", "#ffffff"),
    resting=("#d0d0d0", "#000000"),
)
# Whatever the terminal's own text is on its own ground can be read: marks are made by reverse, bold and underline.
_ANSI = _Colours(
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    text="ansi_default",
    muted="ansi_default",
    title="ansi_default",
    line="ansi_default",
    primary="ansi_blue",
    accent="ansi_cyan",
    warning="ansi_yellow",
    error="ansi_red",
    success="ansi_green",
    cursor=("ansi_default", "ansi_default"),
    resting=("ansi_default", "ansi_default"),
)
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
    made = (_theme(_DARK), _theme(_LIGHT, dark=False), _theme(_HIGH_DARK), _theme(_HIGH_LIGHT, dark=False))
    ansi = _theme(_ANSI, ansi=True, cursor_style="reverse", resting_style="underline")
    themes = dict(zip(THEMES, (*made, ansi), strict=True))
    for name, theme in themes.items():
        theme.name = name
    return themes


def _theme(
    colours: _Colours, *, dark: bool = True, ansi: bool = False, cursor_style: str = "none", resting_style: str = "none"
) -> Theme:
    c = colours
    variables = {
        "text-muted": c.muted,
        "text-disabled": c.muted,
        "foreground-muted": c.muted,
        "foreground-disabled": c.muted,
        "text-primary": c.primary,
        "text-secondary": c.primary,
        "text-accent": c.accent,
        "text-warning": c.warning,
        "text-error": c.error,
        "text-success": c.success,
        "surface": c.surface,
        "panel": c.panel,
        "primary-muted": c.title,
        "border": c.line,
        "border-blurred": c.muted,
        "block-cursor-background": c.cursor[0],
        "block-cursor-foreground": c.cursor[1],
        "block-cursor-text-style": cursor_style,
        "block-cursor-blurred-background": c.resting[0],
        "block-cursor-blurred-foreground": c.resting[1],
        "block-cursor-blurred-text-style": resting_style,
        "footer-background": c.panel,
        "footer-foreground": c.text,
        "footer-key-foreground": c.accent,
        "footer-description-foreground": c.text,
        **(_ANSI_ONLY if ansi else {}),
    }
    return Theme(
        name="",
        primary=c.primary,
        secondary=c.primary,
        accent=c.accent,
        warning=c.warning,
        error=c.error,
        success=c.success,
        foreground=c.text,
        background=c.background,
        surface=c.surface,
        panel=c.panel,
        dark=dark,
        ansi=ansi,
        variables=variables,
    )
