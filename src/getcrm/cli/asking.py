"""`getcrm ask`: the same questions as over HTTP, also without a running server."""

import click
from pydantic import ValidationError

from getcrm.cli.frame import Frame, language_option, passing_frame
from getcrm.cli.lines import told
from getcrm.cli.output import print_json
from getcrm.cli.progress import Progress
from getcrm.cli.vocabulary import described
from getcrm.crm import QUERIES, SYSTEM, Crm
from getcrm.http import texts
from getcrm.http.problems import FieldProblem
from getcrm.http.requests import parameter_kinds, read_parameters
from getcrm.language import Language
from getcrm.processes.projector import bring_up_to_date
from getcrm.projections.query import Query


@click.command()
@click.argument("name", required=False)
def queries(name: str | None) -> None:
    """Every question with the JSON schema of its parameters, or that of NAME."""
    described({key: asked.query for key, asked in QUERIES.items()}, name, "query")


@click.command()
@click.argument("query")
@click.argument("parameters", nargs=-1, metavar="[KEY=VALUE]...")
@click.option("--by", default=SYSTEM, metavar="USER", help="Only what this user may see.")
@language_option
@passing_frame
def ask(frame: Frame, query: str, parameters: tuple[str, ...], by: str) -> None:
    """Ask QUERY; the answer is JSON. A list is given by repeating its key.

    \b
    getcrm ask pipeline_board campaign=HARDWARE as_of=2017-06-30
    """
    if query not in QUERIES:
        raise click.ClickException(f"There is no query {query!r}; `getcrm queries` lists them.")
    wish = read_query(query, parameters, frame.language)
    with frame.crm() as crm:
        print_json(answered(crm, frame, query, wish, by))


def answered(crm: Crm, frame: Frame, name: str, wish: Query, by: str = SYSTEM) -> object:
    """From read models that have come at least to the log's present end."""
    with Progress("Reading", None, "events") as progress:
        position = bring_up_to_date(crm, frame.settings.database, progress.from_here())
    return crm.ask(name, wish, language=frame.language, by=by, at_least=position)


def read_query(name: str, parameters: tuple[str, ...], language: Language) -> Query:
    """The question's model from KEY=VALUE, read exactly as a query string is."""
    model = QUERIES[name].query
    pairs = [_pair(parameter) for parameter in parameters]
    try:
        return model.model_validate(read_parameters(pairs, parameter_kinds(model)))
    except FieldProblem as problem:
        field, code = problem.errors[0]
        raise click.ClickException(f"{field} {texts.field_error(code, language)}.") from None
    except ValidationError as error:
        raise click.ClickException(f"{told(error, language)}.") from None


def _pair(parameter: str) -> tuple[str, str]:
    key, equals, value = parameter.partition("=")
    if not equals:
        raise click.ClickException(f"{parameter!r} should be KEY=VALUE.")
    return key, value
