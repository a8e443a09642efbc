"""Words compared as people mean them."""

import re
import unicodedata


def folded(text: str) -> str:
    """The form in which names and codes are compared: trimmed, NFC, case-folded (CUS-2, REL-1)."""
    return unicodedata.normalize("NFC", " ".join(text.split()).casefold())


def unaccented(text: str) -> str:
    """Folded, and without accents: "Nguyễn Đức" becomes "nguyen duc" (CUS-8, GRP-1)."""
    decomposed = unicodedata.normalize("NFD", folded(text).replace("đ", "d"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def code_from(name: str) -> str:
    """A code that fills itself from a name: "Khách VIP" becomes "KHACH_VIP" (GRP-1)."""
    return re.sub(r"[^a-z0-9]+", "_", unaccented(name)).strip("_").upper()
