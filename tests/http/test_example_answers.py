"""Every operation has an example answer, and it is true: it fits its schema, and a live server
answers the same (API-1)."""

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from getcrm.http.openapi import document
from getcrm.http.openapi.examples import ANSWERS
from getcrm.http.routes import ROUTES
from tests.http.example_answers import answer, asked, company, shape
from tests.story import uid

DOCUMENT = document(ROUTES)
EXAMPLES = [
    (operation["operationId"], status, kind, content)
    for methods in DOCUMENT["paths"].values()
    for operation in methods.values()
    for status, response in operation["responses"].items()
    for kind, content in response.get("content", {}).items()
    if kind == "application/json"
]


@pytest.fixture(scope="module")
def live():
    return company()


@pytest.mark.parametrize(
    ("id", "status", "kind", "content"), EXAMPLES, ids=lambda value: str(value)[:40]
)
def test_an_example_answer_fits_its_schema(id, status, kind, content):
    resource = DRAFT202012.create_resource(DOCUMENT)
    registry = Registry().with_resource("urn:getcrm", resource)
    schema = absolute(content["schema"])
    Draft202012Validator(schema, registry=registry).validate(content["example"])


def absolute(schema):
    if isinstance(schema, dict):
        return {
            key: f"urn:getcrm{value}" if key == "$ref" else absolute(value)
            for key, value in schema.items()
        }
    return [absolute(one) for one in schema] if isinstance(schema, list) else schema


@pytest.mark.parametrize(("id", "route"), asked(), ids=lambda value: str(value)[:40])
def test_a_live_server_answers_as_the_example_says(live, id, route):
    """Where not: python -m tests.http.example_answers"""
    assert shape(answer(live, id, route)) == shape(ANSWERS[id])


def test_there_is_no_example_of_what_there_is_not():
    assert set(ANSWERS) == {id for id, _ in asked()}


def test_a_command_answers_as_its_example_says(live):
    for path, body in (("/customers", {"name": "Cát"}), ("/sources", {"name": "Web"})):
        content = DOCUMENT["paths"][f"/api/v1{path}"]["post"]["responses"]["201"]["content"]
        example = content["application/json"]["example"]
        assert shape(live.post(path, body).json) == shape(example)
    path = "/api/v1/customers/{customer}/stage"
    content = DOCUMENT["paths"][path]["put"]["responses"]["200"]["content"]
    created = live.post("/customers", {"name": "Dương"}).json["id"]
    result = live.put(f"/customers/{created}/stage", {"stage": uid(0x501)})
    assert shape(result.json) == shape(content["application/json"]["example"])
