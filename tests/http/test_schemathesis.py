"""The OpenAPI document, attacked with all of schemathesis' checks (API-1).

No fault of ours, no undocumented answer, no bad input accepted, and no good input refused but by
a rule that has a name.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime

import pytest
import schemathesis
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from getcrm.domain.calendar import FIRST_YEAR, LAST_YEAR
from getcrm.http.routes import ROUTES
from tests.http.conftest import SECRET
from tests.http.serving import served

pytestmark = pytest.mark.slow

NOUNS = [*sorted({route.noun for route in ROUTES}), "operations"]
SEED = 20260105
EXAMPLES = 8
ENDLESS = "/api/v1/me/notifications/stream"
"""Its answer goes on until somebody hangs up; tests/http/test_live.py is about it."""

SHAPES = {"BodyNotExpected", "BodyNotJson", "HeaderInvalid", "QueryStringInvalid"}
SHAPES |= {"RequestInvalid", "ValidationFailed"}
"""How a request is refused whose shape is wrong; every other code is a rule's name."""
BEYOND_SCHEMAS = {"currency", "email", "phone", "time_zone"}
BEYOND_SCHEMAS |= {"decimal_max_digits", "decimal_max_places", "amount"}
BEYOND_SCHEMAS |= {"several_phones", "website", "file_name", "looks_empty"}
"""What is wrong with a field in a way that no JSON schema could have told beforehand. To a schema
588.0 is an integer; as money it could be 588 or 5880."""

schemathesis.openapi.format(
    "date", st.dates(date(FIRST_YEAR, 1, 2), date(LAST_YEAR, 12, 30)).map(str)
)
MOMENTS = st.datetimes(datetime(FIRST_YEAR, 1, 2), datetime(LAST_YEAR, 12, 30)).map(
    lambda moment: moment.isoformat(timespec="milliseconds") + "Z"
)
schemathesis.openapi.format("date-time", MOMENTS)
schemathesis.openapi.format("instant", MOMENTS)


@schemathesis.hook
def before_call(context, case, kwargs):
    """The tool leaves the quotes of a header's pattern out: "7" comes as 7."""
    etag = (case.headers or {}).get("If-Match", "")
    if re.fullmatch("[0-9]+(-[0-9a-f]{16})?", etag):
        case.headers["If-Match"] = f'"{etag}"'


@schemathesis.hook
def filter_case(context, case):
    """A header nobody has heard of is no bad input: HTTP says to pass it over."""
    return "x-schemathesis-unknown-property" not in (case.headers or {})


@schemathesis.check
def good_shapes_are_refused_by_named_rules_only(context, response, case):
    if response.status_code != 400 or case.meta is None:
        return
    problem = response.json()
    if not case.meta.generation.mode.is_positive or problem["code"] not in SHAPES:
        return
    wrong = [error for error in problem["errors"] if error["code"] not in BEYOND_SCHEMAS]
    single = [error for error in wrong if error.get("pointer") != ""]  # "": of several fields
    assert problem["errors"], problem
    assert not single, [(error["code"], error.get("pointer")) for error in single]


def configuration(*phases: str, examples: int) -> SchemathesisConfig:
    refusals = ["2xx", "400", "401", "403", "404", "409", "412", "422", "429"]
    every = ("examples", "coverage", "fuzzing", "stateful")
    return SchemathesisConfig.from_dict(
        {
            "seed": SEED,
            "continue-on-failure": True,
            "auth": {"openapi": {"token": {"bearer": SECRET}}},
            "checks": {"positive_data_acceptance": {"expected-statuses": refusals}},
            "generation": {
                "max-examples": examples,
                "deterministic": True,
                "database": "none",
            },
            "phases": {phase: {"enabled": phase in phases} for phase in every},
        }
    )


def found(schema) -> Iterator[str]:
    """Everything that any check objects to, ready to be tried by hand."""
    tried = 0
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            tried += len(event.recorder.interactions)
            for checks in event.recorder.checks.values():
                for check in checks:
                    if check.failure_info is not None:
                        failure = check.failure_info.failure
                        yield f"{check.name}: {failure}\n{check.failure_info.code_sample}"
        elif isinstance(event, events.NonFatalError):
            yield f"{event.label}: {event.value!r}"
        elif isinstance(event, events.FatalError):
            raise event.exception
    if not tried:
        yield "nothing was tried"


@pytest.mark.parametrize("noun", NOUNS)
def test_every_address_keeps_its_word(api, noun):
    with served(api) as url:
        config = configuration("examples", "coverage", "fuzzing", examples=EXAMPLES)
        schema = schemathesis.openapi.from_url(f"{url}/openapi.json", config=config)
        assert list(found(schema.include(tag=noun).exclude(path=ENDLESS))) == []


def test_what_is_made_is_there_and_what_follows_keeps_its_word(api):
    """Sequences of requests, each with what former answers have named."""
    with served(api) as url:
        config = configuration("stateful", examples=60)
        schema = schemathesis.openapi.from_url(f"{url}/openapi.json", config=config)
        assert list(found(schema.exclude(path=ENDLESS))) == []
