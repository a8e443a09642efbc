"""A company with one of everything, made by commands: where chance begins (tests/wishes.py)."""

from getcrm.commands import Command
from getcrm.crm import COMMANDS, SYSTEM
from tests.wishes import (
    ANNA,
    BINH,
    CAMPAIGNS,
    COMMENTS,
    CREDENTIALS,
    CUSTOMERS,
    ENTRIES,
    FILES,
    GROUPS,
    LATER,
    MESSAGES,
    METHODS,
    OPPORTUNITIES,
    SESSIONS,
    TIMES,
    TOKENS,
    TRANSACTIONS,
    TYPES,
    USERS,
    Json,
)


def first_wishes() -> list[tuple[Command, str]]:
    """What makes of nothing a company with one of everything, by the ids of the pools; by whom."""
    made = []
    for name, given, *by in WORLD:
        made.append((COMMANDS[name].model_validate(given), by[0] if by else SYSTEM))
    return made


WORLD: list[tuple[str, Json] | tuple[str, Json, str]] = [
    ("SetUpCompany", {}),
    ("ShipRoles", {}),
    (
        "AddUser",
        {"user": ANNA, "name": "Anna", "role": "administrator", "email": "anna@may.vn"},
    ),
    ("InviteUser", {"user": ANNA}),
    (
        "AddUser",
        {"user": BINH, "name": "Bình", "role": "salesperson", "email": "binh@may.vn"},
    ),
    ("SetPassword", {"credential": CREDENTIALS[0]}, BINH),
    *(
        (
            "BeginSession",
            {"session": id, "method": "password", "ip": "::1", "expires_at": LATER[1]},
            by,
        )
        for id, by in zip(SESSIONS, (ANNA, BINH), strict=False)
    ),
    ("IssueApiToken", {"user": ANNA, "token": TOKENS[0], "name": "Kho"}),
    ("CreateDepartment", {"department": GROUPS[0], "name": "Kinh doanh"}),
    ("CreateGroup", {"group": GROUPS[0], "name": "VIP", "points": 5}),
    ("CreateGroup", {"group": GROUPS[1], "name": "Miền Nam", "points": 2, "parent": GROUPS[0]}),
    *(
        ("AddCatalogueEntry", {"catalogue": catalogue, "entry": entry, "name": f"Mục {entry[-1]}"})
        for catalogue in ("source", "tier", "loss_reason")
        for entry in ENTRIES[:2]
    ),
    (
        "CreateTransactionType",
        {"type": TYPES[0], "name": "Gọi", "points": 7, "counts_as_contact": True},
    ),
    ("CreateTransactionType", {"type": TYPES[1], "name": "Họp", "points": 0}),
    *(
        ("RegisterCustomer", {"customer": customer, "name": f"Mây {n}", "groups": GROUPS[:n]})
        for n, customer in enumerate(CUSTOMERS[:2])
    ),
    *(
        (
            "CreateTransaction",
            {
                "transaction": transaction,
                "name": "Gọi",
                "type": TYPES[0],
                "customer": CUSTOMERS[0],
                "start": TIMES[1],
                "reminder_days": 1,
            },
        )
        for transaction in TRANSACTIONS[:2]
    ),
    *(
        (
            "CreateCampaign",
            {
                "campaign": campaign,
                "name": "Xuân",
                "participants": [{"user": user} for user in USERS[:2]],
                "methods": [
                    {"id": method, "name": f"Bước {n}", "probability": 30 * n, "idle_days": n + 1}
                    for n, method in enumerate(methods)
                ],
            },
        )
        for campaign, methods in zip(CAMPAIGNS[:2], (METHODS[:3], METHODS[3:]), strict=True)
    ),
    *(
        (
            "OpenOpportunity",
            {
                "opportunity": opportunity,
                "campaign": CAMPAIGNS[0],
                "customer": customer,
                "expected_amount": "1000",
                "owner": None,
            },
        )
        for opportunity, customer in zip(OPPORTUNITIES[:2], CUSTOMERS[:2], strict=True)
    ),
    ("PostComment", {"comment": COMMENTS[0], "customer": CUSTOMERS[0], "text": "Đã gọi"}, ANNA),
    ("PostComment", {"comment": COMMENTS[1], "opportunity": OPPORTUNITIES[0], "text": "ok"}),
    (
        "UploadAttachment",
        {
            "attachment": FILES[0],
            "name": "giá.pdf",
            "media_type": "application/pdf",
            "size": 7,
            "sha256": "0" * 64,
        },
        ANNA,
    ),
    (
        "SendMessage",
        {
            "message": MESSAGES[0],
            "recipients": [BINH],
            "subject": "Họp",
            "attachments": [FILES[0]],
        },
        ANNA,
    ),
]
