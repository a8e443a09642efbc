"""openapi-python-client makes a whole client from the document, and it works (API-1)."""

from datetime import UTC, datetime
from importlib import import_module
from uuid import UUID

import pytest

from getcrm.http.openapi import document
from getcrm.http.routes import ROUTES
from tests.clients.generating import importable, python_client
from tests.commands.sales import CALL, MEET, SPRING, created
from tests.http.conftest import SECRET, Api
from tests.http.serving import served


@pytest.fixture(scope="module")
def server():
    with served(Api([created()])) as url:
        yield url


@pytest.fixture(scope="module")
def folder(server, tmp_path_factory):
    where = tmp_path_factory.mktemp("client")
    python_client(server, where)
    with importable(where):
        yield where


class Client:
    """The generated one. Answers are parsed; a problem is its own class."""

    def __init__(self, url: str) -> None:
        self._http = import_module("crm.client").AuthenticatedClient(base_url=url, token=SECRET)

    def ask(self, operation: str, *path, **more):
        return import_module(f"crm.api.{operation}").sync(*path, client=self._http, **more)


@pytest.fixture
def client(server, folder):
    return Client(server)


def models():
    return import_module("crm.models")


def test_there_is_a_function_for_every_operation(folder):
    operations = [
        operation
        for methods in document(ROUTES)["paths"].values()
        for operation in methods.values()
    ]
    made = [path for path in folder.glob("crm/api/*/*.py") if path.name != "__init__.py"]
    assert len(made) == len(operations)


def test_a_customer_is_won_page_by_page_and_as_of_then(client):
    customer = client.ask(
        "customers.register_customer",
        body=models().RegisterCustomer(name="An Phát", phones=["0912345678"]),
        idempotency_key="an-phat",
    ).created
    twice = client.ask(
        "customers.register_customer",
        body=models().RegisterCustomer(name="Bách Khoa", phones=["0912345678"]),
    )
    assert twice.warnings[0].text
    body = models().OpenOpportunity(campaign=UUID(SPRING), customer=UUID(customer), name="Mái tôn")
    opened = client.ask("opportunities.open_opportunity", body=body)
    opportunity = opened.created
    client.ask(
        "opportunities.move_opportunity",
        UUID(opportunity),
        body=models().MoveOpportunity(method=UUID(MEET)),
        if_match=f'"{opened.version}"',
    )
    moved = client.ask("opportunities.opportunity", opportunity)
    assert moved.method.id == MEET
    won = client.ask(
        "opportunities.win_opportunity",
        UUID(opportunity),
        body=models().WinOpportunity(amount="1500000"),
    )
    assert won.events >= 1
    page = client.ask("opportunities.opportunity", opportunity, at_least_position=won.position)
    assert (page.outcome, page.customer.name) == ("won", "An Phát")
    before = client.ask("opportunities.opportunity", opportunity, as_known_at=str(opened.position))
    assert (before.outcome, before.method.id) == ("open", CALL)
    names, cursor = [], None
    while cursor is not None or not names:
        more = {"cursor": cursor} if cursor else {}
        found = client.ask("customers.customers", limit=1, **more)
        names += [one.name for one in found.customers]
        cursor = found.next_
    assert sorted(names) == ["An Phát", "Bách Khoa"]


def test_a_problem_comes_as_a_problem(client):
    body = models().RegisterCustomer(name=" ")
    problem = client.ask("customers.register_customer", body=body)
    assert isinstance(problem, models().ProblemDetails)
    assert problem.code == "ValidationFailed"
    assert problem.errors[0].pointer == "/name"


def test_a_time_is_told_with_a_command(client):
    answer = client.ask(
        "customers.register_customer",
        body=models().RegisterCustomer(name="Cát Tường"),
        occurred_at=datetime(2026, 1, 2, 8, tzinfo=UTC).isoformat(),
    )
    page = client.ask("customers.customer", answer.created)
    assert page.created_at.startswith("2026-01-02T08:00:00")
