"""Single words: what records, fields and fixed choices are called in both languages."""

from getcrm.language.catalogue import _
from getcrm.language.template import Language, Phrase

SYSTEM: Phrase = _("The system")
NOBODY: Phrase = _("nobody")
EVERYBODY: Phrase = _("everybody")
NOT_AT_ALL: Phrase = _("not at all")
NONE: Phrase = _("none", "none")
HIDDEN: Phrase = _("(hidden)")
HIDDEN_CAMPAIGNS: Phrase = _("Campaigns you may not see")

TOLD_LATE: Phrase = _("{sentence} (recorded on {day})")
DAYS: Phrase = _("{n:# day|# days}")
NO_OPPORTUNITIES: Phrase = _("no opportunities")
SET: Phrase = _("{field} set to {now}")
CLEARED: Phrase = _("{field} cleared (was {was})")
EDITED: Phrase = _("{field} changed")
CHANGED: Phrase = _("{field} from {was} to {now}")

KINDS: dict[str, Phrase] = {
    "account": _("my account"),
    "api_token": _("API token"),
    "campaign": _("campaign"),
    "attachment": _("file"),
    "catalogue": _("list"),
    "comment": _("comment"),
    "company": _("company"),
    "customer": _("customer"),
    "department": _("department"),
    "departments": _("tree of departments"),
    "customer_groups": _("list of groups"),
    "group": _("group"),
    "history_import": _("import of history"),
    "inbox": _("inbox"),
    "loss_reason": _("reason for losing"),
    "message": _("message"),
    "method": _("approach method"),
    "opportunity": _("opportunity"),
    "order": _("order"),
    "relationship_stages": _("list of stages"),
    "role": _("role"),
    "roles": _("list of roles"),
    "session": _("session"),
    "source": _("source"),
    "stage": _("stage"),
    "tier": _("tier"),
    "transaction": _("transaction"),
    "transaction_type": _("transaction type"),
    "transaction_types": _("list of transaction types"),
    "type": _("transaction type"),
    "user": _("user"),
}
"""Kinds of records, as they stand in stream names and in `NotFound`."""

FIELDS: dict[str, Phrase] = {
    "accepts": _("accepts opportunities"),
    "address": _("address"),
    "allow_duplicates": _("allow duplicates"),
    "assignees": _("assignees"),
    "attachments": _("attachments"),
    "amount": _("amount"),
    "auto_forget": _("Đừng quên applies"),
    "birthday": _("birthday"),
    "claim_wait_minutes": _("minutes before claiming"),
    "closed_on": _("closing date"),
    "code": _("code"),
    "colour": _("colour"),
    "contacts": _("contacts"),
    "main": _("main contact"),
    "title": _("job title"),
    "counts_as_contact": _("counts as contact"),
    "description": _("description"),
    "division": _("division of owners"),
    "due": _("due"),
    "email": _("e-mail"),
    "emails": _("e-mails"),
    "ends": _("end"),
    "expected_amount": _("expected amount"),
    "expected_close": _("expected close date"),
    "hide_contacts": _("hide contact information"),
    "idle_days": _("idle limit"),
    "kind": _("kind"),
    "language": _("language"),
    "managers": _("managers"),
    "permissions": _("permissions"),
    "time_zone": _("time zone"),
    "manager": _("manager"),
    "name": _("name"),
    "mentions": _("mentions"),
    "note": _("note"),
    "on_calendar": _("shown on the home calendar"),
    "parent": _("parent group"),
    "phones": _("phones"),
    "points": _("points"),
    "priority": _("priority"),
    "probability": _("probability"),
    "products": _("products of interest"),
    "reason": _("reason"),
    "reminder_days": _("reminder"),
    "require_loss_reason": _("require a loss reason"),
    "source": _("source"),
    "start": _("start", "field"),
    "starts": _("start", "field starts"),
    "supplier": _("supplier"),
    "tax_code": _("tax code"),
    "text": _("text"),
    "type": _("type"),
    "watchers": _("watchers"),
    "website": _("website"),
}
"""Fields that can be edited, as they stand in `changed`."""

CHOICES: dict[str, Phrase] = {
    "auto_forget": _("auto-forget"),
    "call": _("a call"),
    "cancelled": _("cancelled"),
    "company": _("company"),
    "completed": _("completed", "choice"),
    "deactivated": _("deactivated"),
    "delete": _("are deleted too"),
    "doing": _("doing"),
    "edit": _("may edit"),
    "email": _("e-mail"),
    "en": _("English"),
    "vi": _("Vietnamese"),
    "view": _("may view"),
    "expired": _("its time was over"),
    "high": _("high"),
    "in": _("incoming"),
    "out": _("outgoing"),
    "invitation": _("an invitation"),
    "least_loaded": _("least loaded"),
    "leave": _("leave it"),
    "loss_reason": _("reasons for losing"),
    "lost": _("lost"),
    "low": _("low"),
    "meeting": _("a meeting"),
    "message": _("a message"),
    "none": _("none", "choice"),
    "normal": _("normal"),
    "off": _("off"),
    "other": _("a contact"),
    "password": _("password"),
    "password_changed": _("the password was changed"),
    "person": _("person"),
    "phone": _("phone"),
    "recovery_code": _("password and recovery code"),
    "refuse": _("refuse"),
    "revoked": _("it was revoked"),
    "round_robin": _("round robin"),
    "single_sign_on": _("single sign-on"),
    "source": _("sources"),
    "tax_code": _("tax code"),
    "tier": _("tiers"),
    "todo": _("to do"),
    "too_many": _("there were too many"),
    "totp": _("password and code"),
    "transaction": _("a completed transaction"),
    "visit": _("a visit"),
    "warn": _("warn"),
    "won": _("won"),
}
"""Values of fixed choices inside sentences."""

ACTIONS: dict[str, Phrase] = {
    "assigned": _("given to somebody"),
    "cancelled": _("cancelled", "action"),
    "claimed": _("claimed"),
    "completed": _("completed", "action"),
    "created": _("created"),
    "deleted": _("deleted", "action"),
    "handed_over": _("handed over"),
    "idle": _("idle"),
    "joined": _("I take part"),
    "lost": _("lost"),
    "email_changed": _("another e-mail address to sign in with"),
    "link_issued": _("a link to choose a password"),
    "managed": _("I am the manager"),
    "mentioned": _("a mention of me"),
    "moved": _("moved"),
    "opened": _("opened"),
    "posted": _("on a record of mine"),
    "received": _("received"),
    "registered": _("registered for me"),
    "reminded": _("reminded of"),
    "reopened": _("reopened"),
    "restored": _("restored", "action"),
    "second_factor_off": _("second factor turned off"),
    "shared": _("shared"),
    "taken_away": _("taken away from me"),
    "token_issued": _("an API token in my name"),
    "won": _("won"),
}
"""What happens to a record, that people are told of (NOT-1)."""

WAYS: dict[str, Phrase] = {
    "email": _("by e-mail"),
    "in_app": _("in the program"),
}

CONTACT_KINDS: dict[str, Phrase] = {
    "call": _("Calls"),
    "meeting": _("Meetings"),
    "message": _("Messages"),
    "other": _("Other contacts"),
    "transaction": _("Transactions"),
    "visit": _("Visits"),
}
"""Kinds of contact, as the rows of a table."""

INDICATORS: dict[str, Phrase] = {
    "amount_won": _("Amount won"),
    "calls": _("Calls"),
    "interactions": _("Interactions"),
    "meetings": _("Meetings"),
    "new_customers": _("New customers"),
    "opportunities_created": _("Opportunities created"),
    "opportunities_lost": _("Opportunities lost"),
    "opportunities_moved": _("Opportunity moves"),
    "opportunities_won": _("Opportunities won"),
    "stage_moves": _("Stage moves"),
    "transactions_done": _("Transactions done"),
    "transactions_done_in_time": _("Transactions done in time"),
    "win_rate": _("Win rate"),
}
"""The indicators of the KPI (KPI-1)."""

EXTENSION: Phrase = _("{number} ext. {extension}")
"""A phone number with its extension."""

YES_NO: dict[bool, Phrase] = {
    True: _("yes"),
    False: _("no"),
}
ON_OFF: dict[bool, Phrase] = {
    True: _("on"),
    False: _("off"),
}
IN_TIME: dict[bool, Phrase] = {
    True: _("in time"),
    False: _("late"),
}


def kind(name: str, language: Language) -> str:
    """What a kind of record is called."""
    return KINDS[name][language] if name in KINDS else name


def field(name: str, language: Language) -> str:
    """What a field is called."""
    return FIELDS[name][language] if name in FIELDS else name


def action(name: str, language: Language) -> str:
    """What happens to a record, in a word or two."""
    return ACTIONS[name][language] if name in ACTIONS else name


def phone(kept: str, language: Language) -> str:
    """A number, and its extension in words: it is kept as `+842838221234;ext=105`."""
    number, _, extension = kept.partition(";ext=")
    return EXTENSION[language].format(number=number, extension=extension) if extension else number


def choice(value: str, language: Language) -> str:
    """What one of several fixed values is called."""
    return CHOICES[value][language] if value in CHOICES else value
