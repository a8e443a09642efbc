"""The discussion about a customer, with that of its opportunities (CUS-6, OPP-17)."""

import pytest

from getcrm.commands.campaign import EditCampaign
from getcrm.commands.comment import DeleteComment, EditComment, PostComment, RestoreComment
from getcrm.crm import QUERIES
from getcrm.domain.comment import CommentOnOneRecord
from getcrm.domain.refusals import NotFound
from getcrm.projections.discussion import DISCUSSION
from getcrm.projections.query import BadCursor
from tests.commands.sales import ROPE, SPRING, Participant, created, opened
from tests.commands.staff import ANNAS, BINHS, CHI, HA, LAN, VY, at_work
from tests.projections.folding import folded
from tests.story import ANNA, BINH, uid

HELLO, DEAL = uid(0xC0), uid(0xC1)
LATER, LATEST = "2026-01-06T05:00:00.000000Z", "2026-01-07T05:00:00.000000Z"


def talk():
    """Anna and Lan about Anna's customer; Anna and Chi about an opportunity with it."""
    spring = created(participants=(Participant(CHI, True), Participant(ANNA, True)))
    story = at_work(spring, opened(customer=ANNAS))
    story.when(PostComment(comment=HELLO, customer=ANNAS, text="Gọi lại", mentions=[BINH])).done()
    story.at(LATER)
    return story.when(PostComment(comment=DEAL, opportunity=ROPE, text="Sắp chốt"), by=CHI).done()


def asked(story, name="comments", by="system", language="en", **query):
    story.crm.catch_up()
    return story.crm.ask(name, QUERIES[name].query.model_validate(query), language, by)


def texts(story, by="system", **query):
    return [one["text"] for one in asked(story, by=by, **query)["comments"]]


def test_newest_first_with_what_was_said_in_opportunities_and_the_campaigns_name():
    """OPP-17."""
    newest, oldest = asked(talk(), by=ANNA, customer=ANNAS)["comments"]
    assert newest == {
        "id": DEAL,
        "version": 1,
        "customer": ANNAS,
        "opportunity": ROPE,
        "campaign": {"id": SPRING, "name": "Mùa xuân"},
        "author": {"id": CHI, "name": "Chi"},
        "posted_at": LATER,
        "edited_at": None,
        "edited": False,
        "deleted": False,
        "text": "Sắp chốt",
        "mentions": [],
    }
    assert (oldest["text"], oldest["campaign"], oldest["opportunity"]) == ("Gọi lại", None, None)
    assert oldest["mentions"] == [{"id": BINH, "name": "Bình"}]


def test_one_way_only():
    """OPP-17: what is said of the customer does not come up in the opportunity."""
    assert texts(talk(), by=CHI, opportunity=ROPE) == ["Sắp chốt"]


def test_the_timeline_tells_it_too_one_way_only_and_labelled():
    """CUS-6, OPP-17."""
    told = [line["sentence"] for line in asked(talk(), "timeline", customer=ANNAS)["entries"]]
    assert told[:2] == [
        "Chi commented on Của Anna, opportunity Mây in Mùa xuân: Sắp chốt",
        "Anna commented on Của Anna: Gọi lại",
    ]
    story = talk()
    told = asked(story, "timeline", language="vi", opportunity=ROPE)["entries"]
    assert [line["sentence"] for line in told] == [
        "Chi trao đổi về Của Anna, cơ hội Mây trong Mùa xuân: Sắp chốt",
        "Hệ thống tạo cơ hội Mây cho Của Anna trong Mùa xuân, ở Gọi điện",
    ]
    kinds = asked(story, "timeline", customer=ANNAS, kinds=["comment"])["entries"]
    assert len(kinds) == 2


def test_what_became_of_a_comment():
    story = talk().at(LATEST)
    story.when(EditComment(comment=HELLO, text="Gọi lại mai")).done()
    [one] = asked(story, by=LAN, customer=ANNAS)["comments"]
    assert (one["text"], one["edited"], one["edited_at"]) == ("Gọi lại mai", True, LATEST)
    story.when(DeleteComment(comment=HELLO)).done()
    assert texts(story, by=LAN, customer=ANNAS) == []
    [gone] = asked(story, by=LAN, customer=ANNAS, deleted=True)["comments"]
    assert (gone["text"], gone["deleted"], gone["edited"]) == ("", True, True)
    story.when(RestoreComment(comment=HELLO)).done()
    assert texts(story, by=LAN, customer=ANNAS) == ["Gọi lại mai"]
    assert asked(story, "comment", by=LAN, comment=HELLO)["text"] == "Gọi lại mai"


def test_as_of_any_date():
    """LOG-1: what had been said, and how."""
    story = talk().at(LATEST)
    story.when(EditComment(comment=HELLO, mentions=[])).done()
    story.when(EditComment(comment=HELLO, text="Đã gọi")).done()
    story.when(EditCampaign(campaign=SPRING, name="Xuân"), by=HA).done()
    assert texts(story, customer=ANNAS, as_of="2026-01-05") == ["Gọi lại"]
    assert texts(story, customer=ANNAS, as_of="2026-01-06") == ["Sắp chốt", "Gọi lại"]
    [then, _] = asked(story, customer=ANNAS, as_of="2026-01-06")["comments"]
    [now, _] = asked(story, customer=ANNAS)["comments"]
    assert (then["campaign"]["name"], now["campaign"]["name"]) == ("Mùa xuân", "Xuân")
    assert texts(story, customer=ANNAS) == ["Sắp chốt", "Đã gọi"]


# --- who reads it (PERM-4)


@pytest.mark.parametrize(
    ("who", "read"),
    [
        (ANNA, ["Sắp chốt", "Gọi lại"]),  # her customer, and she takes part in the campaign
        (LAN, ["Gọi lại"]),  # her subordinate's customer, in a campaign she has no part in
        (HA, ["Sắp chốt", "Gọi lại"]),
        (VY, ["Sắp chốt", "Gọi lại"]),
    ],
)
def test_everybody_reads_what_they_may_see(who, read):
    assert texts(talk(), by=who, customer=ANNAS) == read


def test_what_one_may_not_see_is_as_if_it_were_not_there():
    story = talk()
    for who, query in (
        (CHI, {"customer": ANNAS}),
        (BINH, {"customer": ANNAS}),
        (BINH, {"opportunity": ROPE}),
        (LAN, {"opportunity": ROPE}),
        (BINH, {"customer": uid(1)}),
        (HA, {"customer": uid(1)}),
        (HA, {"opportunity": uid(1)}),
    ):
        with pytest.raises(NotFound):
            asked(story, by=who, **query)
    for who, comment in ((BINH, HELLO), (CHI, HELLO), (LAN, DEAL), (BINH, DEAL), (HA, uid(1))):
        with pytest.raises(NotFound):
            asked(story, "comment", by=who, comment=comment)
    assert asked(story, "comment", by=CHI, comment=DEAL)["text"] == "Sắp chốt"
    assert asked(story, "comment", by=VY, comment=HELLO)["author"]["name"] == "Anna"


@pytest.mark.parametrize("query", [{}, {"customer": ANNAS, "opportunity": ROPE}])
def test_the_discussion_is_about_one_record(query):
    with pytest.raises(CommentOnOneRecord):
        asked(talk(), **query)


# --- pages, batches


def test_pages():
    story = at_work()
    for n in range(5):
        story.at(f"2026-01-0{5 + n // 2}T05:00:00.000000Z")
        story.when(PostComment(customer=BINHS, text=f"{n}"), by=BINH).done()
    found, cursor = [], None
    while True:
        page = asked(story, by=BINH, customer=BINHS, limit=2, cursor=cursor)
        found += [one["text"] for one in page["comments"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert found == ["4", "3", "2", "1", "0"]
    with pytest.raises(BadCursor):
        texts(story, customer=BINHS, cursor="WyJhIl0")


@pytest.mark.parametrize("size", [1, 2, 3, 500])
def test_batches_of_any_size_lead_to_the_same_rows(size):
    """LOG-6."""
    story = talk().at(LATEST)
    story.when(EditComment(comment=HELLO, text="Mai gọi")).done()
    story.when(DeleteComment(comment=DEAL), by=CHI).done()
    story.when(PostComment(customer=ANNAS, text="Hết"), by=LAN).done()
    entries = story.crm.log.read(after=0, limit=1000)
    assert folded(DISCUSSION, entries, size) == folded(DISCUSSION, entries, 1000)
