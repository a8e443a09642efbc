"""Refusals about people, roles and departments, and about what is not allowed (PERM)."""

from getcrm.language.catalogue import _
from getcrm.language.template import Phrase

REFUSALS: dict[str, Phrase] = {
    "Forbidden": _("This is not yours to do."),
    "PermissionMissing": _("Your role does not allow it: the permission {permission} is missing."),
    "TokenScopeMissing": _(
        "Your role allows it, but this token does not: its scopes lack {permission}."
    ),
    "NotYoursToChange": _("You may look at this {kind}, but not change it."),
    "SomeNotYoursToChange": _("Some of them are not yours to change; nothing was done: {ids}."),
    "MayDoMore": _("{name} may do more than you may yourself."),
    "ReachesFurther": _("{name} sees or changes records that you may not."),
    "OneRecordAsked": _(
        "Ask of one record: a customer, a campaign, an opportunity or a transaction."
    ),
    "NotYourSubordinate": _(
        "Work can be given to yourself and to your subordinates; {user} is neither."
    ),
    "EmailTaken": _("Somebody else signs in with {email}."),
    "UserHasNoRole": _("{name} has no role yet; give one first."),
    "UserIsDeactivated": _("{name} no longer works here."),
    "LastAdministrator": _("{name} is the last administrator; make somebody else one first."),
    "AlreadySetUp": _(
        "This account has its name and e-mail address; only the password is chosen anew."
    ),
    "UserHasNoEmail": _("{name} needs an e-mail address to sign in with."),
    "PasswordTooEasy": _(
        "This password is known from breaches, or is guessed soon; choose another one."
    ),
    "PasswordNeeded": _("A second factor stands beside a password; choose a password first."),
    "InvitationOver": _("This link is used, replaced or expired; ask for another one."),
    "IdentityTaken": _("The identity at {issuer} is not the one that is linked here."),
    "NotSignedIn": _("You are not signed in."),
    "SignInRefused": _("Nobody signs in here with this e-mail address, password and code."),
    "CodeNeeded": _("A code of your authenticator, or a recovery code, is needed too."),
    "TooManyAttempts": _(
        "Too many attempts have failed; try again in {seconds:# second|# seconds}."
    ),
    "WrongPassword": _("This is not your password, or not your code."),
    "WrongCode": _("The code is wrong, or of another time."),
    "EnrolmentUnknown": _("Nothing waits to be confirmed under the id {credential}; begin again."),
    "SessionNeeded": _(
        "Only somebody who is signed in with a browser does this; a token does not."
    ),
    "ConfirmationNeeded": _(
        "Confirm with POST /api/v1/me/confirmation that it is you, then ask again."
    ),
    "SingleSignOnRefused": _(
        "The identity provider's answer proves nothing, or came too late; begin again."
    ),
    "IdentityUnknown": _(
        "Nobody here has the verified e-mail address by which the provider knows you."
    ),
    "SingleSignOnOff": _("There is no single sign-on here."),
    "SingleSignOnDown": _("The identity provider does not answer as it should; try again later."),
    "SessionUnknown": _("There is no such session: {session}."),
    "TokenOutlivesItsIssuer": _(
        "The token that asks is over at {expires_at}; what it issues lasts no longer."
    ),
    "TokenExpiresInThePast": _("The token would expire at {expires_at}, which has passed."),
    "RoleUnknown": _("There is no role with the id {role}."),
    "RoleIsDeleted": _("The role {name} is deleted; restore it first."),
    "RoleInUse": _(
        "{users:# person has|# people have} the role {name}; give them another one first."
    ),
    "AdministratorKeepsAll": _(
        "The administrator's role keeps every permission and is not deleted."
    ),
    "DepartmentUnknown": _("There is no department with the id {department}."),
    "DepartmentIsDeleted": _("The department {name} is deleted; restore it first."),
    "DepartmentCycle": _("{name} would be inside itself if it were inside {parent}."),
    "DepartmentNotEmpty": _(
        "The department {name} is not empty[: {members:# member|# members}][, departments inside"
        " it: {children}]."
    ),
    "SharedTwice": _("It is shared with the same {kind} twice."),
}
