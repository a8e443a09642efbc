"""Brings the gettext catalogues up to date with the texts in the code.

    python -m getcrm.language.messages [--check]

New texts are added without a translation, those that are gone are dropped. With --check nothing is
written; the exit code says whether something would be, or a translation is missing.
"""

import importlib
import io
import pkgutil
import sys
from collections.abc import Sequence

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

import getcrm
from getcrm.language.catalogue import ALL, SOURCE, catalogue, path
from getcrm.language.template import LANGUAGES, Language

UNSAID = (
    b'"POT-Creation',
    b'"PO-Revision',
    b'"Report-',
    b'"Last-Translator',
    b'"Language-Team',
    b'"Generated-By',
)
"""Of the header: what changes by itself or with a release of Babel, and what nobody filled in."""
HEADER = "# {language} texts of getcrm."


def load_all() -> None:
    """Every module that may have texts."""
    for module in pkgutil.walk_packages(getcrm.__path__, "getcrm."):
        if not module.name.endswith("__main__") and module.name != __name__:
            importlib.import_module(module.name)


def current(language: Language) -> bytes:
    """The file as it should be."""
    load_all()
    old = catalogue(language)
    new = Catalog(
        locale=language,
        domain="getcrm",
        header_comment=HEADER.format(language=language),
        project="getcrm",
        version="1",
        fuzzy=False,
    )
    for context, text in sorted(ALL):
        known = old.get(text, context or None)
        new.add(text, known.string if known else "", context=context or None)
    file = io.BytesIO()
    write_po(file, new, width=100, no_location=True)
    lines = file.getvalue().rstrip().splitlines()
    return b"".join(line + b"\n" for line in lines if not line.startswith(UNSAID))


def missing(language: Language) -> list[str]:
    """The texts without a translation."""
    load_all()
    known = catalogue(language)
    found = {key: known.get(key[1], key[0] or None) for key in ALL}
    return [text for (_, text), message in found.items() if not message or not message.string]


def main(arguments: Sequence[str]) -> int:
    wrong = 0
    for language in LANGUAGES:
        if language == SOURCE:
            continue
        file, wanted = path(language), current(language)
        if "--check" not in arguments:
            file.write_bytes(wanted)
        elif file.read_bytes() != wanted:
            print(f"{file.name} of {language} is stale", file=sys.stderr)
            wrong = 1
        for text in missing(language):
            print(f"{language}: no translation of {text!r}", file=sys.stderr)
            wrong = 1
    return wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
