"""`getcrm why-visible` and `getcrm who-can-see`: the policy, asked of one record (PERM-5)."""

from typing import Any

import click

from getcrm.cli.asking import answered
from getcrm.cli.frame import Frame, language_option, passing_frame, user_of
from getcrm.cli.output import print_json
from getcrm.crm import QUERIES, SYSTEM
from getcrm.language.visibility import DEEDS
from getcrm.projections.access.explaining import KINDS

KIND = click.argument("kind", type=click.Choice(KINDS))
MOST = 200
"""At once; all of them are told."""
AS_JSON = click.option("--json", "as_json", is_flag=True, help="As the API answers it.")


@click.command()
@KIND
@click.argument("record", metavar="ID")
@click.option("--user", required=True, help="Whom it is about: an id or an e-mail address.")
@AS_JSON
@language_option
@passing_frame
def why_visible(frame: Frame, kind: str, record: str, user: str, as_json: bool) -> None:
    """Say what USER may do to the record ID, and why."""
    with frame.crm() as crm:
        user = user_of(crm, user)
    found = asked(frame, "why_visible", **{kind: record}, user=user)
    if as_json:
        print_json(found)
        return
    for deed in found["deeds"]:
        for because in deed["because"] or [deed]:
            needed = ", ".join(because.get("permissions", ()))
            click.echo(because["sentence"] + (f" ({needed})" if needed else ""))


@click.command()
@KIND
@click.argument("record", metavar="ID")
@AS_JSON
@language_option
@passing_frame
def who_can_see(frame: Frame, kind: str, record: str, as_json: bool) -> None:
    """List everybody who may see the record ID, and what else they may do to it."""
    found = page = asked(frame, "who_can_see", **{kind: record}, limit=MOST)
    while page["next"] is not None:
        page = asked(frame, "who_can_see", **{kind: record}, limit=MOST, cursor=page["next"])
        found = {**page, "people": [*found["people"], *page["people"]]}
    if as_json:
        print_json(found)
        return
    for one in found["people"]:
        deeds = ", ".join(DEEDS[deed][frame.language] for deed in one["deeds"])
        click.echo(f"{one['name']} ({one['role']['name']}): {deeds}")


def asked(frame: Frame, name: str, **given: Any) -> Any:
    """By the operator, to whom everything is visible."""
    with frame.crm() as crm:
        return answered(crm, frame, name, QUERIES[name].query.model_validate(given), SYSTEM)
