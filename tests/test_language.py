"""One norm of each language: the words that docs/language.md rules out stand nowhere in the catalogues."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po

from tests.structure import ROOT

RULED_OUT = {
    "nb": ("blei", "[Cc]ommit\\w*", "fila", "klokka", "frem", "lista", "utgava", "[“”]"),
    "nn": ("blir", "blei", "blitt", "[Cc]ommit\\w*", "medlemmer", "medlemmene", "filen", "listen", "klokken", "[“”]"),
}
GIT = ("git commit", "committee")
"""Where git's own command, or an English word for what is stored, has to stand."""
IMPERATIVE = re.compile(r"^(?:Fjerne|Angre på|Slette|Avslutte|Publisere|Erstatte|Lagre|Åpne|Kaste|Forlate)\b.*\?$")
"""Questions that begin with an infinitive; of “Lagre” both forms are written alike in nynorsk."""


def words_of(lang: str) -> list[str]:
    with (ROOT / f"store/locale/{lang}/LC_MESSAGES/iktui.po").open("rb") as file:
        messages = [message.string or "" for message in read_po(file) if message.id]
    return [text for one in messages for text in ([one] if isinstance(one, str) else one)]


@pytest.mark.parametrize("lang", RULED_OUT)
def test_no_word_that_is_ruled_out(lang: str) -> None:
    words = re.compile(rf"(?<![\w{{])(?:{'|'.join(RULED_OUT[lang])})(?![\w}}])")
    found = [text for text in words_of(lang) if words.search(text) and not any(kept in text for kept in GIT)]
    assert found == [], f"store/locale/{lang}: docs/language.md says what to write instead"


@pytest.mark.parametrize("lang", ["nb"])
def test_a_question_is_an_imperative(lang: str) -> None:
    assert [text for text in words_of(lang) if IMPERATIVE.match(text) and not text.startswith("Lagre")] == []
