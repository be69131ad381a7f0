"""Which register: asked where none is named."""

from __future__ import annotations

from pathlib import Path

from iktui.cli.output import put
from iktui.demo import demo_author, make_demo
from iktui.linear.asking import Options, ask_line, choose
from iktui.settings import remember_register
from store.base.author import parse_author
from store.base.errors import StoreError
from store.base.i18n import _, language
from store.register.store import Store
from store.repair.clone_findings import clone_findings


def find_register() -> Path:
    """The demo, a new one, a copy, or one that is on this machine; asked until there is one. Raises Cancelled."""
    put(_("iktui: the register of intermunicipal cooperation. How do you want to begin?"))
    options: Options = {
        "demo": (f"{_('Demo')}: {_('try it on the overview of Lillehammer, Øyer and Gausdal')}", _("Demo")),
        "new": (f"{_('New')}: {_('an empty register of your own')}", _("New")),
        "copy": (f"{_('Copy')}: {_('a copy of a register that others share')}", _("Copy")),
        "open": (f"{_('Open')}: {_('a register that is on this machine')}", _("Open")),
    }
    while True:
        how = choose(_("Which one?"), options)
        try:
            return _made(how)
        except StoreError as error:
            put(str(error))


def _made(how: str) -> Path:
    url = ask_line(_("Address (https, ssh or a folder)"), check=_not_empty) if how == "copy" else ""
    default = str(Path.cwd() / "iktui-demo") if how == "demo" else ""
    path = Path(ask_line(_("Folder"), default, _not_empty)).expanduser()
    if how == "demo":
        make_demo(path, demo_author())
    elif how == "copy":
        copy = Store.clone(url, path)
        for finding in clone_findings(copy):
            put(finding.message)
        copy.close()
    elif how == "new":
        name = ask_line(_("What is the register called?"), path.resolve().name)
        mail = ask_line(_("Mail"), check=lambda words: parse_author(f"x <{words}>"))
        author = ask_line(_("Your name"), check=lambda words: parse_author(f"{words} <{mail}>"))
        store = Store.init(path, name, parse_author(f"{author} <{mail}>"), lang=language())
        store.remember_author(parse_author(f"{author} <{mail}>"))
        store.close()
    remember_register(path)
    return path


def _not_empty(words: str) -> None:
    if not words:
        raise ValueError
