"""Every number that is shown, and the entries that are said to make it (LOG-2)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, get_args

from getcrm.crm import QUERIES
from getcrm.projections.query import Reader

Given = dict[str, Any]


def ask(reader: Reader, name: str, **given: Any) -> Any:
    query = QUERIES[name].query.model_validate({k: v for k, v in given.items() if v is not None})
    return QUERIES[name].run(query, reader)


def exact(number: Any) -> Decimal:
    return Decimal(str(number))


def entries(reader: Reader, name: str, **given: Any) -> Iterator[Given]:
    """All pages of an explanation."""
    cursor = None
    while True:
        page = ask(reader, name, limit=7, cursor=cursor, **given)
        yield from page["entries"]
        if (cursor := page["next"]) is None:
            return


def sums(found: Iterator[Given], *fields: str) -> tuple[Decimal, ...]:
    told = list(found)
    return tuple(sum((exact(entry[field]) for entry in told), Decimal()) for field in fields)


def check_stars(reader: Reader, customers: list[str], **when: Any) -> None:
    """Score and stars are the sum of the transactions and groups that are listed."""
    for customer in customers:
        told = ask(reader, "potential_stars", customer=customer, **when)
        assert told["score"] == sum(one["points"] for one in told["contributions"])
        assert told["score"] == sum(one["points"] for one in told["entries"])
        assert told["stars"] == sum(told["score"] >= least for least in told["thresholds"])
        shown = ask(reader, "customer", customer=customer, **when)
        assert (shown["score"], shown["stars"]) == (told["score"], told["stars"])


def check_customer_board(reader: Reader, **when: Any) -> None:
    for column in ask(reader, "customer_board", limit=200, **when)["columns"]:
        assert column["count"] == len(column["cards"])
        told = entries(reader, "customer_board_entries", stage=column["stage"], **when)
        assert sums(told, "count") == (column["count"],)


def check_pipeline_board(reader: Reader, campaign: str, **when: Any) -> None:
    board = ask(reader, "pipeline_board", campaign=campaign, limit=200, **when)
    for column in board["columns"]:
        shown = tuple(exact(column[field]) for field in ("count", "amount", "weighted"))
        amounts = [exact(card["amount"] or 0) for card in column["cards"]]
        assert shown[:2] == (exact(len(amounts)), sum(amounts, Decimal()))
        told = entries(
            reader, "pipeline_board_entries", campaign=campaign, stage=column["stage"], **when
        )
        assert sums(told, "count", "amount", "weighted") == shown


def check_kpi(reader: Reader, **when: Any) -> None:
    """Every indicator, as a whole and row by row, however it is split."""
    ways = get_args(get_args(QUERIES["kpi"].query.model_fields["by"].annotation)[0])
    for indicator in ask(reader, "indicators")["indicators"]:
        name, measure = indicator["indicator"], indicator["measure"]
        if measure == "rate":
            continue
        whole = sums(entries(reader, "kpi_entries", indicator=name, **when), measure)
        for by in ways:
            shown = ask(reader, "kpi", indicator=name, by=by, **when)
            assert whole == (exact(shown["total"]),)
            for row in shown["rows"]:
                key = row["key"] or ""
                told = entries(reader, "kpi_entries", indicator=name, by=by, key=key, **when)
                assert sums(told, measure) == (exact(row["value"]),), (name, by, row)
