"""Notifications by e-mail (NOT-1): once, in the reader's language, whatever the server does."""

import threading
from contextlib import contextmanager
from email.mime.text import MIMEText

import pytest
from sqlalchemy import update

from getcrm.commands.comment import DeleteComment, PostComment
from getcrm.commands.credential import InviteUser
from getcrm.commands.customer import ReassignCustomer
from getcrm.commands.inbox import SetNotificationPreference
from getcrm.commands.user import DeactivateUser, EditUser, IssueApiToken
from getcrm.config import ConfigurationWrong, settings
from getcrm.processes.outbox import MOST_TRIES, Outbox
from getcrm.processes.scheduler import keep_ticking, send_mail
from getcrm.processes.smtp import Connection, MailServer, Never, Outage
from getcrm.projections.lead import lead
from getcrm.projections.notifications.tables import NOTES
from tests.commands.staff import ANNAS, HA, LAN, staff
from tests.processes.mailbox import certificate, mailbox
from tests.processes.test_scheduler import Clock
from tests.stores import STORES, opened
from tests.story import ANNA, BINH, uid, write_past

FROM = "crm@acme.vn"
HELLO = uid(0xC0)


class Office:
    """A company whose Anna and Lan want e-mail about comments; its mail server is beside."""

    def __init__(self, crm, clock, box):
        self.crm, self.clock, self.box = crm, clock, box
        self.outbox = Outbox(crm, MailServer(f"smtp://127.0.0.1:{box.port}", FROM))

    def do(self, command, by="system"):
        position = self.crm.handle(command, by=by).position
        self.crm.catch_up()
        return position

    def say(self, text="Gọi lại nhé", by=LAN, mentions=(), comment=None):
        about = {"customer": ANNAS, "mentions": list(mentions), "comment": comment}
        return self.do(PostComment(text=text, **about), by)

    def send(self):
        return self.outbox.send()

    def rows(self):
        asked = "SELECT tries, sent_at <> '', failure FROM mail ORDER BY position"
        return [(tries, bool(sent), why) for tries, sent, why in self.crm.log.recorder.query(asked)]


@contextmanager
def office_on(store):
    clock = Clock()
    with opened(store, clock) as crm, mailbox() as box:
        write_past(crm, staff())
        office = Office(crm, clock, box)
        for user, address, language in (
            (ANNA, "anna@acme.vn", "vi"),
            (LAN, "lan@acme.vn", "en"),
            (BINH, "binh@acme.vn", None),
        ):
            office.do(EditUser(user=user, email=address, language=language))
        for user in (ANNA, LAN):
            for action in ("posted", "mentioned"):
                wish = {"object": "comment", "action": action, "in_app": True, "email": True}
                office.do(SetNotificationPreference(**wish), by=user)
        assert office.send() == 0
        yield office


@pytest.fixture(params=STORES)
def office(request):
    with office_on(request.param) as found:
        yield found


@pytest.fixture
def sqlite_office():
    with office_on("sqlite") as found:
        yield found


def test_whatever_others_do_to_an_account_goes_by_e_mail_without_being_asked_for_perm_6(office):
    """Bình chose no e-mail at all. It goes to the address of before: whoever changed it may read
    the new one."""
    office.do(EditUser(user=BINH, email="hacked@example.com"), by=HA)
    office.do(IssueApiToken(user=ANNA, token=uid(0x70C), name="Kho"), by=HA)
    office.do(InviteUser(user=ANNA), by=HA)
    office.do(EditUser(user=ANNA, email=None), by=HA)
    assert office.send() == 4
    sent = [letter["To"] for letter in office.box.letters]
    assert sent == ["binh@acme.vn", "anna@acme.vn", "anna@acme.vn", "anna@acme.vn"]
    said = office.box.letters[1].get_content()
    assert "Kho" in said
    assert "hãy hỏi quản trị viên ngay" in said


def test_in_the_language_of_whoever_wants_it_and_to_nobody_else(office):
    """Bình is told in the program alone: e-mail is off unless one turns it on (NOT-1)."""
    position = office.say("@Bình @Hà gọi lại nhé", mentions=[BINH, HA])
    assert office.send() == 1
    [letter] = office.box.letters
    assert letter["Subject"] == "Lan trao đổi về Của Anna: @Bình @Hà gọi lại nhé"
    assert (letter["To"], letter["From"]) == ("anna@acme.vn", FROM)
    assert letter["Message-ID"] == f"<{position}.{ANNA}@acme.vn>"
    assert letter["Content-Language"] == "vi"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content_type() == "text/plain"
    text = letter.get_content()
    assert text.startswith("Lan trao đổi về Của Anna: @Bình @Hà gọi lại nhé\n\n01/01/2026 12:00")
    assert "trao đổi, trên bản ghi của tôi" in text
    office.say("call back", by=ANNA, mentions=[LAN])
    assert office.send() == 1
    assert office.box.subjects()[1] == "Anna mentioned you on Của Anna: call back"


def test_never_twice(office):
    office.say()
    assert [office.send(), office.send()] == [1, 0]
    again = Outbox(office.crm, MailServer(f"smtp://127.0.0.1:{office.box.port}", FROM))
    assert again.send() == 0
    office.say("Thêm")
    assert again.send() == 1
    assert len(office.box.letters) == 2


def test_two_at_once_send_it_once(office):
    office.say()
    leading = lead(office.crm.url, "mail")
    assert leading.acquire()
    assert office.send() == 0
    leading.close()
    assert office.send() == 1


def test_what_was_before_e_mail_was_turned_on_is_no_news(office):
    office.crm.log.recorder.execute("DELETE FROM mail_outbox")
    office.say()
    assert (office.send(), office.rows()) == (0, [])


def test_nor_is_what_is_older_than_two_days_when_it_is_taken_up(office):
    office.say("cũ")
    office.clock.set("2026-01-04")
    office.say("mới")
    assert office.send() == 1
    assert office.box.subjects() == ["Lan trao đổi về Của Anna: mới"]


def test_a_letter_lost_between_sending_and_writing_down_goes_again_as_the_same_one(office):
    """At least once: and its Message-ID tells the mail program that it is the same."""
    office.box.drop = True
    office.say()
    assert office.send() == 0
    office.box.drop = False
    office.clock.set("2026-01-01", "06:00")
    assert office.send() == 1
    first, second = office.box.letters
    assert first["Message-ID"] == second["Message-ID"]


# --- whoever may not know, does not learn it by e-mail (PERM-4)


def test_what_one_may_no_longer_see_is_not_sent(office):
    office.say()
    office.do(ReassignCustomer(customer=ANNAS, owner=BINH))
    assert office.send() == 0
    assert office.rows() == [(0, False, "not to be told")]
    assert office.box.letters == []


def test_nor_what_was_taken_back_nor_to_whoever_has_left(office):
    office.say(comment=HELLO)
    office.do(DeleteComment(comment=HELLO))
    assert office.send() == 0
    office.say("Thêm")
    office.do(DeactivateUser(user=ANNA))
    assert office.send() == 0
    assert office.box.letters == []


def test_nor_to_whoever_has_no_address(office):
    office.say()
    office.do(EditUser(user=ANNA, email=None))
    assert office.send() == 1, "of which the former address is told"
    assert office.rows() == [(0, False, "not to be told"), (0, True, "")]


# --- a server that fails


def test_a_server_that_is_away_is_left_alone_longer_each_time(office, caplog):
    office.box.greeting = "421 not today"
    office.say()
    for minute, visits in ((0, 1), (0, 1), (1, 2), (1, 2), (2, 3), (3, 3), (4, 4)):
        office.clock.set("2026-01-01", f"06:{minute:02}")
        assert office.send() == 0
        assert office.box.visits == visits, minute
    assert "no e-mail for 240 s" in caplog.text
    office.box.greeting = ""
    office.clock.set("2026-01-01", "07:00")
    assert office.send() == 1
    office.say("Thêm")
    office.box.greeting = "421 not today"
    office.send()
    assert "no e-mail for 30 s" in caplog.records[-1].getMessage(), "it begins anew"


def test_why_e_mail_does_not_go_is_told(office):
    """To `doctor` and /readyz, by the scheduler's signs of life (OPS-2)."""
    outbox = Outbox(office.crm, MailServer(f"smtp://127.0.0.1:{office.box.port}", FROM))
    assert outbox.trouble() == ""
    office.box.greeting = "421 not today"
    office.say()
    office.send()
    assert outbox.trouble().startswith(
        "the mail server has failed 1 times, the next try is at 2026"
    )
    office.box.greeting = ""
    office.clock.set("2026-01-01", "07:00")
    office.send()
    assert outbox.trouble() == ""
    office.crm.log.recorder.execute("UPDATE mail SET sent_at = ''")
    assert outbox.trouble() == "", "it was recorded just now"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("getcrm.processes.outbox.LATE", -1)
        assert " wait, the oldest since " in outbox.trouble()


def test_one_that_nobody_answers_at(sqlite_office):
    nowhere = Outbox(sqlite_office.crm, MailServer("smtp://127.0.0.1:1", FROM))
    sqlite_office.say()
    assert nowhere.send() == 0
    assert sqlite_office.rows() == [(0, False, "")]


def test_an_address_that_does_not_exist_holds_nobody_up(office):
    office.box.rcpt["anna@acme.vn"] = "550 no such user"
    office.say(by="system", mentions=[LAN])
    assert office.send() == 1
    assert (0, False, "550 no such user") in office.rows()
    assert office.send() == 0, "it is not tried again"


def test_an_address_that_no_server_has_to_understand_holds_nobody_up(office):
    office.do(EditUser(user=ANNA, email="ánna@acme.vn"))
    office.say(by="system", mentions=[LAN])
    assert office.send() == 2
    assert [letter["To"] for letter in office.box.letters] == ["anna@acme.vn", "lan@acme.vn"]
    assert (0, False, "the address has letters beyond ASCII") in office.rows()


def test_one_that_is_full_for_now_is_tried_again_and_not_for_ever(office):
    office.box.rcpt["anna@acme.vn"] = "452 mailbox full"
    office.say()
    assert [office.send(), office.send()] == [0, 0]
    assert office.rows() == [(1, False, "")], "not before its time"
    for day in range(2, 2 + MOST_TRIES):
        office.clock.set(f"2026-01-{day:02}")
        office.send()
    assert office.rows() == [(MOST_TRIES - 1, False, "452 mailbox full")]


def test_one_that_the_server_does_not_like(office):
    office.box.data = "554 spam"
    office.say()
    assert office.send() == 0
    assert office.rows() == [(0, False, "554 spam")]
    office.box.data = "451 later"
    office.say("Thêm")
    assert office.send() == 0
    assert office.rows()[1] == (1, False, "")


def test_it_stops_when_it_is_told_to(office):
    office.say()
    stop = threading.Event()
    stop.set()
    assert office.outbox.send(stop) == 0
    assert office.send() == 1


# --- the scheduler sends it


def test_the_scheduler_sends_and_goes_on_whatever_the_server_does(office, caplog):
    office.say()
    server = MailServer(f"smtp://127.0.0.1:{office.box.port}", FROM)
    stop = threading.Event()
    thread = threading.Thread(target=keep_ticking, args=(office.crm, stop, 0.01, server))
    thread.start()
    for _ in range(1000):
        if office.box.letters:
            break
        stop.wait(0.01)
    stop.wait(0.1)
    stop.set()
    thread.join()
    assert len(office.box.letters) == 1
    assert caplog.text == ""
    assert send_mail(office.crm, None) == 0


# --- ways to the server


def test_with_user_and_password(sqlite_office):
    box = sqlite_office.box
    url = f"smtp://an%40acme.vn:m%3At%20%40%2F@127.0.0.1:{box.port}"
    sqlite_office.say()
    assert Outbox(sqlite_office.crm, MailServer(url, FROM)).send() == 1
    assert box.logins == ["|an@acme.vn|m:t @/"]
    assert "acme" not in repr(MailServer(url, "x")), "a password is not shown"


@pytest.mark.parametrize("scheme", ["smtps", "starttls"])
def test_encrypted(sqlite_office, scheme, tmp_path):
    server, trusting = certificate(tmp_path)
    sqlite_office.say()
    with mailbox(server, wrapped=scheme == "smtps") as box:
        where = MailServer(f"{scheme}://127.0.0.1:{box.port}", FROM)
        stranger = Outbox(sqlite_office.crm, where)
        assert stranger.send() == 0, "nobody knows that certificate"
        assert box.letters == []
        sqlite_office.clock.set("2026-01-01", "06:00")
        friend = Outbox(sqlite_office.crm, where, lambda server: Connection(server, trusting))
        assert friend.send() == 1
        assert len(box.letters) == 1


def test_a_server_without_encryption_is_not_told_the_password(sqlite_office):
    """starttls:// means: encrypted, or not at all."""
    box = sqlite_office.box
    connection = Connection(MailServer(f"starttls://a:b@127.0.0.1:{box.port}", FROM))
    letter = MIMEText("")
    letter["To"] = "anna@acme.vn"
    with pytest.raises(Outage):
        connection.send(letter)
    connection.close()
    assert box.logins == []


@pytest.mark.parametrize(
    ("url", "sender", "told"),
    [
        ("http://host", FROM, "GETCRM_SMTP_URL should be"),
        ("smtp://", FROM, "GETCRM_SMTP_URL should be"),
        ("smtp://host", "", "GETCRM_SMTP_FROM should say"),
        ("", "nobody", "GETCRM_SMTP_FROM"),
    ],
)
def test_a_setting_that_cannot_be_is_named(monkeypatch, url, sender, told):
    monkeypatch.setenv("GETCRM_SMTP_URL", url)
    monkeypatch.setenv("GETCRM_SMTP_FROM", sender)
    with pytest.raises(ConfigurationWrong, match=told):
        settings()


def test_settings(monkeypatch):
    assert settings().mail_server is None
    monkeypatch.setenv("GETCRM_SMTP_URL", "smtps://a:secret@host")
    monkeypatch.setenv("GETCRM_SMTP_FROM", FROM)
    assert settings().mail_server == MailServer("smtps://a:secret@host", FROM)
    assert "secret" not in repr(settings())


# --- one letter keeps no other from its turn


def test_a_letter_that_cannot_be_written_waits_and_the_next_one_goes(sqlite_office, caplog):
    """Its time was lost, say."""
    office = sqlite_office
    broken = office.say("một")
    office.say("hai")
    with office.crm.views.write() as db:
        db.execute(update(NOTES).where(NOTES.c.position == broken).values(occurred_at="x"))
    assert office.send() == 1
    assert office.box.subjects() == ["Lan trao đổi về Của Anna: hai"]
    assert "cannot be written" in caplog.text
    assert office.rows() == [(1, False, ""), (0, True, "")]


def test_it_is_set_aside_at_last_with_the_reason(sqlite_office):
    office = sqlite_office
    broken = office.say("một")
    with office.crm.views.write() as db:
        db.execute(update(NOTES).where(NOTES.c.position == broken).values(occurred_at="x"))
    for day in range(1, MOST_TRIES + 1):
        office.clock.set(f"2026-01-{day:02}", "06:00")
        assert office.send() == 0
    assert office.rows() == [(MOST_TRIES - 1, False, "ValueError: Invalid isoformat string: 'x'")]


def test_it_goes_once_it_can_be_written(sqlite_office):
    office = sqlite_office
    broken = office.say("một")
    for at, gone in (("x", 0), (office.clock(), 1)):
        with office.crm.views.write() as db:
            db.execute(update(NOTES).where(NOTES.c.position == broken).values(occurred_at=at))
        assert office.send() == gone
        office.clock.set("2026-01-01", "06:00")


def test_a_letter_at_which_the_server_hangs_up_does_not_stand_first_again(sqlite_office):
    office = sqlite_office
    office.box.drop = True
    office.say("một")
    assert office.send() == 0
    office.box.drop = False
    office.box.letters.clear()
    office.say("hai")
    office.clock.set("2026-01-01", "05:00")
    office.crm.log.recorder.execute("UPDATE mail_outbox SET due_at = ''")
    assert office.send() == 1
    assert office.box.subjects() == ["Lan trao đổi về Của Anna: hai"]


def test_an_address_that_breaks_out_of_its_line_is_refused_for_good(sqlite_office):
    letter = MIMEText("")
    letter["To"] = "anna@acme.vn"
    letter._headers.append(("Subject", "a\nBcc: everybody@acme.vn"))
    connection = Connection(MailServer(f"smtp://127.0.0.1:{sqlite_office.box.port}", FROM))
    with pytest.raises(Never):
        connection.send(letter)
    connection.close()
    assert sqlite_office.box.letters == []
