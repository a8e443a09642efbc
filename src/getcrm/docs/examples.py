"""One example of every event, with readable ids: for the docs, and for tests of sentences."""

from decimal import Decimal
from typing import Any

from getcrm.domain import approach_method as methods
from getcrm.domain import (
    attachment,
    campaign,
    catalogue,
    comment,
    company,
    contact,
    credential,
    customer,
    customer_group,
    department,
    history_import,
    inbox,
    message,
    opportunity,
    order,
    relationship_stage,
    role,
    session,
    transaction,
    transaction_type,
    user,
)
from getcrm.domain.aggregate import Changed
from getcrm.eventlog.entry import Entry
from getcrm.eventlog.mapper import encode, parse

AT = "2026-01-05T05:00:00.000000Z"

NAMES = {
    "campaign": {"spring": "Xuân 2026"},
    "customer": {"acme": "Acme", "beta": "Beta"},
    "department": {"north": "Miền Bắc", "sales": "Kinh doanh"},
    "group": {"retail": "Bán lẻ", "vip": "VIP"},
    "loss_reason": {"price": "Giá cao"},
    "method": {"call": "Gọi điện", "offer": "Báo giá", "signed": "Ký hợp đồng"},
    "opportunity": {"rope": "Dây thừng", "rope-2025": "Dây thừng 2025"},
    "role": {"salesperson": "Nhân viên kinh doanh", "support": "Chăm sóc"},
    "source": {"fair": "Hội chợ", "web": "Website"},
    "stage": {"new": "Mới", "hot": "Nóng"},
    "tier": {"gold": "Vàng", "silver": "Bạc"},
    "transaction": {"call-acme": "Gọi cho Acme"},
    "type": {"visit": "Thăm khách"},
    "user": {"anna": "Anna", "binh": "Bình"},
}


def name(kind: str, id: str) -> str:
    """What the example with this id is called."""
    return NAMES[kind][id]


CALL = methods.Method("call", "Gọi điện", 20, 7)
OFFER = methods.Method("offer", "Báo giá", 60, None)
BY_ANNA = campaign.Participant("anna", True)
BY_BINH = campaign.Participant("binh", False)

MAI = {
    "id": "mai",
    "name": "Mai",
    "title": "",
    "phones": ["+842438221234;ext=105"],
    "emails": ["mai@acme.vn"],
    "main": False,
}

CUSTOMERS = (
    customer.CustomerRegistered(
        "KH-2026-000001",
        {
            "name": "Acme",
            "kind": "company",
            "phones": ["+84912345678"],
            "emails": ["lan@acme.vn"],
            "address": {
                "street": "1 Tràng Tiền",
                "ward": "",
                "district": "Hoàn Kiếm",
                "province": "Hà Nội",
                "country": "VN",
            },
            "website": "acme.vn",
            "tax_code": "0101234567",
            "birthday": None,
            "description": "",
            "contacts": [
                {
                    "id": "lan",
                    "name": "Lan",
                    "title": "Giám đốc",
                    "phones": ["+84912345678"],
                    "emails": [],
                    "main": True,
                }
            ],
        },
        "anna",
        "new",
        ("vip",),
        ("web",),
        "silver",
    ),
    customer.CustomerEdited({"website": Changed("acme.vn", "acme.com.vn")}),
    customer.CustomerOwnerChanged("anna", "binh"),
    customer.CustomerStageChanged("new", "hot"),
    customer.CustomerGroupsChanged(("vip",), ("vip", "retail")),
    customer.CustomerSourcesChanged((), ("web", "fair")),
    customer.CustomerTierChanged("silver", "gold"),
    customer.CustomerSharingSet(
        customer.Sharing(),
        customer.Sharing(
            False,
            (
                customer.Share("user", "binh", "edit"),
                customer.Share("department", "north", "view"),
            ),
        ),
    ),
    customer.CustomerContacted(
        AT,
        "call",
        "hẹn gặp thứ Hai",
        None,
        "in",
        187,
        "+84912345678",
        "answered",
        "binh",
        "pbx-20260105-17",
    ),
    customer.CustomerContactWithdrawn("call-acme"),
    contact.ContactAdded(MAI),
    contact.ContactEdited("mai", "Mai", {"title": Changed("", "Kế toán")}),
    contact.ContactRemoved({**MAI, "title": "Kế toán"}),
    customer.CustomerDeleted(None),
    customer.CustomerRestored(),
)

OPPORTUNITIES = (
    opportunity.OpportunityOpened(
        "spring",
        "acme",
        "call",
        "anna",
        {
            "name": "Dây thừng",
            "probability": 20,
            "expected_amount": "15000000",
            "expected_close": "2026-03-31",
            "description": "",
            "source": "web",
            "products": ["dây 10 mm"],
        },
        None,
    ),
    opportunity.OpportunityEdited({"expected_amount": Changed("15000000", "18000000")}),
    opportunity.OpportunityMoved("call", "offer", 20, 60),
    opportunity.OpportunityAssigned(None, "binh"),
    opportunity.OpportunityClaimed("binh"),
    opportunity.OpportunityWon("offer", "signed", Decimal("17500000"), "VND", "order"),
    opportunity.OpportunityLost("offer", "price", "chọn bên khác"),
    opportunity.OpportunityCorrected(
        "lost", {"note": Changed("chọn bên khác", "chọn Beta"), "reason": Changed("price", None)}
    ),
    opportunity.OpportunityReopened("lost", "offer"),
    opportunity.OpportunityBecameIdle(AT, 7),
    opportunity.OpportunityDeleted(),
    opportunity.OpportunityRestored(),
)

ORDERS = (order.OrderDrafted("acme", "spring", "rope", Decimal("17500000"), "VND"),)

TRANSACTIONS = (
    transaction.TransactionCreated(
        "visit",
        "acme",
        ("anna",),
        {
            "name": "Gọi cho Acme",
            "supplier": "",
            "start": AT,
            "due": "2026-01-06T10:00:00.000000Z",
            "priority": "normal",
            "watchers": ["binh"],
            "description": "",
            "reminder_days": 1,
            "attachments": [],
        },
        "rope",
        "spring",
    ),
    transaction.TransactionEdited({"priority": Changed("normal", "high")}),
    transaction.TransactionStarted(),
    transaction.TransactionCompleted("acme", "visit", "anna", True, "đã gửi báo giá", True),
    transaction.TransactionCancelled("khách bận"),
    transaction.TransactionReopened("completed"),
    transaction.TransactionMoved("acme", "beta"),
    transaction.TransactionReminded("2026-01-04"),
    transaction.TransactionDeleted(),
    transaction.TransactionRestored(),
)

CAMPAIGNS = (
    campaign.CampaignCreated(
        "CD-2026-000001",
        {
            "name": "Xuân 2026",
            "description": "",
            "starts": "2026-01-01",
            "ends": None,
            "manager": "anna",
            "allow_duplicates": False,
            "division": "round_robin",
            "claim_wait_minutes": 30,
            "hide_contacts": False,
            "require_loss_reason": True,
        },
        (CALL, OFFER),
        (BY_ANNA,),
    ),
    campaign.CampaignEdited({"division": Changed("round_robin", "least_loaded")}),
    campaign.ParticipantsSet((BY_ANNA,), (BY_ANNA, BY_BINH)),
    methods.MethodAdded(methods.Method("signed", "Ký hợp đồng", 100, None), 2),
    methods.MethodEdited("call", {"idle_days": Changed(7, 14)}),
    methods.MethodsReordered(("call", "offer"), ("offer", "call")),
    methods.MethodDeleted("call"),
    campaign.OwnerDrawn("binh"),
    campaign.CampaignLocked(),
    campaign.CampaignUnlocked(),
    campaign.CampaignDeleted(),
    campaign.CampaignRestored(),
)

TALK = (
    comment.CommentPosted("anna", "acme", "rope", "spring", "@Bình gọi lại giúp nhé", ("binh",)),
    comment.CommentEdited({"text": Changed("gọi lại", "gọi lại sau Tết")}),
    comment.CommentDeleted(),
    comment.CommentRestored(),
    message.MessageSent(
        "anna",
        ("binh",),
        "spring",
        "Họp thứ Hai",
        "9 giờ ở phòng lớn.",
        (message.Attached("agenda", "chương trình.pdf", "application/pdf", 48_213),),
        None,
    ),
    message.MessageRead("anna"),
    message.MessageArchived("anna"),
    message.MessageUnarchived("anna"),
    attachment.AttachmentUploaded(
        "anna", "chương trình.pdf", "application/pdf", 48_213, "9f86d081…"
    ),
    inbox.NotificationsRead((17, 19), None),
    inbox.NotificationsUnread((17,)),
    inbox.NotificationPreferenceSet(
        "opportunity", "won", inbox.Preference(True, False), inbox.Preference(True, True)
    ),
)

SETTINGS = (
    company.CompanySetUp(
        "Acme", "Asia/Ho_Chi_Minh", "VND", "new", "forget", 30, (10, 20, 30, 40, 50)
    ),
    company.CompanyRenamed("Acme", "Acme Việt Nam"),
    company.DuplicateCheckSet("phone", "warn", "refuse"),
    company.AutoForgetSet(30, 45),
    company.PotentialThresholdsSet((10, 20, 30, 40, 50), (5, 10, 20, 40, 80)),
    company.BoardDragSet(False),
    company.HistoryStartSet("2026-01-04T17:00:00.000000Z", "2016-12-31T17:00:00.000000Z"),
    history_import.HistoryImportBegun("sales-2016.jsonl"),
    history_import.HistoryImportCompleted("sales-2016.jsonl"),
    relationship_stage.StageCreated("hot", "Nóng", "#ff0000", "sắp mua", True),
    relationship_stage.StageEdited("hot", {"colour": Changed("#ff0000", "#ee0000")}),
    relationship_stage.StagesReordered(("new", "hot"), ("hot", "new")),
    relationship_stage.StageDeleted("hot"),
    relationship_stage.StageRestored("hot", "Nóng"),
    customer_group.GroupCreated("vip", "VIP", "VIP", 10, None),
    customer_group.GroupEdited("vip", {"points": Changed(10, 0)}),
    customer_group.GroupDeleted("vip", "leave"),
    customer_group.GroupRestored("vip"),
    catalogue.CatalogueEntryAdded("source", "web", "Website", "WEBSITE"),
    catalogue.CatalogueEntryEdited("source", "web", {"name": Changed("Web", "Website")}),
    catalogue.CatalogueEntryDeleted("loss_reason", "price"),
    catalogue.CatalogueEntryRestored("tier", "gold", "Vàng"),
    transaction_type.TransactionTypeCreated("visit", "Thăm khách", "", 5, True, True),
    transaction_type.TransactionTypeEdited("visit", {"points": Changed(5, 1)}),
    transaction_type.TransactionTypeDeleted("visit"),
    transaction_type.TransactionTypeRestored("visit", "Thăm khách"),
    user.UserAdded("Bình"),
    user.UserRenamed("Bình", "Bình Nguyễn"),
    user.UserEdited({"email": Changed(None, "binh@acme.vn")}),
    user.UserRoleGiven(None, "salesperson"),
    user.UserDeactivated(),
    user.UserReactivated(),
    user.ApiTokenIssued("token", "website", ("customers.access",), "2027-01-05T05:00:00Z"),
    user.ApiTokenRevoked("token"),
    credential.PasswordSet("password"),
    credential.TotpEnabled("authenticator"),
    credential.TotpDisabled(),
    credential.InvitationIssued("invitation", "2026-01-08T05:00:00.000000Z"),
    credential.IdentityLinked("https://login.acme.vn", "0197-binh"),
    session.SignedIn("binh", "password", "203.0.113.7", "Firefox", "2026-01-12T05:00:00.000000Z"),
    session.SignInFailed("binh", "203.0.113.7", "Firefox", 3),
    session.SignedOut("binh"),
    session.SessionEnded("binh", "revoked"),
    role.RoleCreated("support", "Chăm sóc", ("crm.access", "customers.access")),
    role.RoleEdited(
        "support",
        {"permissions": Changed(["crm.access", "customers.access"], ["crm.access"])},
    ),
    role.RoleDeleted("support"),
    role.RoleRestored("support"),
    department.DepartmentCreated("north", "Miền Bắc", "sales", ("anna",)),
    department.DepartmentEdited("north", {"managers": Changed(["anna"], ["anna", "binh"])}),
    department.DepartmentDeleted("north"),
    department.DepartmentRestored("north"),
    department.MemberPlaced("binh", None, "north"),
)

EXAMPLES: dict[str, Any] = {
    type(event).__name__: event
    for event in (*CUSTOMERS, *OPPORTUNITIES, *ORDERS, *TRANSACTIONS, *CAMPAIGNS, *TALK, *SETTINGS)
}
"""By topic."""

_SUBJECTS = {
    "campaign": "spring",
    "customer": "acme",
    "opportunity": "rope",
    "transaction": "call-acme",
    "user": "binh",
}


def example(topic: str, kind: str) -> Entry:
    """The example as it is read back from a stream of that kind; Anna did it."""
    body = encode(EXAMPLES[topic], AT, "anna", {"command": "Example", "id": "example"})
    id = _SUBJECTS.get(kind, "main")
    return Entry(1, f"{kind}-{id}", 1, topic, AT, AT, "anna", {}, parse(topic, body)["data"])
