"""How somebody is turned away at the door."""

from getcrm.domain.policy import Forbidden
from getcrm.domain.refusals import NotFound, Refused


class NotSignedIn(Refused):
    """It is not known, or not any more, who asks (401)."""


class SignInRefused(NotSignedIn):
    """Nobody signs in with this e-mail address and password. It does not say which is wrong."""


class CodeNeeded(NotSignedIn):
    """The password is right; a code of the authenticator, or a recovery code, is missing."""

    field = "code"


class SingleSignOnRefused(NotSignedIn):
    """What the identity provider has sent proves nothing, or came twice, or too late."""


class IdentityUnknown(NotSignedIn):
    """The identity provider knows them, but nobody here has their verified e-mail address."""


class TooManyAttempts(Refused):
    """After several failures everybody waits (429). details: seconds."""


class WrongPassword(Refused):
    """Not the caller's own password, or not the code of their second factor."""

    field = "password"


class WrongCode(Refused):
    """The code is wrong, was used before, or is of another time."""

    field = "code"


class EnrolmentUnknown(NotFound):
    """Nothing waits to be confirmed under that identifier. details: credential."""


class ConfirmationNeeded(Forbidden):
    """For this, whoever is signed in proves once more that it is they; it counts for a while."""


class SingleSignOnDown(Refused):
    """The identity provider cannot be reached, or speaks another language (502)."""


class SingleSignOnOff(NotFound):
    """No identity provider is set up here."""
