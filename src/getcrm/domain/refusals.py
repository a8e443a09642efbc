"""The ways the domain can say no.

Every rule has its own subclass, beside the rule it protects. The kind decides the HTTP status,
the class name is the stable `code` of the problem, `details` fill the text in the reader's
language, `field` names the offending field of the command (a JSON pointer without the slash).
"""


class Refusal(Exception):
    """Something that was asked for is not done."""

    field: str | None = None

    def __init__(self, field: str | None = None, /, **details: object) -> None:
        super().__init__(type(self).__name__, details)
        self.details = details
        if field is not None:
            self.field = field


class Invalid(Refusal):
    """The wish itself makes no sense, whatever the state (400)."""


class NotFound(Refusal):
    """Nothing has been recorded under that identifier (404). details: kind, id."""


class Conflict(Refusal):
    """Somebody else was first (409)."""


class Refused(Refusal):
    """A business rule forbids it (422)."""


class AlreadyExists(Conflict):
    """Something is recorded under that identifier already. details: kind, id."""


class CurrencyNotSupported(Refused):
    """A company has one currency, fixed at set-up (MON-1). details: currency, company."""
