"""The database is away, full, or has no connection left: 503, and when to come again (OPS-2)."""

from contextlib import ExitStack, contextmanager

import pytest
from falcon.testing import TestClient

from getcrm.crm import migrate, open_crm
from getcrm.eventlog import tokens
from getcrm.http.app import create_app
from tests.eventlog.proxy import proxied
from tests.http.conftest import ANNA_MAY_DO_ALL, SECRET
from tests.stores import STORES, database, postgres_url
from tests.story import ANNA, company, uid, write_past

ANYTHING = {"Authorization": f"Bearer {SECRET}"}


class House:
    def __init__(self, crm):
        self.crm = crm
        self.client = TestClient(create_app(crm))

    def get(self, path="/api/v1/company", **more):
        return self.client.simulate_get(path, headers={**ANYTHING, **more})

    def add_user(self):
        return self.client.simulate_post("/api/v1/users", headers=ANYTHING, json={"name": "Chi"})


@contextmanager
def house(url):
    migrate(url)
    crm = open_crm(url, connection_seconds=0.2)
    try:
        write_past(crm, [*company(), *ANNA_MAY_DO_ALL])
        tokens.store(crm.log, SECRET, tokens.Token(uid(0x70CE), ANNA, "test"))
        crm.catch_up()
        found = House(crm)
        assert found.get().status_code == 200
        yield found
    finally:
        crm.close()


def is_told(answer, code):
    assert (answer.status_code, answer.json["code"]) == (503, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"] == "5"


def operators_are_told(house):
    ready = house.get("/readyz")
    assert (ready.status_code, ready.json["ready"]) == (503, False)
    metrics = house.get("/metrics")
    assert metrics.status_code == 200
    assert "getcrm_database_up 0.0" in metrics.text
    assert "getcrm_http_requests_total{" in metrics.text
    assert house.get("/healthz").status_code == 200


@pytest.fixture
def cut_off(tmp_path):
    """A house and its server, and how the wire between them is cut for good."""
    with database("postgresql") as url, proxied(tmp_path, postgres_url()) as proxy:
        schema = url.rpartition("schema=")[2]
        with house(f"{proxy.url}&schema={schema}") as found:
            yield found, proxy


def test_a_database_that_is_away(cut_off):
    house, proxy = cut_off
    proxy.close()
    is_told(house.get(), "DatabaseAway")
    is_told(house.add_user(), "DatabaseAway")
    assert "không phản hồi" in house.get(**{"Accept-Language": "vi"}).text
    operators_are_told(house)


def test_a_file_that_has_gone_with_its_folder(tmp_path):
    (tmp_path / "data").mkdir()
    with house(f"sqlite:///{tmp_path}/data/getcrm.db") as found:
        (tmp_path / "data").rename(tmp_path / "elsewhere")
        found.crm.log.recorder._local.__dict__.clear()  # as in a thread that is new
        is_told(found.get(), "DatabaseAway")
        found.crm.views.engine.dispose()
        operators_are_told(found)
        (tmp_path / "elsewhere").rename(tmp_path / "data")
        assert found.get().status_code == 200, "it has come back"


def test_a_file_that_has_gone_is_not_made_anew(tmp_path):
    path = tmp_path / "getcrm.db"
    with house(f"sqlite:///{path}") as found:
        path.rename(tmp_path / "elsewhere.db")
        found.crm.log.recorder._local.__dict__.clear()
        is_told(found.get(), "DatabaseAway")
        assert not path.exists()


def test_a_disk_that_is_full(tmp_path):
    with house(f"sqlite:///{tmp_path}/getcrm.db") as found:
        db = found.crm.log.recorder._appends.db
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count={pages}")
        for _ in range(50):
            answer = found.add_user()
            if answer.status_code != 201:
                break
        is_told(answer, "DatabaseFull")
        position = found.crm.log.position()
        assert found.get().status_code == 200, "what there is can be read"
        db.execute("PRAGMA max_page_count=1000000")
        assert found.add_user().json["position"] == position + 1


@pytest.mark.parametrize("store", STORES)
def test_no_connection_is_left_for_the_read_models(store):
    with database(store) as url, house(url) as found, ExitStack() as taken:
        for _ in range(32 if store == "sqlite" else 24):
            taken.enter_context(found.crm.views.engine.connect())
        is_told(found.get(), "DatabaseAway")
        operators_are_told(found)


def test_no_connection_is_left_for_the_log():
    with database("postgresql") as url, house(url) as found, ExitStack() as taken:
        for _ in range(8):
            taken.enter_context(found.crm.log.recorder._pool.connection())
        is_told(found.add_user(), "DatabaseAway")
        operators_are_told(found)
