"""What people read, in English and Vietnamese, side by side in plain tables (LANG-1)."""

from getcrm.language import words
from getcrm.language.choosing import choose, spoken
from getcrm.language.refusals import refusal
from getcrm.language.sentences import sentence
from getcrm.language.sentences.saying import Names, actor
from getcrm.language.template import LANGUAGES, Language
from getcrm.language.validation import validation
from getcrm.language.warnings import warning

__all__ = [
    "LANGUAGES",
    "Language",
    "Names",
    "actor",
    "choose",
    "refusal",
    "sentence",
    "spoken",
    "validation",
    "warning",
    "words",
]
