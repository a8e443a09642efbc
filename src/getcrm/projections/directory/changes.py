"""How events change the directory.

The plain lists (stages, groups, types, the catalogues) are all told in the same way: an entry
is created with its fields, edited, deleted, restored.
"""

from collections.abc import Callable, Sequence

from getcrm.eventlog.entry import Entry
from getcrm.projections.book import Book, Versions
from getcrm.projections.directory.tables import (
    DRAWN,
    LIVE,
    PAST,
    SEATS,
    Fields,
    Row,
    as_row,
    fields_of,
)

Key = tuple[str, str]
Change = Callable[[Entry, Versions], None]

LISTED = {
    "customer_groups": "group",
    "departments": "department",
    "relationship_stages": "stage",
    "roles": "role",
    "transaction_types": "type",
}
"""Streams that hold a whole list: what one entry of it is, and the field that names it."""

VERSIONED = ("company", "campaign", "user")
"""Records of their own, whose version callers give back with their changes."""
OWNER_DRAWN = "OwnerDrawn"
"""Changes nothing that is shown, but the campaign has a new version."""


def apply(entries: Sequence[Entry], book: Book) -> None:
    rows, drawn = book.versions(LIVE, PAST), book[DRAWN]
    rows.fetch({subject(entry) for entry in entries if entry.topic != OWNER_DRAWN})
    for entry in entries:
        if entry.topic == OWNER_DRAWN:
            drawn.put({"campaign": entry.id, "version": entry.version})
            continue
        CHANGES[entry.topic](entry, rows)
        if entry.kind in VERSIONED:
            change(entry, rows, subject(entry), version=entry.version)


def subject(entry: Entry) -> Key:
    """Whose row an event changes; nobody's where it is about the whole list."""
    if entry.topic == "MemberPlaced":
        return "user", entry.data["user"]
    if kind := LISTED.get(entry.kind):
        return kind, entry.data.get(kind, "")
    if entry.kind == "catalogue":
        return entry.data["catalogue"], entry.data["entry"]
    return entry.kind, entry.id


def change(entry: Entry, rows: Versions, key: Key, **fields: object) -> None:
    """The same thing, with other values in some of its fields."""
    row = known(rows, key)
    rows.put(as_row(*key, row["place"], row["deleted"], {**fields_of(row), **fields}), entry)


def known(rows: Versions, key: Key) -> Row:
    row = rows.get(key)
    assert row is not None, f"{key} has no first event"
    return row


def new_values(entry: Entry) -> Fields:
    return {field: change["new"] for field, change in entry.data["changed"].items()}


def created(entry: Entry, rows: Versions) -> None:
    kind, id = subject(entry)
    not_its_own = {LISTED.get(entry.kind, "entry"), "catalogue"}
    fields = {field: value for field, value in entry.data.items() if field not in not_its_own}
    rows.put(as_row(kind, id, entry.position * SEATS, False, fields), entry)


def edited(entry: Entry, rows: Versions) -> None:
    change(entry, rows, subject(entry), **new_values(entry))


def deleted(entry: Entry, rows: Versions) -> None:
    rows.put({**known(rows, subject(entry)), "deleted": 1}, entry)


def restored(entry: Entry, rows: Versions) -> None:
    """As it was, perhaps under a new name; a stage comes back at the end (REL-5)."""
    key = subject(entry)
    row = known(rows, key)
    fields = fields_of(row)
    place = entry.position * SEATS if entry.topic == "StageRestored" else row["place"]
    name = entry.data.get("name", fields["name"])
    rows.put(as_row(*key, place, False, {**fields, "name": name}), entry)


def stages_reordered(entry: Entry, rows: Versions) -> None:
    for seat, stage in enumerate(entry.data["new"]):
        row = known(rows, ("stage", stage))
        rows.put({**row, "place": entry.position * SEATS + seat}, entry)


def company_set_up(entry: Entry, rows: Versions) -> None:
    checks = {"phone": "warn", "email": "warn", "tax_code": "warn"}
    fields = {**entry.data, "checks": checks, "board_drag": True}
    fields["history_start"] = entry.occurred_at
    rows.put(as_row("company", entry.id, 0, False, fields), entry)


def duplicate_check_set(entry: Entry, rows: Versions) -> None:
    key = subject(entry)
    checks = fields_of(known(rows, key))["checks"]
    change(entry, rows, key, checks={**checks, entry.data["field"]: entry.data["new"]})


def auto_forget_set(entry: Entry, rows: Versions) -> None:
    change(entry, rows, subject(entry), forget_after_days=entry.data["new"])


def potential_thresholds_set(entry: Entry, rows: Versions) -> None:
    change(entry, rows, subject(entry), thresholds=entry.data["new"])


def board_drag_set(entry: Entry, rows: Versions) -> None:
    change(entry, rows, subject(entry), board_drag=entry.data["enabled"])


def history_start_set(entry: Entry, rows: Versions) -> None:
    change(entry, rows, subject(entry), history_start=entry.data["new"])


def renamed(entry: Entry, rows: Versions) -> None:
    change(entry, rows, subject(entry), name=entry.data["new"])


def user_added(entry: Entry, rows: Versions) -> None:
    """With what may be told of them later."""
    fields = {**NEW_USER, "name": entry.data["name"]}
    rows.put(as_row("user", entry.id, entry.position * SEATS, False, fields), entry)


NEW_USER: Fields = {
    "email": None,
    "department": None,
    "language": None,
    "time_zone": None,
    "role": None,
    "active": True,
    "tokens": [],
}


def role_given(entry: Entry, rows: Versions) -> None:
    change(entry, rows, subject(entry), role=entry.data["new"])


def activated(entry: Entry, rows: Versions) -> None:
    change(entry, rows, subject(entry), active=entry.topic == "UserReactivated")


def token_issued(entry: Entry, rows: Versions) -> None:
    key = subject(entry)
    token = {**entry.data, "issued_at": entry.occurred_at, "revoked": False}
    change(entry, rows, key, tokens=[*fields_of(known(rows, key))["tokens"], token])


def token_revoked(entry: Entry, rows: Versions) -> None:
    key = subject(entry)
    tokens = [
        {**token, "revoked": token["revoked"] or token["token"] == entry.data["token"]}
        for token in fields_of(known(rows, key))["tokens"]
    ]
    change(entry, rows, key, tokens=tokens)


def unseen(entry: Entry, rows: Versions) -> None:
    """By what they sign in is not shown; but there is a new version."""


def member_placed(entry: Entry, rows: Versions) -> None:
    """Events of one append come in the order of its changes: the user is there already."""
    change(entry, rows, subject(entry), department=entry.data["new"])


def campaign_created(entry: Entry, rows: Versions) -> None:
    fields = {**entry.data, **entry.data["details"], "locked": False}
    del fields["details"]
    place = entry.position * SEATS
    rows.put(as_row("campaign", entry.id, place, False, fields), entry)
    for seat, method in enumerate(entry.data["methods"]):
        rows.put(method_row(entry, place + seat, method), entry)


def method_row(entry: Entry, place: int, method: Fields) -> Row:
    return as_row("method", method["id"], place, False, {**method, "campaign": entry.id})


def methods(entry: Entry, rows: Versions) -> list[Fields]:
    """The approach methods of a campaign, first to last."""
    of_campaign: list[Fields] = fields_of(known(rows, subject(entry)))["methods"]
    return of_campaign


def participants_set(entry: Entry, rows: Versions) -> None:
    change(entry, rows, subject(entry), participants=entry.data["new"])


def method_added(entry: Entry, rows: Versions) -> None:
    method, before = entry.data["method"], methods(entry, rows)
    at = entry.data["position"]
    change(entry, rows, subject(entry), methods=[*before[:at], method, *before[at:]])
    rows.put(method_row(entry, entry.position * SEATS, method), entry)


def method_edited(entry: Entry, rows: Versions) -> None:
    edited_id, values = entry.data["method"], new_values(entry)
    now = [{**m, **values} if m["id"] == edited_id else m for m in methods(entry, rows)]
    change(entry, rows, subject(entry), methods=now)
    change(entry, rows, ("method", edited_id), **values)


def methods_reordered(entry: Entry, rows: Versions) -> None:
    by_id = {method["id"]: method for method in methods(entry, rows)}
    change(entry, rows, subject(entry), methods=[by_id[id] for id in entry.data["new"]])


def method_deleted(entry: Entry, rows: Versions) -> None:
    gone = entry.data["method"]
    left = [method for method in methods(entry, rows) if method["id"] != gone]
    change(entry, rows, subject(entry), methods=left)
    rows.put({**known(rows, ("method", gone)), "deleted": 1}, entry)


def locked(entry: Entry, rows: Versions) -> None:
    change(entry, rows, subject(entry), locked=entry.topic == "CampaignLocked")


CHANGES: dict[str, Change] = {
    "CompanySetUp": company_set_up,
    "CompanyRenamed": renamed,
    "DuplicateCheckSet": duplicate_check_set,
    "AutoForgetSet": auto_forget_set,
    "PotentialThresholdsSet": potential_thresholds_set,
    "BoardDragSet": board_drag_set,
    "HistoryStartSet": history_start_set,
    "StageCreated": created,
    "StageEdited": edited,
    "StagesReordered": stages_reordered,
    "StageDeleted": deleted,
    "StageRestored": restored,
    "GroupCreated": created,
    "GroupEdited": edited,
    "GroupDeleted": deleted,
    "GroupRestored": restored,
    "CatalogueEntryAdded": created,
    "CatalogueEntryEdited": edited,
    "CatalogueEntryDeleted": deleted,
    "CatalogueEntryRestored": restored,
    "TransactionTypeCreated": created,
    "TransactionTypeEdited": edited,
    "TransactionTypeDeleted": deleted,
    "TransactionTypeRestored": restored,
    "UserAdded": user_added,
    "UserRenamed": renamed,
    "UserEdited": edited,
    "UserRoleGiven": role_given,
    "UserDeactivated": activated,
    "UserReactivated": activated,
    "ApiTokenIssued": token_issued,
    "ApiTokenRevoked": token_revoked,
    "PasswordSet": unseen,
    "TotpEnabled": unseen,
    "TotpDisabled": unseen,
    "InvitationIssued": unseen,
    "IdentityLinked": unseen,
    "RoleCreated": created,
    "RoleEdited": edited,
    "RoleDeleted": deleted,
    "RoleRestored": restored,
    "DepartmentCreated": created,
    "DepartmentEdited": edited,
    "DepartmentDeleted": deleted,
    "DepartmentRestored": restored,
    "MemberPlaced": member_placed,
    "CampaignCreated": campaign_created,
    "CampaignEdited": edited,
    "ParticipantsSet": participants_set,
    "MethodAdded": method_added,
    "MethodEdited": method_edited,
    "MethodsReordered": methods_reordered,
    "MethodDeleted": method_deleted,
    "CampaignLocked": locked,
    "CampaignUnlocked": locked,
    "CampaignDeleted": deleted,
    "CampaignRestored": restored,
}

TOPICS = frozenset((OWNER_DRAWN, *CHANGES))
