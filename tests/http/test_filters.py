"""A filter that names nothing is refused with its name; it does not find nothing (API-1)."""

import pytest

from getcrm.crm import QUERIES
from getcrm.projections.references import KINDS, NO_RECORD, references_of
from tests.commands.people import MAY, registered
from tests.commands.sales import CALL, SPRING, created, opened
from tests.http.conftest import Api
from tests.story import uid

NOWHERE = uid(0xDEAD)
LISTS = {
    "users": "/users",
    "customers": "/customers",
    "opportunities": "/opportunities",
    "transactions": "/transactions",
    "idle_opportunities": "/idle-opportunities",
    "customer_board": "/customer-board",
    "customer_board_entries": "/customer-board/entries",
    "pipeline_board": f"/campaigns/{SPRING}/board",
    "pipeline_board_entries": f"/campaigns/{SPRING}/board/entries",
    "score_preview": "/potential-score-preview",
    "timeline": "/timeline",
}
"""Where each question that can be narrowed to records is asked."""
FILTERS = [(name, field) for name, ask in QUERIES.items() for field, _ in references_of(ask.query)]
NEEDED = {"customer_board_entries": {"stage": "none"}, "pipeline_board_entries": {"stage": "lost"}}
KPI = {"from": "2026-01-01", "to": "2026-01-31"}


@pytest.fixture(scope="module")
def api():
    return Api([created(), registered(MAY, name="Mây"), opened()])


def asked(api, path, **query):
    return api.get(path, "&".join(f"{name}={value}" for name, value in query.items()))


@pytest.mark.parametrize(("query", "field"), FILTERS)
def test_an_unknown_record_in_a_filter_is_refused_by_the_name_of_the_field(api, query, field):
    result = asked(api, LISTS[query], **{**NEEDED.get(query, {}), field: NOWHERE})
    assert (result.status_code, result.json["code"]) == (400, "FilterUnknown")
    assert [error["pointer"] for error in result.json["errors"]] == [f"/{field}"]
    assert NOWHERE in result.json["detail"]


@pytest.mark.parametrize("field", ["type", "group"])
def test_so_is_one_in_a_preview(api, field):
    result = asked(api, "/potential-score-preview", points=3, **{field: NOWHERE})
    assert (result.status_code, result.json["code"]) == (400, "FilterUnknown")
    assert [error["pointer"] for error in result.json["errors"]] == [f"/{field}"]


@pytest.mark.parametrize("path", ["/kpi/opportunities_won", "/kpi/opportunities_won/entries"])
@pytest.mark.parametrize("field", ["employee", "department", "campaign", "source", "stage", "type"])
def test_so_is_one_in_a_question_about_figures(api, path, field):
    result = asked(api, path, **KPI, **{field: NOWHERE})
    assert (result.status_code, result.json["code"]) == (400, "FilterUnknown")
    assert [error["pointer"] for error in result.json["errors"]] == [f"/{field}"]


def test_the_text_is_in_the_callers_language(api):
    result = api.get("/opportunities", f"owner={NOWHERE}", accept_language="vi")
    assert result.json["detail"].startswith("Không có")


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/opportunities", {"customer": MAY, "campaign": SPRING, "method": CALL}),
        ("/opportunities", {"campaign": "xuan", "owner": "none"}),
        ("/transactions", {"campaign": "xuan", "customer": "none", "assignee": "none"}),
        ("/customers", {"tier": "none", "owner": "none"}),
        ("/timeline", {"by": "system"}),
    ],
)
def test_what_there_is_is_no_fault(api, path, query):
    assert asked(api, path, **query).status_code == 200


def test_every_field_that_names_a_record_by_its_kind_is_looked_at():
    """Except what is asked about itself, and the one a dimension is named by."""
    for ask in QUERIES.values():
        fields = set(ask.query.model_fields) & set(KINDS)
        looked_at = {field for field, _ in references_of(ask.query)}
        required = {f for f in fields if ask.query.model_fields[f].is_required()}
        assert fields - looked_at <= required | {*ask.query.one_of, *ask.query.subjects}
    assert "none" in NO_RECORD


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/sources", {"name": "Hội chợ"}),
        ("/tiers", {"name": "Vàng"}),
        ("/loss-reasons", {"name": "Giá"}),
        ("/customer-groups", {"name": "VIP"}),
        ("/relationship-stages", {"name": "Thân", "colour": "#112233"}),
        ("/transaction-types", {"name": "Thư", "points": 1}),
        ("/departments", {"name": "Bán hàng"}),
        (f"/campaigns/{SPRING}/methods", {"name": "Nhắn tin"}),
    ],
)
def test_what_is_made_answers_its_own_id(api, path, body):
    result = api.post(path, body)
    assert result.status_code == 201, result.text
    assert result.json["id"] == result.json["created"]
    assert result.headers["location"].endswith(result.json["id"])
    listed = api.get(path.removesuffix("/methods")).text
    assert result.json["id"] in listed
