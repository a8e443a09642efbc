"""Notifications as they come, by Server-Sent Events (NOT-1)."""

import sqlite3
import threading
from contextlib import contextmanager
from itertools import count
from wsgiref.simple_server import make_server

import pytest
from eventsourcing.persistence import StoredEvent

from getcrm.commands.comment import PostComment
from getcrm.commands.customer import ReassignCustomer
from getcrm.commands.inbox import ReadNotifications
from getcrm.commands.role import CreateRole
from getcrm.commands.session import EndSession
from getcrm.commands.user import DeactivateUser, GiveRole, RevokeApiToken
from getcrm.crm import migrate, open_crm
from getcrm.domain.user import ApiTokenIssued, User
from getcrm.eventlog import tokens
from getcrm.eventlog.appending import Checks
from getcrm.eventlog.instants import later
from getcrm.eventlog.mapper import encode
from getcrm.http import live
from getcrm.http.app import create_app
from getcrm.http.live import Streams
from getcrm.sign_in import sessions
from getcrm.sign_in.terms import Terms, Visitor
from tests.commands.staff import ANNAS, BINHS, CHI, HA, LAN, VY, staff
from tests.http.listening import Listener
from tests.http.serving import Quiet, Threads
from tests.patience import until
from tests.stores import STORES, database
from tests.story import ANNA, BINH, NOON, uid, write_past


@pytest.fixture(autouse=True)
def log_only(monkeypatch):
    """Whatever is told is told because the log has woken the streams."""
    monkeypatch.setattr(live, "LOOKED_EVERY", 3600.0)
    monkeypatch.setattr(live, "CHECKED_EVERY", 3600.0)


@pytest.fixture
def looks(monkeypatch):
    """Whose streams were asked whether they may go on."""
    asked, may_listen = [], live.Live.may_listen

    def asking(self, stream):
        asked.append(stream.user)
        return may_listen(self, stream)

    monkeypatch.setattr(live.Live, "may_listen", asking)
    return asked


class House:
    """A company at work: its API over HTTP, its read models following the log."""

    def __init__(self, crm, port, streams):
        self.crm, self.port, self.streams = crm, port, streams
        self.listeners = []

    def token(self, user, number=1, **more):
        token = uid(0x70C00 + 16 * int(user[-4:], 16) + number)
        secret = f"gc_{token}"
        self._issue(user, token, **more)
        tokens.store(self.crm.log, secret, tokens.Token(token, user, "t"))
        return token, {"Authorization": f"Bearer {secret}"}

    def _issue(self, user, token, scopes=None, expires_at=None):
        """By themselves: whoever is given a token by somebody else is told of it."""
        name, version = f"user-{user}", self.crm.log.load(User, user).version
        issued = ApiTokenIssued(token, "t", scopes and tuple(scopes), expires_at)
        body = encode(issued, NOON, user, {"command": "IssueApiToken", "id": token})
        row = StoredEvent(name, version + 1, "ApiTokenIssued", body.encode())
        self.crm.log.append([row], Checks(expects={name: version}))

    def listen(self, user, number=1, language="en", **headers):
        _, authorization = self.token(user, number)
        known = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.open({**authorization, "Accept-Language": language, **known})

    def open(self, headers):
        self.listeners.append(Listener(self.port, headers))
        return self.listeners[-1]

    def say(self, text="@Anna", customer=ANNAS, by=LAN, mentions=()):
        wish = PostComment(customer=customer, text=text, mentions=list(mentions))
        return self.crm.handle(wish, by=by).position


@contextmanager
def house(store, most=16):
    with database(store) as url:
        migrate(url)
        crm = open_crm(url, clock=lambda: NOON)
        write_past(crm, staff())
        crm.catch_up()
        streams = Streams(most)
        app = create_app(crm, streams=streams)
        server = make_server("127.0.0.1", 0, app, server_class=Threads, handler_class=Quiet)
        stop = threading.Event()
        projecting = threading.Thread(target=crm.engine.run, args=(stop, Leading()))
        serving = threading.Thread(target=server.serve_forever, args=(0.02,))
        for thread in (projecting, serving):
            thread.start()
        try:
            home = House(crm, server.server_port, streams)
            yield home
        finally:
            streams.ending.set()
            for listener in home.listeners:
                listener.close()
            server.shutdown()
            stop.set()
            serving.join()
            projecting.join()
            until(lambda: not any(t.name == "feeder" for t in threading.enumerate()))
            server.server_close()
            crm.close()


class Leading:
    def acquire(self):
        return True

    def close(self):
        pass


@pytest.fixture(params=STORES)
def at_home(request):
    with house(request.param) as found:
        yield found


@pytest.fixture
def sqlite_home():
    with house("sqlite") as found:
        yield found


def test_what_happens_is_told_at_once_with_the_number_of_the_unread(at_home):
    listener = at_home.listen(ANNA, language="vi")
    assert listener.status == 200
    assert listener.headers["content-type"] == "text/event-stream"
    assert listener.headers["cache-control"] == "no-store"
    assert listener.next().data == {"unread": 0}
    position = at_home.say("Gọi lại nhé")
    note = listener.next()
    assert (note.event, note.id) == ("notification", position)
    assert note.data["sentence"] == "Lan trao đổi về Của Anna: Gọi lại nhé"
    assert (note.data["object"], note.data["action"]) == ("comment", "posted")
    unread = listener.next()
    assert (unread.event, unread.data) == ("unread", {"unread": 1})
    at_home.crm.handle(ReadNotifications(up_to=position), by=ANNA)
    assert listener.next().data == {"unread": 0}


def test_a_broken_stream_goes_on_where_it_was(at_home):
    first = at_home.listen(ANNA)
    told = first.until("unread").id
    first.close()
    positions = [at_home.say(f"{n}") for n in range(3)]
    again = at_home.listen(ANNA, 2, Last_Event_ID=str(told))
    assert [again.until("notification").id for _ in positions] == positions
    assert again.next().data == {"unread": 3}
    last = at_home.listen(ANNA, 3, Last_Event_ID=str(positions[1]))
    assert last.next().id == positions[2]


def test_many_that_were_missed_come_in_parts(sqlite_home, monkeypatch):
    monkeypatch.setattr(live, "BATCH", 2)
    positions = [sqlite_home.say(f"{n}") for n in range(5)]
    until(lambda: sqlite_home.crm.engine.states()[0].position >= positions[-1])
    listener = sqlite_home.listen(ANNA, Last_Event_ID="0")
    assert [listener.next().id for _ in positions] == positions
    assert listener.next().data == {"unread": 5}


def test_an_id_from_another_log_begins_anew(sqlite_home):
    listener = sqlite_home.listen(ANNA, Last_Event_ID="999999999")
    assert listener.next().data == {"unread": 0}
    position = sqlite_home.say()
    assert listener.next().id == position


@pytest.mark.parametrize("wrong", ["x", "-1", "1.5", "9" * 30])
def test_an_id_that_is_none_is_refused(sqlite_home, wrong):
    listener = sqlite_home.listen(ANNA, Last_Event_ID=wrong)
    assert (listener.status, listener.body()["code"]) == (400, "HeaderInvalid")


def test_nobody_hears_what_is_not_theirs(at_home):
    """PERM-4: Bình is mentioned where he may not look; Chi has nothing to do with it."""
    anna, binh, chi, vy = (at_home.listen(user) for user in (ANNA, BINH, CHI, VY))
    for listener in (anna, binh, chi, vy):
        assert listener.next().data == {"unread": 0}
    at_home.say("@Bình", mentions=[BINH])
    at_home.crm.handle(ReassignCustomer(customer=BINHS, owner=CHI), by=HA)
    assert anna.next().data["customer"] == ANNAS
    [handed] = [chi.until("notification")]
    assert handed.data["customer"] == BINHS
    at_home.crm.handle(ReassignCustomer(customer=BINHS, owner=BINH), by=HA)
    heard = binh.until("notification")
    assert (heard.data["customer"], heard.data["action"]) == (BINHS, "handed_over")
    at_home.crm.handle(DeactivateUser(user=VY), by=HA)
    assert vy.next() is None, "an auditor reads everything, and is told of nothing"


def test_a_narrow_token_hears_nothing_that_it_may_not_see(at_home):
    """PERM-6: Hà, who sees everything, is mentioned; her token without view_all is not told."""
    scopes = ["crm.access", "customers.access"]
    _, authorization = at_home.token(HA, 2, scopes=scopes)
    narrow, all = at_home.open(authorization), at_home.listen(HA)
    for listener in (narrow, all):
        assert listener.next().data == {"unread": 0}
    at_home.say("@Hà", mentions=[HA])
    assert all.until("notification").data["customer"] == ANNAS
    at_home.crm.handle(ReassignCustomer(customer=BINHS, owner=HA), by=LAN)
    assert all.until("notification").data["customer"] == BINHS
    assert narrow.until("notification").data["customer"] == BINHS
    assert narrow.until("unread").data == {"unread": 1}


# --- until somebody is no longer let in (PERM-6)


def ends_with(deed, listener, user, looks):
    """Within a second, whatever else the machine has to do: the log wakes whoever looks after the
    streams, and the first time it is asked after the deed it is over. Nobody else is asked."""
    assert listener.next().event == "unread"
    looks.clear()
    deed()
    assert listener.next() is None
    assert set(looks) <= {user}
    assert live.WOKEN_EVERY <= 0.5


def test_deactivation_ends_it_within_a_second(at_home, looks):
    listener, other = at_home.listen(ANNA), at_home.listen(CHI)
    deactivate = DeactivateUser(user=ANNA)
    ends_with(lambda: at_home.crm.handle(deactivate, by=HA), listener, ANNA, looks)
    assert other.next().data == {"unread": 0}
    position = at_home.crm.handle(ReassignCustomer(customer=BINHS, owner=CHI), by=HA).position
    assert other.next().id == position, "the others hear on"


def test_so_does_the_revocation_of_the_token(at_home, looks):
    token, headers = at_home.token(ANNA)
    revoke = RevokeApiToken(user=ANNA, token=token)
    ends_with(lambda: at_home.crm.handle(revoke, by=HA), at_home.open(headers), ANNA, looks)


def test_so_does_the_end_of_the_session(sqlite_home, looks):
    crm = sqlite_home.crm
    opened = sessions.begin(crm, Terms(), ANNA, "password", Visitor("::1"))
    listener = sqlite_home.open({"Cookie": f"__Host-getcrm={opened.secret}"})
    end = EndSession(session=opened.session)
    ends_with(lambda: crm.handle(end, by=ANNA), listener, ANNA, looks)


def test_and_a_role_that_lets_one_see_no_more_hides_it(sqlite_home):
    listener = sqlite_home.listen(LAN)
    assert listener.next().data == {"unread": 0}
    sqlite_home.crm.handle(GiveRole(user=LAN, role="auditor"), by=HA)
    position = sqlite_home.say("@Lan", by=ANNA, mentions=[LAN])
    assert listener.next().id == position


def test_who_may_not_use_the_crm_any_more_hears_no_more(sqlite_home, looks):
    """Their token still opens the door, so that it is not that which ends it (PERM-4)."""
    sqlite_home.crm.handle(CreateRole(role="none", name="None", permissions=[]), by=HA)
    give = GiveRole(user=ANNA, role="none")
    listener = sqlite_home.listen(ANNA)
    ends_with(lambda: sqlite_home.crm.handle(give, by=HA), listener, ANNA, looks)


def test_nobody_listens_without_a_permission_or_a_token(sqlite_home):
    assert sqlite_home.open({}).status == 401
    _, headers = sqlite_home.token(ANNA, scopes=["customers.access"])
    assert sqlite_home.open(headers).status == 403


# --- no more than a worker is meant to hold


def test_where_all_streams_are_taken_one_is_told_to_ask_instead():
    with house("sqlite", most=2) as home:
        taken = [home.listen(user) for user in (ANNA, CHI)]
        for listener in taken:
            listener.next()
        refused = home.listen(LAN, language="vi")
        assert (refused.status, refused.headers["retry-after"]) == (503, "30")
        problem = refused.body()
        assert problem["code"] == "NoStreamFree"
        assert "30 giây" in problem["detail"]
        home.crm.handle(DeactivateUser(user=CHI), by=HA)
        assert taken[1].next() is None
        assert home.listen(LAN, 2).next().data == {"unread": 0}


def test_a_listener_who_leaves_makes_room(monkeypatch):
    monkeypatch.setattr(live, "HEARTBEAT", 0.1)
    with house("sqlite", most=1) as home:
        first = home.listen(ANNA)
        first.next()
        first.close()
        numbers = count(1)
        until(lambda: home.listen(CHI, next(numbers)).status == 200)
        assert home.listeners[-1].next().data == {"unread": 0}


def test_one_person_does_not_take_them_all(monkeypatch):
    monkeypatch.setattr(live, "OF_ONE_PERSON", 2)
    with house("sqlite", most=3) as home:
        first, second = (home.listen(ANNA, number) for number in (1, 2))
        assert first.next().event == second.next().event == "unread"
        assert home.listen(ANNA, 3).body()["code"] == "NoStreamFree"
        assert home.listen(CHI).next().data == {"unread": 0}
        position = home.say()
        assert first.next().id == second.next().id == position


def test_the_seventh_tab_shares_what_is_told_to_the_others(at_home, monkeypatch):
    """And nobody is thrown out for it: it is looked up once for all of them."""
    looked, look = [], live.Round._look

    def looking(self, db, stream):
        looked.append(stream.user)
        return look(self, db, stream)

    tabs = [at_home.listen(ANNA, number) for number in range(1, 8)]
    for tab in tabs:
        assert tab.next().data == {"unread": 0}
    monkeypatch.setattr(live.Round, "_look", looking)
    position = at_home.say()
    for tab in tabs:
        assert tab.next().id == position
        assert tab.next().data == {"unread": 1}
    assert looked.count(ANNA) < len(tabs)
    assert set(looked) == {ANNA}


def test_the_clock_ends_a_stream_too(sqlite_home, monkeypatch):
    """A token that is over without anything being recorded."""
    monkeypatch.setattr(live, "CHECKED_EVERY", 0.1)
    _, headers = sqlite_home.token(ANNA, 9, expires_at=later(NOON, 60))
    listener, other = sqlite_home.open(headers), sqlite_home.listen(CHI)
    assert listener.next().event == other.next().event == "unread"
    object.__setattr__(sqlite_home.crm, "clock", lambda: later(NOON, 61))
    assert listener.next() is None


def test_the_log_of_others_asks_nobody_whether_they_may_listen(sqlite_home, looks):
    listener = sqlite_home.listen(ANNA)
    assert listener.next().data == {"unread": 0}
    position = sqlite_home.say()
    assert listener.next().id == position
    assert looks == []


def test_silence_is_filled(sqlite_home, monkeypatch):
    monkeypatch.setattr(live, "HEARTBEAT", 0.1)
    listener = sqlite_home.listen(ANNA)
    listener.next()
    listener.comment()
    sqlite_home.say()
    listener.until("notification")


def test_the_end_of_the_process_ends_them_all(sqlite_home, looks):
    listener = sqlite_home.listen(ANNA)
    ends_with(sqlite_home.streams.ending.set, listener, ANNA, looks)


@pytest.mark.parametrize(("is_ending", "told"), [(True, 0), (False, 1)])
def test_a_log_that_closes_at_the_end_is_no_trouble(
    sqlite_home, caplog, monkeypatch, is_ending, told
):
    """At any other time it is."""
    lost = threading.Event()

    def lose(self, wait):
        lost.wait(5)
        if is_ending:
            self.ending.set()
        raise sqlite3.ProgrammingError("Cannot operate on a closed database.")

    monkeypatch.setattr(live.Live, "_follow", lose)
    sqlite_home.listen(ANNA).next()
    lost.set()
    until(lambda: is_ending or caplog.records)
    until(lambda: not is_ending or not any(t.name == "feeder" for t in threading.enumerate()))
    assert min(1, sum("live streams lost the log" in r.message for r in caplog.records)) == told


def test_what_the_log_has_not_woken_for_is_seen_all_the_same(sqlite_home, monkeypatch):
    monkeypatch.setattr(live, "LOOKED_EVERY", 0.1)
    follow = live.Live._follow

    def deaf(self, wait):
        follow(self, lambda seconds: self.ending.wait(0.05) and False)

    monkeypatch.setattr(live.Live, "_follow", deaf)
    listener = sqlite_home.listen(ANNA)
    assert listener.next().data == {"unread": 0}
    position = sqlite_home.say()
    assert listener.next().id == position


def test_trouble_of_the_store_ends_a_stream_and_is_written_down(sqlite_home, caplog, monkeypatch):
    listener = sqlite_home.listen(ANNA)
    assert listener.next().event == "unread"

    def broken(*_):
        raise ConnectionError("gone")

    monkeypatch.setattr(live, "since", broken)
    sqlite_home.say()
    assert listener.next() is None
    assert "broke off" in caplog.text


def test_to_look_whether_it_is_there_takes_no_stream(api):
    assert api.ask("HEAD", "/me/notifications/stream").status_code == 200
