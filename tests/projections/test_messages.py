"""Messages in the boxes of those whose they are, and of nobody else (NOT-2)."""

import pytest

from getcrm.commands.message import ArchiveMessage, ReadMessage, SendMessage, UnarchiveMessage
from getcrm.domain.refusals import NotFound
from getcrm.projections.messages import MESSAGES
from getcrm.projections.query import BadCursor
from tests.commands.sales import SPRING, Participant, created
from tests.commands.staff import CHI, HA, LAN, MAI, VY, at_work
from tests.projections.folding import folded
from tests.projections.test_notifications import asked, notes
from tests.story import ANNA, BINH, NOON, uid

HELLO, REPLY = uid(0x3E55), uid(0x3E56)


def written():
    """Lan to the campaign; Bình answers her."""
    participants = (Participant(ANNA, True), Participant(BINH, True))
    story = at_work(created(participants=participants, manager=LAN))
    story.when(SendMessage(message=HELLO, campaign=SPRING, subject="Họp", text="9 giờ"), by=LAN)
    story.done()
    reply = SendMessage(message=REPLY, recipients=[LAN], subject="Re: Họp", reply_to=HELLO)
    return story.when(reply, by=BINH).done()


def box(story, by, name="inbox", **query):
    return [one["subject"] for one in asked(story, "messages", by, box=name, **query)["messages"]]


def test_each_has_what_concerns_them():
    story = written()
    assert asked(story, "message", ANNA, message=HELLO) == {
        "id": HELLO,
        "sender": {"id": LAN, "name": "Lan"},
        "recipients": [{"id": ANNA, "name": "Anna"}, {"id": BINH, "name": "Bình"}],
        "campaign": {"id": SPRING, "name": "Mùa xuân"},
        "subject": "Họp",
        "text": "9 giờ",
        "attachments": [],
        "reply_to": None,
        "sent_at": NOON,
        "read": False,
        "archived": False,
    }
    assert (box(story, BINH), box(story, BINH, "sent")) == (["Họp"], ["Re: Họp"])
    assert (box(story, LAN), box(story, LAN, "sent")) == (["Re: Họp"], ["Họp"])
    assert asked(story, "message", LAN, message=HELLO)["read"] is True


@pytest.mark.parametrize("who", [HA, VY, MAI, CHI, "system"])
def test_nobody_else_reads_it_whatever_they_may_do(who):
    """Not the administrator, not the auditor, not whoever holds the command line."""
    story = written()
    for name in ("inbox", "sent", "archive"):
        assert asked(story, "messages", who, box=name) == {
            "messages": [],
            "unread": 0,
            "next": None,
        }
    for message in (HELLO, REPLY, uid(1)):
        with pytest.raises(NotFound):
            asked(story, "message", who, message=message)


def test_no_timeline_tells_of_it():
    """Neither of who wrote to whom, nor of who has read what."""
    story = written().when(ReadMessage(message=HELLO), by=ANNA).done()
    told = asked(story, "timeline", "system", limit=200)["entries"]
    assert told
    assert not any(state.failure for state in story.crm.engine.states())
    assert not [line for line in told if line["stream"].startswith(("message", "inbox"))]
    assert "Họp" not in str(told)
    assert asked(story, "timeline", "system", stream=f"message-{HELLO}")["entries"] == []
    assert [e.topic for e in story.crm.log.history(f"message-{HELLO}")][-1] == "MessageRead"


def test_recipients_are_notified():
    story = written()
    note = notes(story, ANNA)[0]
    assert (note["object"], note["action"], note["message"]) == ("message", "received", HELLO)
    assert note["sentence"] == "Lan sent you and 1 other a message, from Mùa xuân: Họp"
    assert note["campaign"] == SPRING
    note = notes(story, LAN, language="vi")[0]
    assert note["sentence"] == "Bình gửi thư nội bộ cho bạn: Re: Họp"
    assert notes(story, HA) == []


def test_read_and_archived_by_each_for_themselves():
    story = written()
    assert asked(story, "messages", ANNA)["unread"] == 1
    story.when(ReadMessage(message=HELLO), by=ANNA).done()
    assert asked(story, "messages", ANNA)["unread"] == 0
    assert (box(story, ANNA, unread=True), box(story, BINH, unread=True)) == ([], ["Họp"])
    story.when(ArchiveMessage(message=HELLO), by=ANNA).done()
    story.when(ArchiveMessage(message=HELLO), by=LAN).done()
    assert (box(story, ANNA), box(story, ANNA, "archive")) == ([], ["Họp"])
    assert (box(story, LAN, "sent"), box(story, LAN, "archive")) == ([], ["Họp"])
    assert box(story, BINH) == ["Họp"]
    story.when(UnarchiveMessage(message=HELLO), by=ANNA).done()
    assert box(story, ANNA) == ["Họp"]


def test_pages():
    story = at_work()
    for n in range(5):
        story.when(SendMessage(recipients=[BINH], subject=f"{n}")).done()
    page = asked(story, "messages", BINH, limit=3)
    assert [one["subject"] for one in page["messages"]] == ["4", "3", "2"]
    assert box(story, BINH, cursor=page["next"]) == ["1", "0"]
    with pytest.raises(BadCursor):
        box(story, BINH, cursor="WyJhIl0")


@pytest.mark.parametrize("size", [1, 2, 500])
def test_batches_of_any_size_lead_to_the_same_rows(size):
    """LOG-6."""
    story = written().when(ReadMessage(message=HELLO), by=ANNA).done()
    story.when(ArchiveMessage(message=HELLO), by=LAN).done()
    entries = story.crm.log.read(after=0, limit=1000)
    assert folded(MESSAGES, entries, size) == folded(MESSAGES, entries, 1000)
