"""The document is generated, complete and true; its page needs nobody else (API-1)."""

import json
import re

import pytest
from falcon import Request
from falcon.testing import create_environ
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import ValidationError

from getcrm.crm import COMMANDS, QUERIES
from getcrm.http.app import RouteWithoutPermission, create_app
from getcrm.http.openapi import document
from getcrm.http.problems import FieldProblem
from getcrm.http.requests import LIST, Reader, parameter_kinds
from getcrm.http.route import PREFIX, Act, Passage, get
from getcrm.http.routes import ROUTES, WITHOUT_ROUTE
from tests.http.signing_in import PASSWORD, invited, set_up
from tests.story import ANNA, BINH


@pytest.fixture(scope="module")
def paths():
    return document(ROUTES)["paths"]


def test_every_command_and_every_query_has_a_route():
    reachable = {route.asked for route in ROUTES if not isinstance(route.asks, Act)}
    assert reachable | set(WITHOUT_ROUTE) == set(COMMANDS) | set(QUERIES)
    assert not reachable & set(WITHOUT_ROUTE)


def test_no_two_routes_share_an_address_and_method():
    addresses = [(route.method, re.sub(r"{\w+}", "{}", route.path)) for route in ROUTES]
    assert len(addresses) == len(set(addresses))


def test_a_route_settles_only_fields_that_there_are():
    for route in ROUTES:
        model = route.model
        fields = {field.alias or name for name, field in model.model_fields.items()}
        assert route.settled <= fields, route
        assert route.creates is None or route.creates in fields, route


def test_a_route_without_a_permission_does_not_start(api):
    """PERM-4."""
    with pytest.raises(RouteWithoutPermission, match="GET /company"):
        create_app(api.crm, [get("/company", "company", "")])


def test_the_document_is_valid():
    assert list(OpenAPIV31SpecValidator(document(ROUTES)).iter_errors()) == []


def test_the_document_has_every_route(paths):
    for route in ROUTES:
        operation = paths[PREFIX + route.path][route.method.lower()]
        assert operation["x-permission"] == route.permission
        assert str(route.status) in operation["responses"]


def test_operations_have_names_of_their_own(paths):
    ids = [operation["operationId"] for methods in paths.values() for operation in methods.values()]
    assert len(ids) == len(set(ids))


def test_every_command_takes_a_key_and_a_version(paths):
    for route in ROUTES:
        if route.is_command:
            operation = paths[PREFIX + route.path][route.method.lower()]
            names = [p.get("$ref", "").rpartition("/")[2] for p in operation["parameters"]]
            assert {"Idempotency-Key", "If-Match", "Occurred-At"} <= set(names)


def test_every_component_has_a_name_of_its_own_that_can_be_a_class():
    components = document(ROUTES)["components"]["schemas"]
    for name, schema in components.items():
        assert schema["title"] == name
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name)
    assert len({name.replace("_", "").lower() for name in components}) == len(components)


def test_no_field_of_an_object_has_a_default_that_makes_it_seem_required():
    for schema in document(ROUTES)["components"]["schemas"].values():
        assert not [f for f, one in schema.get("properties", {}).items() if "default" in one]


def test_every_parameter_is_described_and_no_header_is_a_moment(paths):
    """Generators make a moment of what they cannot send."""
    shared = document(ROUTES)["components"]["parameters"]
    for methods in paths.values():
        for operation in methods.values():
            for one in operation.get("parameters", []):
                parameter = shared[one["$ref"].rpartition("/")[2]] if "$ref" in one else one
                assert parameter["description"], (operation["operationId"], parameter["name"])
                moment = parameter["schema"].get("format") == "date-time"
                assert not (moment and parameter["in"] == "header")


IN_QUERY_STRING = [
    route
    for route in ROUTES
    if route.fields_in_query_string and not isinstance(route.asks, Passage)
]


@pytest.mark.parametrize("route", IN_QUERY_STRING, ids=lambda route: f"{route.method} {route.path}")
def test_a_described_parameter_is_taken_and_another_is_refused(paths, route):
    """Of all fields of the model; by the reader that every request of that address goes through."""
    operation = paths[PREFIX + route.path][route.method.lower()]
    described = {one["name"] for one in operation["parameters"] if one.get("in") == "query"}
    fields = {info.alias or name for name, info in route.model.model_fields.items()}
    if route.model.model_config.get("extra") == "forbid":  # else it is another program's business
        fields.add("nothing_like_it")
    for field in sorted(fields - set(route.path_fields)):
        assert (field in described) != is_refused(route, field), field


def is_refused(route, field):
    """Whether it is not taken at this address, whatever its value."""
    kind = parameter_kinds(route.model).get(field, "string").removeprefix(LIST)
    value = {"integer": "1", "boolean": "true"}.get(kind, "x")
    env = create_environ(query_string=f"{field}={value}", method=route.method)
    try:
        Reader(route, route.model).read(Request(env), dict.fromkeys(route.path_fields, ANNA))
    except FieldProblem:
        return True
    except ValidationError as error:
        return any(e["type"] == "extra_forbidden" for e in error.errors())
    return False


@pytest.mark.parametrize(
    "address",
    [
        "/customers/{0}/visibility?opportunity={0}",
        "/customers/{0}/visibility/people?transaction={0}",
        "/opportunities/{0}/comments?customer={0}",
    ],
)
def test_an_address_of_one_record_takes_no_other_record(api, address):
    path, _, query = address.format(ANNA).partition("?")
    result = api.get(path, query)
    assert result.status_code == 400
    [error] = result.json["errors"]
    assert error["code"] == "settled_by_address"
    assert error["pointer"] == "/" + query.partition("=")[0]


WITH_BODY = [
    route
    for route in ROUTES
    if not route.fields_in_query_string and not isinstance(route.asks, str)
]


@pytest.mark.parametrize("route", WITH_BODY, ids=lambda route: f"{route.method} {route.path}")
def test_an_example_is_what_it_is_an_example_of(paths, route):
    """With the fields that the address gives, which may be of any kind."""
    operation = paths[PREFIX + route.path][route.method.lower()]
    content = operation.get("requestBody", {}).get("content", {})
    body = content.get("application/json", {}).get("example", {})
    wrong = []
    try:
        route.model.model_validate_json(json.dumps({**body, **route.fixed}))
    except ValidationError as error:
        wrong = [found["loc"][0] for found in error.errors()]
    parameters = [one["name"] for one in operation["parameters"] if one.get("in") == "query"]
    assert set(wrong) <= {*route.path_fields, *parameters}


@pytest.mark.parametrize("path", ["/comments", "/messages", "/setup", "/me/password"])
def test_an_example_makes_sense(api, paths, path):
    """Though the records it names are not there."""
    anna = set_up(api)
    method = "put" if path == "/me/password" else "post"
    content = paths[PREFIX + path][method]["requestBody"]["content"]
    body = content["application/json"]["example"]
    if path == "/setup":
        body["code"] = invited(api, BINH)
        assert anna.ask("POST", path, body).status_code == 201
    elif path == "/me/password":
        body["old"] = PASSWORD
        assert anna.ask("PUT", path, body).status_code == 204
    else:
        assert anna.ask("POST", path, body).status_code == 404


def test_everything_has_a_description(paths):
    for methods in paths.values():
        for operation in methods.values():
            assert operation["summary"]


def test_the_document_is_served(api):
    result = api.anybody.simulate_get("/openapi.json")
    assert result.headers["content-type"] == "application/json"
    assert result.json["openapi"] == "3.1.0"


def test_the_page_asks_nobody_else(api):
    """It works offline: nothing on it, and nothing its style asks for, is elsewhere."""
    for path in ("/docs", "/docs/start.js", "/docs/swagger.css"):
        text = api.anybody.simulate_get(path).text
        assert not re.findall(r"(?:https?:)?//(?!www\.w3\.org)[a-z0-9-]+\.[a-z]", text), path


def test_the_page_runs_under_a_strict_policy(api):
    result = api.anybody.simulate_get("/docs")
    policy = result.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert not re.search(r"<script(?![^>]* src=)|<style| style=| on\w+=", result.text)


def test_all_parts_of_the_page_are_there(api):
    page = api.anybody.simulate_get("/docs").text
    for path in re.findall(r'(?:src|href)="(/[^"]+)"', page):
        assert api.anybody.simulate_get(path).status_code == 200
