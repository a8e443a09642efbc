"""Text compared as people see it: what is invisible does not count, what looks alike is the same.

The comparison is Unicode's caseless matching of identifiers (NFKC_Casefold), and besides it takes
quotation marks, dashes and letters of other scripts that look like one of ours for that one.
"""

import re
import unicodedata

COMPARISON = 4
"""The number of the rules by which `folded` compares, and facts are derived from events. Whoever
changes either raises it: `getcrm migrate` then derives the guard table anew."""

IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Ranges of characters that are not seen: Unicode's Default_Ignorable_Code_Point, and the marks
of interlinear annotations (U+FFF9 to U+FFFB)."""
BLANK = "\u2800\U0001d159"
"""Characters that are seen as an empty place, and that Unicode does not call white space."""

INVISIBLE = re.compile(f"[{IGNORABLE}]")
_BLANKS = re.compile(f"[{BLANK}]")
_MARKS = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u2035\u02b9\u02bb\u02bc\u02bd\u02c8", "'"),
        **dict.fromkeys("\u00b4\u02ca\u02cb\u055a\u05f3\ua78c\uff07\uff40", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u2036\u02ba\u02dd\u02ee\u05f4\uff02", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u02d7\u2796", "-"),
        **dict.fromkeys("\ufe58\ufe63\uff0d\u2e3a\u2e3b\u058a\u05be", "-"),
        **dict.fromkeys("\u2044\u2215\u29f8", "/"),
        **dict.fromkeys("\u00b7\u2022\u2219\u22c5\u30fb\uff65", "\u00b7"),
    }
)
"""Quotation marks, dashes, slashes and middle dots, each as its plainest form."""
_LETTERS = {
    **str.maketrans("ðɖ", "đđ"),
    **str.maketrans("авеѕіјкмнорстухһԁԛԝ", "abesijkmhopctyxhdqw"),
    **str.maketrans("αβεζηικμνορτυχ", "abezhikmnoptyx"),
}
"""Small letters whose small or capital form looks like a Latin one: eth and African d for đ,
then Cyrillic, then Greek. No two letters of one script become the same."""


def visible(text: str) -> str:
    """The text without what is not seen at all."""
    return INVISIBLE.sub("", text)


def looks_empty(text: str) -> bool:
    """Whether nothing can be seen of it: it has spaces and invisible characters alone."""
    return not _BLANKS.sub("", visible(text)).strip()


def folded(text: str) -> str:
    """The form in which names, codes and e-mail addresses are compared (CUS-2, REL-1): trimmed,
    in one Unicode form, case-folded, without what is invisible, look-alikes as one."""
    if text.isascii():
        return " ".join(text.casefold().split())
    plain = _BLANKS.sub(" ", visible(text)).translate(_MARKS)
    small = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", plain).casefold())
    same = visible(small).translate(_MARKS).translate(_LETTERS)
    return " ".join(unicodedata.normalize("NFC", same).split())


def unaccented(text: str) -> str:
    """Folded, and without accents: "Nguyễn Đức" becomes "nguyen duc" (CUS-8, GRP-1)."""
    decomposed = unicodedata.normalize("NFD", folded(text).replace("đ", "d"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def code_from(name: str) -> str:
    """A code that fills itself from a name: "Khách VIP" becomes "KHACH_VIP" (GRP-1)."""
    return re.sub(r"[^a-z0-9]+", "_", unaccented(name)).strip("_").upper()
