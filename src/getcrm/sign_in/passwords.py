"""Passwords: how they are kept, and which are too easy to be chosen."""

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from getcrm.domain.credential import PasswordTooEasy
from getcrm.domain.text import unaccented

LEAST, MOST = 12, 200
"""Characters."""
LOOKED_AT = 72
"""Characters by which it is judged how easily a password is guessed."""
GOOD = 4
"""Of 0 to 4, as zxcvbn counts: at least 10^10 guesses."""
USUAL = """
    getcrm crm matkhau khong co gi nho quen anh em yeu thuong nho nhieu lam mai mai trong tim toi
    ban chi minh chong vo con gia dinh bo me ba ma ong chau hanh phuc tinh cuoc song doi nguoi
    vietnam viet nam vodich vo dich que huong ha noi hanoi saigon sai gon hochiminh ho chi minh
    danang da nang haiphong hai phong cantho can tho hue pho phuong quan duong nha cua cong ty
    congty giam doc kinh doanh ban hang khach hang ke toan nhan su quan tri vien quantri tien
    phat tai loc may man vui ve tet nguyen tran le pham hoang phan vu vo dang bui do ngo duong
    correcthorsebatterystaple letmein changeme
"""
"""What people here make passwords of, as they type it without accents: the lists of breached
passwords that zxcvbn brings know next to no Vietnamese."""

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""Argon2id with OWASP's least parameters: 19 MiB and some 30 ms."""
_AT_ONCE = threading.BoundedSemaphore(4)
"""So that many sign-ins at once do not take the memory of everything else."""


def hashed(password: str) -> str:
    with _AT_ONCE:
        return _HASHER.hash(_composed(password))


def _composed(password: str) -> str:
    """Keyboards differ in how they write accents."""
    return unicodedata.normalize("NFC", password)


def is_right(password: str, kept: str | None) -> bool:
    """Whether it is the one that was kept. kept: None, there is none; it takes as long to say."""
    with _AT_ONCE:
        try:
            _HASHER.verify(kept or _nobodys(), _composed(password))
        except (VerificationError, InvalidHashError):
            return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Whether it was hashed with former parameters."""
    return _HASHER.check_needs_rehash(kept)


@cache
def _nobodys() -> str:
    return _HASHER.hash("nobody's")


def check(password: str, about: Iterable[str | None], field: str = "password") -> None:
    """Raises PasswordTooEasy. about: what others know of whoever chooses it: name, e-mail, the
    company's name. field: where it was sent.

    zxcvbn looks it up in its lists of breached passwords, also as a part, reversed, repeated or
    with digits for letters, and knows years, dates and rows of keys. What others know counts for
    nothing: what is left without it must be good by itself.
    """
    known = [text for text in about if text]
    left = without_known(password[:LOOKED_AT], known)
    if not (_is_good(password, known) and _is_good(left, known)):
        raise PasswordTooEasy(field)


def _is_good(password: str, known: list[str]) -> bool:
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]  # 13 MB, seldom needed

    parts = [part for text in known for part in (text, *text.replace("@", " ").split())]
    if not password:
        return False
    score: int = zxcvbn(password[:LOOKED_AT], user_inputs=[*USUAL.split(), *parts])["score"]
    return score >= GOOD


# --- what others know

LEETSPEAK = {"a": "4@", "b": "8", "e": "3", "g": "9", "i": "1!", "l": "1", "o": "0", "s": "5$"}
"""Digits and signs that people write for letters."""
SHORTEST = 3
"""Letters: what is shorter may stand in any password."""


def without_known(password: str, known: Iterable[str]) -> str:
    """A password without the words that others know: also without accents, joined, in another
    order, reversed, by their initials, with digits for letters."""
    words = sorted({word for text in known for word in _words(text)}, key=len, reverse=True)
    composed = _composed(password)
    if not words:
        return composed
    word = "|".join(_spelt(word) for word in words)
    runs = re.compile(rf"(?:{word})(?:[\W_]{{0,2}}(?:{word}))*")
    plain, left, done = "".join(map(_plain, composed)), [], 0
    for run in runs.finditer(plain):
        if len(run[0]) >= SHORTEST:
            left.append(composed[done : run.start()])
            done = run.end()
    return "".join([*left, composed[done:]])


def _words(text: str) -> Iterator[str]:
    """The words of a name or an address of at least two letters, each also reversed; and the
    initials."""
    words = re.findall(r"[a-z]+|[0-9]+", unaccented(text))
    initials = "".join(word[0] for word in words)
    for word in (*words, initials, initials[:-1], initials[1:]):
        if len(word) > 1:
            yield word
            yield word[::-1]


def _spelt(word: str) -> str:
    """A pattern of all the ways to write a word."""
    return "".join(f"[{letter}{re.escape(LEETSPEAK.get(letter, ''))}]" for letter in word)


def _plain(character: str) -> str:
    """One letter without its accents, in lower case."""
    return unicodedata.normalize("NFD", character.casefold().replace("đ", "d"))[0]
