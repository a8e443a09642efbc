"""Dates and times are refused outside the years that people mean, on every way in."""

import json
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from getcrm.cli.lines import LineRefused, Repetitions, read_wish
from getcrm.crm import COMMANDS, QUERIES
from getcrm.language import validation

FORMATS = {"date", "date-time"}
MODELS = [*COMMANDS.values(), *(asked.query for asked in QUERIES.values())]
FAR = {
    "date": ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"],
    "date-time": ["1899-12-31T23:59:59Z", "2200-01-01T00:00:00Z", "9999-12-31T23:59:59Z"],
}
MEANT = {"date": "2199-12-31", "date-time": "2199-12-31T23:59:59Z"}


def formats(schema: Any) -> set[str]:
    """Those of a date or a time that a schema names, at whatever depth."""
    if isinstance(schema, dict):
        own = {schema.get("format")} & FORMATS if isinstance(schema.get("format"), str) else set()
        return own.union(*map(formats, schema.values()))
    return set().union(*map(formats, schema)) if isinstance(schema, list) else set()


def dated() -> list[tuple[type[BaseModel], str, str]]:
    return [
        (model, name, format)
        for model in MODELS
        for name, schema in model.model_json_schema()["properties"].items()
        for format in sorted(formats(schema))
    ]


def wrong(model: type[BaseModel], name: str, value: str) -> list[str]:
    """What is wrong with a field, whatever else is missing."""
    try:
        model.model_validate({name: value})
    except ValidationError as error:
        return [found["type"] for found in error.errors() if found["loc"][0] == name]
    return []


def test_dates_stand_in_fields_of_their_own():
    """So that the next test finds them all."""
    for model in MODELS:
        assert formats(model.model_json_schema().get("$defs", {})) == set()


@pytest.mark.parametrize(
    ("model", "name", "format"), dated(), ids=lambda part: getattr(part, "__name__", part)
)
def test_every_date_of_every_command_and_question_is_one_people_mean(model, name, format):
    for far in FAR[format]:
        assert wrong(model, name, far) == ["years"]
    assert wrong(model, name, MEANT[format]) == []


def test_so_is_the_time_of_a_line_of_apply():
    line = {"command": "RegisterCustomer", "name": "Mây", "at": "9999-12-31T23:59:59Z"}
    told = {}
    for language in ("en", "vi"):
        with pytest.raises(LineRefused) as refused:
            read_wish(json.dumps(line).encode(), Repetitions(), "system", "x", language)
        told[language] = str(refused.value)
    assert told == {
        "en": "at should be in the years 1900 to 2199",
        "vi": "at phải nằm trong khoảng từ năm 1900 đến năm 2199",
    }


def test_the_text_names_the_years_in_both_languages():
    years = {"first": 1900, "last": 2199}
    assert validation("years", years, "en") == "should be in the years 1900 to 2199"
    assert validation("years", years, "vi") == "phải nằm trong khoảng từ năm 1900 đến năm 2199"
