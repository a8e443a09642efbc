"""E-mail addresses (RFC 5321, with international domains)."""

import email_validator
from email_validator import EmailNotValidError, validate_email

from getcrm.domain.text import INVISIBLE

email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()  # companies have addresses in .local


class NotAnEmail(ValueError):
    """It is not one e-mail address and nothing else."""


def email(text: str) -> str:
    """The address, its domain in small letters of its own script. Raises NotAnEmail."""
    try:
        return _checked(trimmed(text)).normalized
    except EmailNotValidError:
        raise NotAnEmail from None


def as_typed(text: str) -> str:
    """The same, but what is no address stays as it is: older versions let some in."""
    try:
        return email(text)
    except NotAnEmail:
        return trimmed(text)


def for_sending(address: str) -> str:
    """With the domain in ASCII, as mail servers know it."""
    try:
        checked = _checked(address)
    except EmailNotValidError:
        return address
    return f"{checked.local_part}@{checked.ascii_domain}"


def trimmed(text: str) -> str:
    """Without what is invisible, or white space, before and after it."""
    start, end = 0, len(text)
    while start < end and (text[start].isspace() or INVISIBLE.match(text[start])):
        start += 1
    while end > start and (text[end - 1].isspace() or INVISIBLE.match(text[end - 1])):
        end -= 1
    return text[start:end]


def is_mailbox(text: str) -> bool:
    """Whether mail can come from it: an address, perhaps of a host without a domain."""
    try:
        return bool(_checked(text, of_a_domain=False))
    except EmailNotValidError:
        return False


def _checked(text: str, of_a_domain: bool = True) -> email_validator.ValidatedEmail:
    return validate_email(text, check_deliverability=False, globally_deliverable=of_a_domain)
