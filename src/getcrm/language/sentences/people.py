"""What is said of the people who work here, their roles and departments (ORG-1, PERM-1)."""

from getcrm.language.catalogue import _
from getcrm.language.sentences.saying import Saying

SENTENCES = {
    "UserAdded": Saying(
        _("{by} added the user {name}"),
    ),
    "UserRenamed": Saying(
        _("{by} renamed the user {old} to {new}"),
    ),
    "UserEdited": Saying(
        _("{by} edited the user {it}: {changed}"),
    ),
    "UserRoleGiven": Saying(
        _("{by} gave {it} the role {new}[, before: {old}]"),
        holds={"old": "role", "new": "role"},
    ),
    "UserDeactivated": Saying(
        _("{by} deactivated the user {it}"),
    ),
    "UserReactivated": Saying(
        _("{by} reactivated the user {it}"),
    ),
    "ApiTokenIssued": Saying(
        _(
            "{by} issued the API token {name} for {it}[, valid until {expires_at}][, only "
            "for: {scopes}]"
        ),
        holds={"expires_at": "moment"},
    ),
    "ApiTokenRevoked": Saying(
        _("{by} revoked an API token of {it}"),
    ),
    "PasswordSet": Saying(
        _("{by} set the password of {it}"),
        own=_("{by} set their own password"),
    ),
    "TotpEnabled": Saying(
        _("{by} turned on the second factor of {it}"),
        own=_("{by} turned on their own second factor"),
    ),
    "TotpDisabled": Saying(
        _("{by} turned off the second factor of {it}"),
        own=_("{by} turned off their own second factor"),
    ),
    "InvitationIssued": Saying(
        _("{by} issued a link for {it} to choose a password, valid until {expires_at}"),
        holds={"expires_at": "moment"},
    ),
    "IdentityLinked": Saying(
        _("{by} linked {it} to an identity at {issuer}"),
    ),
    "SignedIn": Saying(
        _("{by} signed in by {method} from {ip}[ with {agent}]"),
        holds={"method": "choice"},
    ),
    "SignInFailed": Saying(
        _(
            "{by} refused a sign-in as {user} from {ip}[ with {agent}] after {failures:# "
            "failure|# failures} in a row"
        ),
        without={
            "user": _(
                "{by} refused a sign-in as somebody unknown from {ip}[ with {agent}] after "
                "{failures:# failure|# failures} in a row"
            )
        },
    ),
    "SignedOut": Saying(_("{by} signed out")),
    "SessionEnded": Saying(
        _("{by} ended a session of {user}: {reason}"),
        holds={"reason": "choice"},
    ),
    "RoleCreated": Saying(
        _("{by} created the role {name}[ with {permissions}]"),
    ),
    "RoleEdited": Saying(
        _("{by} edited the role {role}: {changed}"),
    ),
    "RoleDeleted": Saying(
        _("{by} deleted the role {role}"),
    ),
    "RoleRestored": Saying(
        _("{by} restored the role {role}"),
    ),
    "DepartmentCreated": Saying(
        _("{by} created the department {name}[ inside {parent}][, managed by {managers}]"),
        holds={"parent": "department"},
    ),
    "DepartmentEdited": Saying(
        _("{by} edited the department {department}: {changed}"),
        holds={"parent": "department"},
    ),
    "DepartmentDeleted": Saying(
        _("{by} deleted the department {department}"),
    ),
    "DepartmentRestored": Saying(
        _("{by} restored the department {department}"),
    ),
    "MemberPlaced": Saying(
        _("{by} moved {user} to the department {new}[, before: {old}]"),
        holds={"old": "department", "new": "department"},
        without={"new": _("{by} took {user} out of the department {old}")},
    ),
}
