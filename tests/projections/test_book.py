"""The book: working copies of rows, written back in bulk, the same on every store."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from getcrm.projections.book import Book
from getcrm.projections.engine import Engine
from tests.projections.views import COUNTS, LEDGER, PEOPLE, SEEN, engine_of, rows
from tests.stores import STORES

QUICK = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
AWKWARD = [
    "",
    "NULL",
    '"',
    "\\",
    '\\"',
    "{",
    "}",
    ",",
    "'",
    "%s",
    "a\tb\nc\r",
    "\\N",
    "Đỗ",
    "😀",
    " ",
]
NUMBERS = st.integers(-(2**63), 2**63 - 1)


@pytest.fixture(params=STORES)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    from tests.projections.views import NAMES

    with engine_of(request.param, NAMES) as engine:
        yield engine


@contextmanager
def writing(engine: Engine) -> Iterator[Book]:
    """A book in a transaction, flushed at the end."""
    with engine.views.write() as db:
        book = Book(db)
        yield book
        book.flush()


def clear(db: Connection) -> None:
    for table in (PEOPLE, COUNTS, LEDGER, SEEN):
        db.execute(table.delete())


def person(user: str, name: str | None = "Anna") -> dict[str, Any]:
    return {"user": user, "name": name}


def test_a_row_that_is_put_is_read_back_by_the_next_book(engine: Engine) -> None:
    with writing(engine) as book:
        book[PEOPLE].put(person("1"))
        assert book[PEOPLE].get("1") == person("1")
    with writing(engine) as book:
        assert book[PEOPLE].get("1") == person("1")
        assert book[PEOPLE].get("2") is None


def test_a_row_is_replaced_by_its_key_and_removed_by_it(engine: Engine) -> None:
    with writing(engine) as book:
        for user in ("1", "2", "3"):
            book[PEOPLE].put(person(user))
    with writing(engine) as book:
        book[PEOPLE].put(person("1", "Bình"))
        book[PEOPLE].remove("2")
        book[PEOPLE].remove("nobody")
        book[PEOPLE].put(person("3", "Chi"))
        book[PEOPLE].remove("3")
        book[PEOPLE].put(person("3", "Dũng"))
        assert book[PEOPLE].get("2") is None
    assert rows(engine, PEOPLE) == [("1", "Bình"), ("3", "Dũng")]


def test_a_key_may_have_several_columns(engine: Engine) -> None:
    row = {"letter": "A", "length": 4, "people": 1, "note": None}
    with writing(engine) as book:
        book[COUNTS].put(row)
        book[COUNTS].put({**row, "length": 5, "note": "x"})
    with writing(engine) as book:
        book[COUNTS].fetch([("A", 4), ("A", 5), ("B", 4)])
        assert book[COUNTS].get(("A", 4)) == row
        assert book[COUNTS].get(("B", 4)) is None
        book[COUNTS].put({**row, "people": 2})
        book[COUNTS].remove(("A", 5))
    assert rows(engine, COUNTS) == [("A", 4, 2, None)]


def test_a_table_may_be_nothing_but_its_key(engine: Engine) -> None:
    for names in (["Anna", "Bình"], ["Bình", "Chi"]):
        with writing(engine) as book:
            for name in names:
                book[SEEN].put({"name": name})
    with writing(engine) as book:
        assert book[SEEN].get("Anna") == {"name": "Anna"}
        book[SEEN].remove("Anna")
    assert rows(engine, SEEN) == [("Bình",), ("Chi",)]


@pytest.mark.parametrize("count", [1, 49, 50, 1_000])
def test_entries_are_added_in_bulk(engine: Engine, count: int) -> None:
    with writing(engine) as book:
        for n in range(count):
            book[LEDGER].add({"position": n, "user": f"u {n}", "change": -n if n % 2 else None})
    assert sorted(rows(engine, LEDGER))[-1][:2] == (count - 1, f"u {count - 1}")
    assert len(rows(engine, LEDGER)) == count


def test_awkward_texts_are_added_in_bulk(engine: Engine) -> None:
    texts = [*AWKWARD, None] * 4
    with writing(engine) as book:
        for n, text in enumerate(texts):
            book[LEDGER].add({"position": n, "user": text, "change": None})
    assert sorted(rows(engine, LEDGER)) == [(n, text, None) for n, text in enumerate(texts)]


def test_many_rows_are_fetched_in_one_question(engine: Engine) -> None:
    users = [f"user {n}" for n in range(2_000)]
    with writing(engine) as book:
        for user in users:
            book[PEOPLE].put(person(user))
    with writing(engine) as book:
        book[PEOPLE].fetch(users * 2)
        assert len(book[PEOPLE]) == 2_000


def test_a_scan_sees_what_was_put_before(engine: Engine) -> None:
    with writing(engine) as book:
        for user, name in [("1", "Anna"), ("2", "Anna"), ("3", "Bình")]:
            book[PEOPLE].put(person(user, name))
    with writing(engine) as book:
        book[PEOPLE].put(person("1", "Bình"))
        book[PEOPLE].remove("3")
        found = book.scan(PEOPLE, PEOPLE.c.name == "Bình", PEOPLE.c.user != "9")
        assert found == [person("1", "Bình")]
        for row in book.scan(PEOPLE):
            book[PEOPLE].put({**row, "name": "Chi"})
    assert rows(engine, PEOPLE) == [("1", "Chi"), ("2", "Chi")]


@QUICK
@given(texts=st.lists(st.sampled_from(AWKWARD) | TEXTS, min_size=1, max_size=60, unique=True))
def test_any_text_can_be_kept_and_found_again(engine: Engine, texts: list[str]) -> None:
    with engine.views.write() as db:
        clear(db)
        book = Book(db)
        for n, text in enumerate(texts):
            book[PEOPLE].put(person(text, None if n % 3 == 0 else text))
            book[LEDGER].add({"position": n, "user": text, "change": n})
        book.flush()
        again = Book(db)
        again[PEOPLE].fetch(texts)
        for n, text in enumerate(texts):
            assert again[PEOPLE].get(text) == person(text, None if n % 3 == 0 else text)
        again[PEOPLE].remove(texts[0])
        again.flush()
        kept = {row.user for row in db.execute(select(PEOPLE.c.user))}
        assert kept == set(texts[1:])
        told = [row.user for row in db.execute(select(LEDGER.c.user).order_by(LEDGER.c.position))]
        assert told == texts


@QUICK
@given(numbers=st.lists(NUMBERS, min_size=1, max_size=60, unique=True))
def test_any_number_can_be_kept_and_found_again(engine: Engine, numbers: list[int]) -> None:
    with engine.views.write() as db:
        clear(db)
        book = Book(db)
        for n, number in enumerate(numbers):
            people = None if n % 3 == 0 else number
            book[COUNTS].put({"letter": "", "length": number, "people": people, "note": None})
            book[LEDGER].add({"position": number, "user": None, "change": number})
        book.flush()
        again = Book(db)
        again[COUNTS].fetch(("", number) for number in numbers)
        found = [again[COUNTS].get(("", number)) for number in numbers]
        assert [row and row["length"] for row in found] == numbers
        told = set(db.execute(select(LEDGER.c.change)).scalars())
        assert told == set(numbers)
