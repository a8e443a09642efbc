"""A company with one person in every shipped role, one whose role allows nothing, and an
administrator who asks by a narrow token; and for each of them records of every kind to which they
stand in every way there is. What that way lets them do, the policy as it was written down for the
tests says (tests/policy); here is only how each record was made."""

from dataclasses import dataclass

from getcrm.domain.attachment import AttachmentUploaded
from getcrm.domain.campaign import CampaignCreated, CampaignDeleted, Method, Participant
from getcrm.domain.catalogue import CatalogueEntryAdded
from getcrm.domain.comment import CommentPosted
from getcrm.domain.customer import CustomerDeleted
from getcrm.domain.customer_group import GroupCreated
from getcrm.domain.department import DepartmentCreated, MemberPlaced
from getcrm.domain.history_import import HistoryImportBegun
from getcrm.domain.message import MessageSent
from getcrm.domain.opportunity import OpportunityDeleted
from getcrm.domain.role import RoleCreated, Roles
from getcrm.domain.session import SignedIn
from getcrm.domain.transaction import TransactionDeleted
from getcrm.domain.transaction_type import TransactionTypeCreated
from getcrm.domain.user import ApiTokenIssued, UserAdded, UserRoleGiven
from getcrm.eventlog.files import hashed
from tests.commands.people import registered
from tests.commands.sales import SETTINGS, opened
from tests.commands.staff import shared
from tests.commands.work import LETTER, task
from tests.policy.roles import RULES, SHIPPED
from tests.story import company, uid

NARROW = SHIPPED["salesperson"] | {
    "customers.delete",
    "customers.view_subordinates",
    "campaigns.edit",
    "campaigns.delete",
    "opportunities.delete",
}
"""The scopes of an administrator's token: to change and to delete, but of those one sees all of
or oversees, nothing; which no shipped role is like."""
PERMISSIONS = {**SHIPPED, "guest": frozenset(), "narrow": NARROW}
"""By who asks, what they are allowed."""
ROLES = tuple(PERMISSIONS)
CONTACT = uid(0xC047AC7)
SECRET = {
    "name": "Secret",
    "contacts": [
        {"id": CONTACT, "name": "Lan", "title": "", "phones": [], "emails": [], "main": False}
    ],
}
KINDS = ("customer", "campaign", "opportunity", "transaction", "comment")
STRANGER, GUEST = uid(0x57A6), uid(0x6E57)
GROUP, ENTRY, SPARE, IMPORT = uid(0x6A0), uid(0xE27), uid(0x5BA), uid(0x1409)
COMMON, PLAIN = uid(0xC0), uid(0xB1)
"""A customer of everybody's and a campaign of nobody's, in which the opportunities stand."""
FIRST, LAST = uid(0x3A1), uid(0x3A2)
"""Its approach methods."""
FILE = b"x"
DIGEST = hashed(FILE)
END = "2099-01-01T00:00:00.000000Z"

WAYS: dict[str, dict[str, set[str]]] = {
    "customer": {
        "own": {"own"},
        "subordinate": {"subordinate"},
        "foreign": set(),
        "deleted": {"own"},
        "shared": {"shared"},
        "shared_to_edit": {"shared", "shared_to_edit"},
        "common": {"common"},
        "nobodys": set(),
    },
    "campaign": {
        "own": {"manager"},
        "subordinate": set(),
        "foreign": set(),
        "deleted": {"manager"},
        "participant": {"participant"},
        "nobodys": set(),
    },
    "opportunity": {
        "own": {"own"},
        "subordinate": {"subordinate"},
        "foreign": set(),
        "deleted": {"own"},
        "participant": {"campaign"},
        "manager": {"campaign_manager"},
        "nobodys": set(),
    },
    "transaction": {
        "own": {"own"},
        "subordinate": {"subordinate"},
        "foreign": set(),
        "deleted": {"own"},
        "watcher": {"watcher"},
        "customer": {"customer"},
        "nobodys": set(),
    },
}
"""By kind of record: the ways in which somebody stands to one, and their relations by it."""
WAYS["comment"] = WAYS["customer"]
"""Theirs, on such a customer."""


@dataclass(frozen=True)
class Record:
    """role: of whom it is told how they stand to it; to all others it is somebody else's."""

    role: str
    kind: str
    way: str

    @property
    def id(self) -> str:
        role, kind = ROLES.index(self.role), KINDS.index(self.kind)
        way = list(WAYS[self.kind]).index(self.way)
        return uid(0xAC00000 + 0x10000 * role + 0x1000 * kind + way)

    def method(self, last: bool = False) -> str:
        """Of a campaign."""
        return uid(int(self.id[-8:], 16) + (0x200 if last else 0x100))


RECORDS = [Record(role, kind, way) for role in ROLES for kind in WAYS for way in WAYS[kind]]


def user(role: str) -> str:
    return uid(0xCA11 + 0x10000 * ROLES.index(role))


def subordinate(role: str) -> str:
    return uid(0x5B0 + 0x10000 * ROLES.index(role))


def department(role: str) -> str:
    return uid(0xDE9 + 0x10000 * ROLES.index(role))


def token(role: str) -> str:
    return uid(0x70C + 0x10000 * ROLES.index(role))


def session(role: str) -> str:
    return uid(0x5E5 + 0x10000 * ROLES.index(role))


def message(role: str) -> str:
    return uid(0x3E55 + 0x10000 * ROLES.index(role))


def attachment(role: str) -> str:
    return uid(0xF11E + 0x10000 * ROLES.index(role))


def method_of(record: Record) -> str:
    """The first of the campaign in which an opportunity stands."""
    inside = campaign_of(record)
    return inside.method() if inside else FIRST


def campaign_of(record: Record) -> Record | None:
    """None: it is nobody's."""
    way = {"participant": "participant", "manager": "own"}.get(record.way)
    return Record(record.role, "campaign", way) if way else None


def may(role: str, record: Record, deed: str = "view") -> bool:
    """As the table says, of the relations that follow from how the record was made."""
    if record.kind == "comment":
        return may(role, Record(record.role, "customer", record.way))
    if deed != "view" and not may(role, record):
        return False
    found = {"any"} | (WAYS[record.kind][record.way] if role == record.role else set())
    if record.way == "common":
        found.add("common")
    if record.way == "customer":
        found.discard("customer")
        if may(role, Record(record.role, "customer", "own")):
            found.add("customer")
    return any(
        relation in found and needs <= PERMISSIONS[role]
        for kind, of, relation, needs in RULES
        if (kind, of) == (record.kind, deed)
    )


def everything():
    """The past of the company."""
    lists = [
        ("customer_groups-main", GroupCreated(GROUP, "VIP", "VIP", 0, None)),
        *(
            (f"catalogue-{name}", CatalogueEntryAdded(name, ENTRY, "Web", "WEB"))
            for name in ("source", "tier", "loss_reason")
        ),
        ("transaction_types-main", TransactionTypeCreated(LETTER, "Thư", "", 0, False, False)),
        *(("roles-main", shipped) for shipped in Roles().ship("en")),
        ("roles-main", RoleCreated("guest", "Guest", ())),
        ("roles-main", RoleCreated("spare", "Spare", ())),
        (f"user-{STRANGER}", UserAdded("Stranger")),
        (f"user-{GUEST}", UserAdded("Guest")),
        (f"user-{GUEST}", UserRoleGiven(None, "guest")),
        (f"session-{SPARE}", SignedIn(GUEST, "password", "::1", "", END)),
        ("departments-main", DepartmentCreated(SPARE, "Spare", None, ())),
        (f"history_import-{IMPORT}", HistoryImportBegun("2016.jsonl")),
        registered(COMMON, name="Common", code="COMMON"),
        shared(COMMON, common=True),
        campaign(PLAIN, FIRST, LAST, None, ()),
    ]
    people = [one for role in ROLES for one in person(role)]
    records = sorted(RECORDS, key=lambda record: KINDS.index(record.kind))
    return [*company(), *lists, *people, *(one for record in records for one in past(record))]


def person(role):
    me, stream = user(role), f"user-{user(role)}"
    has, scopes = ("administrator", tuple(NARROW)) if role == "narrow" else (role, None)
    return [
        (stream, UserAdded(role)),
        (stream, UserRoleGiven(None, has)),
        (stream, ApiTokenIssued(token(role), "test", scopes, None)),
        (stream, ApiTokenIssued(session(role), "spare", None, None)),
        (f"session-{session(role)}", SignedIn(me, "password", "::1", "", END)),
        (f"message-{message(role)}", MessageSent(STRANGER, (me,), None, "X", "", (), None)),
        (f"attachment-{attachment(role)}", AttachmentUploaded(me, "x", "text/plain", 1, DIGEST)),
        (f"user-{subordinate(role)}", UserAdded(f"subordinate of {role}")),
        ("departments-main", DepartmentCreated(department(role), role, None, (me,))),
        ("departments-main", MemberPlaced(me, None, department(role))),
        ("departments-main", MemberPlaced(subordinate(role), None, department(role))),
    ]


def past(record):
    made = MADE[record.kind](record)
    return made if isinstance(made, list) else [made]


def owner(record):
    """Whose it is."""
    whose = {"own": user, "deleted": user, "subordinate": subordinate}.get(record.way)
    return None if record.way == "nobodys" else whose(record.role) if whose else STRANGER


def customer(record):
    me = user(record.role)
    told = [registered(record.id, **SECRET, code=record.id[-10:], owner=owner(record))]
    match record.way:
        case "deleted":
            told.append((f"customer-{record.id}", CustomerDeleted(None)))
        case "shared":
            told.append(shared(record.id, ("user", me, "view")))
        case "shared_to_edit":
            told.append(shared(record.id, ("department", department(record.role), "edit")))
        case "common":
            told.append(shared(record.id, common=True))
    return told


def campaign(id, first, last, manager, participants):
    methods = (Method(first, "Gọi", 10, None), Method(last, "Chốt", 100, None))
    parts = tuple(Participant(user, True) for user in participants)
    settings = {**SETTINGS, "name": "Secret", "manager": manager, "allow_duplicates": True}
    return (f"campaign-{id}", CampaignCreated(f"C{id[-9:]}", settings, methods, parts))


def campaign_record(record):
    manager = None if record.way == "participant" else owner(record)
    parts = {"participant": user, "subordinate": subordinate}.get(record.way)
    participants = (parts(record.role),) if parts else ()
    made = campaign(record.id, record.method(), record.method(last=True), manager, participants)
    gone = [(made[0], CampaignDeleted())] if record.way == "deleted" else []
    return [made, *gone]


def opportunity(record):
    inside = campaign_of(record)
    made = opened(
        record.id,
        campaign=inside.id if inside else PLAIN,
        method=method_of(record),
        customer=COMMON,
        owner=owner(record),
        name="Secret",
    )
    gone = [(made[0], OpportunityDeleted())] if record.way == "deleted" else []
    return [made, *gone]


def transaction(record):
    whose = owner(record)
    about = Record(record.role, "customer", "own").id if record.way == "customer" else None
    watchers = [user(record.role)] if record.way == "watcher" else []
    assignees = (whose,) if whose else ()
    made = task(record.id, customer=about, assignees=assignees, watchers=watchers, name="Secret")
    gone = [(made[0], TransactionDeleted())] if record.way == "deleted" else []
    return [made, *gone]


def comment(record):
    about = Record(record.role, "customer", record.way).id
    posted = CommentPosted(user(record.role), about, None, None, "Secret", ())
    return (f"comment-{record.id}", posted)


MADE = {
    "customer": customer,
    "campaign": campaign_record,
    "opportunity": opportunity,
    "transaction": transaction,
    "comment": comment,
}
