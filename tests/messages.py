"""Collect the texts of the program, update the catalogues and compile them: `make messages`."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
LOCALE = ROOT / "store" / "locale"
LANGUAGES = ("nb", "nn")
KEYWORDS = {
    "_": None,
    "mark": None,
    "in_language": (2,),
    "mark_plural": (1, 2),
    "ngettext": (1, 2),
    "ngettext_in": (2, 3),
}


def collect() -> Catalog:
    """Every text in the code, as a template."""
    template = Catalog(project="iktui", charset="utf-8", fuzzy=False)
    for folder in ("store", "iktui"):
        found = extract_from_dir(ROOT / folder, method_map=[("**.py", "python")], keywords=KEYWORDS)
        for file, _line, message, _comments, context in found:
            template.add(message, locations=[(f"{folder}/{file}", 0)], context=context)
    return template


def po_path(language: str) -> Path:
    """The catalogue of a language."""
    return LOCALE / language / "LC_MESSAGES" / "iktui.po"


def read(language: str) -> Catalog:
    """The catalogue as it stands."""
    with po_path(language).open("rb") as file:
        return read_po(file, locale=language)


def compiled(catalogue: Catalog) -> bytes:
    """What gettext reads."""
    data = io.BytesIO()
    write_mo(data, catalogue)
    return data.getvalue()


def main() -> int:
    template = collect()
    missing = 0
    for language in LANGUAGES:
        path = po_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue = read(language) if path.exists() else Catalog(locale=language, project="iktui", fuzzy=False)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        for message in catalogue:
            message.flags.discard("fuzzy")  # a doubt of the merge that would keep the text out of what gettext reads
        with path.open("wb") as file:
            write_po(file, catalogue, include_lineno=False, sort_output=True, omit_header=False, width=120)
        path.with_suffix(".mo").write_bytes(compiled(catalogue))
        missing += sum(not message.string or not all(message.string) for message in catalogue if message.id)
    sys.stdout.write(f"{missing} texts to translate\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
