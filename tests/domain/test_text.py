"""Names, codes and addresses are compared as people see them (CUS-2, REL-1)."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from getcrm.domain.text import folded, looks_empty, unaccented

SAME = [
    ("zero width space", "An\u200bna", "Anna"),
    ("zero width joiner", "An\u200dna", "Anna"),
    ("byte order mark", "\ufeffAnna", "Anna"),
    ("soft hyphen", "An\u00adna", "Anna"),
    ("direction marks", "\u200eAnna\u200f", "Anna"),
    ("direction override", "An\u202ena\u202c", "Anna"),
    ("isolates", "\u2066Anna\u2069", "Anna"),
    ("hangul filler", "Anna\u3164\uffa0", "Anna"),
    ("variation selector", "Anna\ufe0f", "Anna"),
    ("tag characters", "Anna\U000e0041\U000e007f", "Anna"),
    ("grapheme joiner", "An\u034fna", "Anna"),
    ("braille blank", "Văn\u2800An", "Văn An"),
    ("no-break space", "Văn\u00a0An", "Văn An"),
    ("ideographic space", "Văn\u3000An", "Văn An"),
    ("eth for Đ", "\u00d0ức", "Đức"),
    ("small eth for đ", "\u00f0ức", "Đức"),
    ("african d for Đ", "\u0189ức", "Đức"),
    ("right quotation mark", "O\u2019Brien", "O'Brien"),
    ("modifier apostrophe", "O\u02bcBrien", "O'Brien"),
    ("acute accent alone", "O\u00b4Brien", "O'Brien"),
    ("curly quotation marks", "\u201cMây\u201d", '"Mây"'),
    ("en dash", "KH\u20131", "KH-1"),
    ("no-break hyphen", "KH\u20111", "KH-1"),
    ("minus sign", "KH\u22121", "KH-1"),
    ("full width", "\uff2b\uff28\uff0d\uff11", "KH-1"),
    ("ligature", "\ufb01n", "fin"),
    ("Cyrillic capitals", "\u041a\u041d-1", "KH-1"),
    ("Greek capitals", "\u039a\u0397-1", "KH-1"),
    ("decomposed", "Nguye\u0302\u0303n", "Nguyễn"),
]


@pytest.mark.parametrize(("typed", "seen"), [case[1:] for case in SAME], ids=[c[0] for c in SAME])
def test_what_looks_the_same_is_the_same_cus_2(typed, seen):
    assert folded(typed) == folded(seen)
    assert unaccented(typed) == unaccented(seen)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Dũng", "Đũng"), ("Hoa", "Hoà"), ("KH-1", "KH-l"), ("KH-0", "KH-O"), ("Văn An", "VănAn")],
)
def test_what_people_tell_apart_is_not_the_same_cus_2(one, other):
    assert folded(one) != folded(other)


@pytest.mark.parametrize(
    "text", ["", " ", "\u200b", "\ufeff\u00ad", "\u3164", "\u2800", "\u00a0\u2060", "\U000e0041"]
)
def test_what_nobody_sees_looks_empty(text):
    assert looks_empty(text)


@pytest.mark.parametrize("text", ["a", "-", "👩\u200d👩", "❤\ufe0f", "한", "؀", "\u200bx"])
def test_what_somebody_sees_does_not(text):
    assert not looks_empty(text)


ONE_OF_EACH = [chr(c) for c in range(sys.maxunicode + 1) if not 0xD800 <= c < 0xE000]


def test_every_character_is_compared_in_one_step():
    """What is folded stays as it is, or facts would never settle."""
    assert [c for c in ONE_OF_EACH if folded(folded(f"a{c}b")) != folded(f"a{c}b")] == []


@given(st.text())
def test_any_text_is_compared_in_one_step_and_in_one_unicode_form(text):
    assert folded(folded(text)) == folded(text)
    assert folded(unicodedata.normalize("NFD", text)) == folded(unicodedata.normalize("NFC", text))
