"""Who is told of what (NOT-1, NOT-2, OPP-15), and who is not (PERM-4)."""

from decimal import Decimal
from typing import get_args

import pytest
from pydantic import ValidationError

from getcrm.commands.campaign import CreateCampaign, EditCampaign, SetParticipants
from getcrm.commands.comment import DeleteComment, EditComment, PostComment
from getcrm.commands.credential import DisableTotp, InviteUser
from getcrm.commands.customer import (
    EditCustomer,
    ReassignCustomer,
    RegisterCustomer,
    ShareCustomer,
)
from getcrm.commands.inbox import (
    Action,
    Object,
    ReadNotifications,
    SetNotificationPreference,
    UnreadNotifications,
)
from getcrm.commands.message import SendMessage
from getcrm.commands.opportunity import (
    AssignOpportunity,
    ClaimOpportunity,
    CorrectOpportunity,
    EditOpportunity,
    LoseOpportunity,
    MarkIdle,
    MoveOpportunity,
    OpenOpportunity,
    ReopenOpportunity,
    WinOpportunity,
)
from getcrm.commands.transaction import (
    CancelTransaction,
    CompleteTransaction,
    CreateTransaction,
    DeleteTransaction,
    EditTransaction,
    RemindTransaction,
    ReopenTransaction,
    RestoreTransaction,
)
from getcrm.commands.user import (
    DeactivateUser,
    EditUser,
    GiveRole,
    IssueApiToken,
    ReactivateUser,
)
from getcrm.crm import QUERIES
from getcrm.domain.aggregate import Changed
from getcrm.domain.credential import TotpEnabled
from getcrm.domain.inbox import ACTIONS, ALWAYS, NotNotifiedYet
from getcrm.domain.transaction_type import TransactionTypeCreated
from getcrm.domain.user import UserEdited, UserRoleGiven
from getcrm.eventlog.mapper import EVENTS
from getcrm.language.words import ACTIONS as WORDS
from getcrm.projections.notifications import NOTIFICATIONS
from getcrm.projections.notifications.rules import RULES
from getcrm.projections.query import BadCursor
from tests.commands.sales import MEET, ROPE, SPRING, Participant, created, opened
from tests.commands.staff import ANNAS, BINHS, CHI, DUNG, HA, LAN, MAI, SOUTH, VY, left, staff
from tests.projections.folding import folded
from tests.story import ANNA, BINH, given, uid

TASK, VISIT, HELLO = uid(0x7A5), uid(0x791), uid(0xC0)
PART = tuple(Participant(user, True) for user in (ANNA, CHI, DUNG))
OVERSEERS = {HA, MAI, VY}
"""Those whose role lets them view all opportunities."""


def selling(*past, **known):
    """Lan manages a campaign in which Anna, Chi and Dũng, who is only a name, take part. Of the
    opportunity in it nobody is told: it was opened before anybody could sign in."""
    roles = [one for one in staff() if isinstance(one[1], UserRoleGiven)]
    others = [one for one in staff() if one not in roles]
    spring = created(participants=PART, manager=LAN)
    visit = TransactionTypeCreated(VISIT, "Thăm", "", 5, True, True)
    known = {"customer": ANNAS, "owner": CHI, **known}
    types = ("transaction_types-main", visit)
    return given(others, spring, types, opened(**known), roles, *past)


def asked(story, name, by, language="en", **query):
    story.crm.catch_up()
    return story.crm.ask(name, QUERIES[name].query.model_validate(query), language, by)


def notes(story, by, **query):
    return asked(story, "notifications", by, **query)["notifications"]


EVERYBODY = (ANNA, BINH, CHI, LAN, HA, MAI, VY, DUNG)


def told(story):
    """Who was told what of the last event: the rows themselves, before anybody may look."""
    story.crm.catch_up()
    position = story.crm.log.position()
    with story.crm.views.read() as db:
        rows = db.exec_driver_sql(
            'SELECT "user", object, action FROM notification WHERE position = ?', (position,)
        ).all()
    assert len({row.user for row in rows}) == len(rows)
    return {row.user: f"{row.object} {row.action}" for row in rows}


def all_told(what, *users):
    return dict.fromkeys(users, what)


# --- opportunities (OPP-15)


OPEN = OpenOpportunity(opportunity=uid(0xF2), campaign=SPRING, customer=BINHS, owner=None)


def test_of_one_without_owner_all_participants_are_told_but_the_actor_opp_15():
    """Nor Dũng, who is a name that nobody signs in as."""
    story = selling().when(OPEN, by=HA).done()
    assert told(story) == all_told("opportunity opened", ANNA, CHI)


def test_participants_are_those_of_that_moment_cam_1():
    story = selling(owner=None)
    participants = [{"user": BINH}]
    story.when(SetParticipants(campaign=SPRING, participants=participants), by=HA).done()
    story.when(MoveOpportunity(opportunity=ROPE, method=MEET), by=HA).done()
    assert told(story) == all_told("opportunity moved", BINH)


def test_of_one_with_owner_the_owner_the_manager_and_those_who_view_all_opp_15():
    story = selling().when(OPEN.model_copy(update={"owner": CHI}), by=ANNA)
    story.crm.handle(ShareCustomer(customer=BINHS, common=True), by=HA)
    story.done()
    assert told(story) == all_told("opportunity opened", CHI, LAN, *OVERSEERS)


@pytest.mark.parametrize(
    ("command", "by", "action"),
    [
        (MoveOpportunity(opportunity=ROPE, method=MEET), CHI, "moved"),
        (WinOpportunity(opportunity=ROPE, amount=Decimal(9)), CHI, "won"),
        (LoseOpportunity(opportunity=ROPE), CHI, "lost"),
        (MoveOpportunity(opportunity=ROPE, method=MEET), HA, "moved"),
        (MoveOpportunity(opportunity=ROPE, method=MEET), LAN, "moved"),
    ],
)
def test_never_the_actor_never_twice_opp_15(command, by, action):
    """Lan is the manager; Hà also views all; Chi owns it."""
    story = selling().when(command, by=by).done()
    assert told(story) == all_told(f"opportunity {action}", *({CHI, LAN, *OVERSEERS} - {by}))


def test_owner_and_manager_in_one_person_is_told_once():
    story = selling(owner=LAN).when(MoveOpportunity(opportunity=ROPE, method=MEET), by=HA).done()
    assert told(story) == all_told("opportunity moved", LAN, *(OVERSEERS - {HA}))


def test_claimed_assigned_and_reopened_opp_12_opp_11():
    story = selling(owner=None).when(ClaimOpportunity(opportunity=ROPE), by=ANNA).done()
    assert told(story) == all_told("opportunity claimed", LAN, *OVERSEERS)
    story.when(AssignOpportunity(opportunity=ROPE, owner=CHI), by=LAN).done()
    assert told(story) == all_told("opportunity assigned", CHI, *OVERSEERS)
    story.when(AssignOpportunity(opportunity=ROPE, owner=None), by=LAN).done()
    assert told(story) == all_told("opportunity assigned", ANNA, CHI)
    story.when(LoseOpportunity(opportunity=ROPE), by=LAN).done()
    story.when(ReopenOpportunity(opportunity=ROPE), by=LAN).done()
    assert told(story) == all_told("opportunity reopened", ANNA, CHI)


def test_whoever_was_told_of_the_outcome_is_told_of_its_correction_opp_21():
    story = selling().when(WinOpportunity(opportunity=ROPE, amount=9), by=CHI).done()
    story.when(CorrectOpportunity(opportunity=ROPE, amount=90), by=LAN).done()
    assert told(story) == all_told("opportunity won", CHI, *OVERSEERS)


def test_an_idle_mark_is_told_to_the_owner_opp_19():
    story = selling().at("2026-02-05T05:00:00.000000Z")
    story.when(MarkIdle(opportunity=ROPE), by="system").done()
    assert told(story) == {CHI: "opportunity idle"}


def test_an_edit_is_no_news():
    story = selling().when(EditOpportunity(opportunity=ROPE, name="Lều"), by=CHI).done()
    assert told(story) == {}


def test_whoever_comes_to_oversee_is_told_from_then_on_and_whoever_leaves_no_more():
    move = MoveOpportunity(opportunity=ROPE, method=MEET)
    story = selling().when(GiveRole(user=BINH, role="auditor"), by=HA).done()
    story.when(DeactivateUser(user=VY), by=HA).done()
    story.when(move, by=CHI).done()
    assert told(story) == all_told("opportunity moved", LAN, HA, MAI, BINH)
    story = selling(left(LAN), left(MAI)).when(move, by=CHI).done()
    assert told(story) == all_told("opportunity moved", HA, VY)
    story.when(ReactivateUser(user=MAI), by=HA).done()
    story.when(LoseOpportunity(opportunity=ROPE), by=CHI).done()
    assert told(story) == all_told("opportunity lost", HA, VY, MAI)


# --- transactions, customers, comments


def work(**fields):
    return CreateTransaction(
        transaction=TASK, name="Gọi", type=VISIT, customer=ANNAS, **{"watchers": [BINH], **fields}
    )


def test_work_is_told_to_those_who_do_it_and_those_who_watch_txn_1():
    story = selling().when(work(assignees=[ANNA, LAN]), by=LAN).done()
    assert told(story) == all_told("transaction created", ANNA, BINH)
    story.when(EditTransaction(transaction=TASK, assignees=[BINH], watchers=[CHI, BINH]), by=LAN)
    story.done()
    assigned = all_told("transaction assigned", BINH, CHI)
    assert told(story) == {ANNA: "transaction taken_away", **assigned}
    story.when(EditTransaction(transaction=TASK, name="Gặp"), by=LAN).done()
    assert told(story) == {}
    story.crm.handle(CompleteTransaction(transaction=TASK), by=BINH)
    [done] = [e for e in story.crm.log.read(after=0) if e.topic == "TransactionCompleted"]
    assert at(story, done.position) == all_told("transaction completed", CHI)


def at(story, position):
    story.crm.catch_up()
    with story.crm.views.read() as db:
        asked = 'SELECT "user", object, action FROM notification WHERE position = ?'
        rows = db.exec_driver_sql(asked, (position,)).all()
    return {row.user: f"{row.object} {row.action}" for row in rows}


def test_a_reminder_is_told_to_all_of_them_txn_1():
    fields = {"assignees": [ANNA], "start": "2026-01-06T01:00:00Z", "reminder_days": 2}
    story = selling().when(work(**fields), by=LAN).done()
    story.when(RemindTransaction(transaction=TASK), by="system").done()
    assert told(story) == all_told("transaction reminded", ANNA, BINH)


def test_handing_a_customer_over_is_told_to_both_cus_4():
    story = selling().when(ReassignCustomer(customer=ANNAS, owner=BINH), by=LAN).done()
    assert told(story) == all_told("customer handed_over", ANNA, BINH)
    story.when(ReassignCustomer(customer=ANNAS, owner=None), by=HA).done()
    assert told(story) == all_told("customer handed_over", BINH)


def test_a_customer_registered_for_somebody_is_told_to_them_not_1():
    register = RegisterCustomer(name="Mưa", code="MUA", owner=BINH)
    story = selling().when(register, by=LAN).done()
    assert told(story) == all_told("customer registered", BINH)
    [note] = notes(story, BINH)
    assert note["customer"] == story.answer.id
    assert note["sentence"] == "Lan registered the customer Mưa (MUA) for you"
    [note] = notes(story, BINH, language="vi")
    assert note["sentence"] == "Lan thêm khách hàng Mưa (MUA) do bạn phụ trách"
    story.when(RegisterCustomer(name="Mây", owner=LAN), by=LAN).done()
    assert told(story) == {}
    story.when(RegisterCustomer(name="Gió", owner=None), by=HA).done()
    assert told(story) == {}


@pytest.mark.parametrize(
    ("command", "action"),
    [
        (CancelTransaction(transaction=TASK), "cancelled"),
        (DeleteTransaction(transaction=TASK), "deleted"),
    ],
)
def test_work_that_falls_away_and_comes_back_is_told_to_those_who_do_it_not_1(command, action):
    story = selling().when(work(assignees=[ANNA, LAN]), by=LAN).done()
    story.when(command, by=HA).done()
    assert told(story) == all_told(f"transaction {action}", ANNA, LAN, BINH)
    back = {"cancelled": ReopenTransaction, "deleted": RestoreTransaction}[action]
    story.when(back(transaction=TASK), by=LAN).done()
    what = {"cancelled": "reopened", "deleted": "restored"}[action]
    assert told(story) == all_told(f"transaction {what}", ANNA, BINH)


def test_work_taken_away_is_told_to_whoever_had_it_and_may_see_it_not_1():
    """Anna still owns the customer; of Chi, who sees it no more, nothing is shown (PERM-4)."""
    story = selling().when(work(assignees=[ANNA, CHI]), by=HA).done()
    story.when(EditTransaction(transaction=TASK, assignees=[LAN]), by=HA).done()
    taken = all_told("transaction taken_away", ANNA, CHI)
    assert told(story) == {LAN: "transaction assigned", **taken}
    assert notes(story, ANNA)[0]["sentence"] == "Hà took the transaction Gọi away from you"
    assert notes(story, CHI) == []
    story.when(EditTransaction(transaction=TASK, assignees=[], watchers=[LAN]), by=HA).done()
    assert told(story) == all_told("transaction assigned", LAN), "who now watches is told once"


def test_to_take_part_in_a_campaign_is_told_to_whoever_does_so_from_now_on_cam_1():
    with_them = {"manager": LAN, "participants": [{"user": ANNA}, {"user": LAN}]}
    methods = [{"name": "Gọi"}, {"name": "Chốt"}]
    wish = {"campaign": uid(0xCA9), "name": "Thu", "code": "T", "methods": methods, **with_them}
    story = selling().when(CreateCampaign.model_validate(wish), by=HA).done()
    assert told(story) == {LAN: "campaign managed", ANNA: "campaign joined"}
    [note] = notes(story, ANNA)
    assert note["campaign"] == uid(0xCA9)
    assert note["sentence"] == "Hà made you a participant of the new campaign Thu (T)"
    assert notes(story, LAN)[0]["sentence"] == "Hà made you the manager of the new campaign Thu (T)"
    participants = [{"user": ANNA}, {"user": BINH}]
    story.when(SetParticipants(campaign=uid(0xCA9), participants=participants), by=LAN).done()
    assert told(story) == all_told("campaign joined", BINH)
    [note] = notes(story, BINH, language="vi")
    assert note["sentence"] == "Lan đưa bạn vào chiến dịch Thu"
    story.when(EditCampaign(campaign=uid(0xCA9), manager=CHI), by=HA).done()
    assert told(story) == all_told("campaign managed", CHI)
    assert notes(story, CHI)[0]["sentence"] == "Hà made you the manager of the campaign Thu"
    story.when(EditCampaign(campaign=uid(0xCA9), name="Đông"), by=HA).done()
    assert told(story) == {}
    story.when(SetParticipants(campaign=uid(0xCA9), participants=[]), by=HA).done()
    assert notes(story, BINH) == []


def test_a_mention_says_that_it_is_one_in_both_languages_not_2():
    say = PostComment(comment=HELLO, customer=ANNAS, text="@Bình x", mentions=[BINH])
    share = {"kind": "user", "id": BINH}
    story = selling().when(ShareCustomer(customer=ANNAS, shares=[share]), by=ANNA).done()
    story.when(say, by=LAN).done()
    assert notes(story, BINH)[0]["sentence"] == "Lan mentioned you on Của Anna: @Bình x"
    vietnamese = notes(story, BINH, language="vi")[0]["sentence"]
    assert vietnamese == "Lan nhắc đến bạn trong trao đổi về Của Anna: @Bình x"
    assert notes(story, ANNA)[0]["sentence"] == "Lan commented on Của Anna: @Bình x"
    story.when(EditComment(comment=HELLO, text="@Hà y", mentions=[HA]), by=LAN).done()
    assert notes(story, HA)[0]["sentence"] == "Lan mentioned you in a comment: @Hà y"


def test_a_message_says_to_how_many_others_it_went_not_to_whom_not_2():
    send = SendMessage(subject="Họp", recipients=[ANNA, BINH, CHI])
    story = selling().when(send, by=LAN).done()
    assert notes(story, ANNA)[0]["sentence"] == "Lan sent you and 2 others a message: Họp"
    vietnamese = notes(story, ANNA, language="vi")[0]["sentence"]
    assert vietnamese == "Lan gửi thư nội bộ cho bạn và 2 người khác: Họp"
    story.when(SendMessage(subject="Riêng", recipients=[ANNA]), by=LAN).done()
    assert notes(story, ANNA)[0]["sentence"] == "Lan sent you a message: Riêng"


def test_a_message_from_a_campaign_that_one_no_longer_sees_does_not_name_it_perm_4():
    send = SendMessage(subject="Họp", campaign=SPRING, recipients=[ANNA])
    story = selling().when(send, by=LAN).done()
    story.when(SetParticipants(campaign=SPRING, participants=[{"user": CHI}]), by=HA).done()
    said = notes(story, ANNA)[0]["sentence"]
    assert said == "Lan sent you and 2 others a message, from (hidden): Họp"


def test_sharing_is_told_to_those_named_anew_cus_10():
    share = {"kind": "user", "id": BINH}
    story = selling().when(ShareCustomer(customer=ANNAS, shares=[share]), by=ANNA).done()
    assert told(story) == all_told("customer shared", BINH)
    more = [share, {"kind": "user", "id": CHI}, {"kind": "department", "id": SOUTH}]
    story.when(ShareCustomer(customer=ANNAS, shares=more), by=ANNA).done()
    assert told(story) == all_told("customer shared", CHI)


def test_the_mentioned_and_the_owner_of_the_record_are_told_not_2():
    say = PostComment(comment=HELLO, customer=ANNAS, text="@Bình", mentions=[BINH, LAN])
    story = selling().when(say, by=LAN).done()
    assert told(story) == {BINH: "comment mentioned", ANNA: "comment posted"}
    story.when(EditComment(comment=HELLO, text="@Hà", mentions=[BINH, HA]), by=LAN).done()
    assert told(story) == {HA: "comment mentioned"}
    story.when(EditComment(comment=HELLO, text="Hà"), by=LAN).done()
    assert told(story) == {}
    say = PostComment(opportunity=ROPE, text="@Chi", mentions=[CHI])
    story.when(say, by=LAN).done()
    assert told(story) == {CHI: "comment mentioned"}
    story.when(PostComment(opportunity=ROPE, text="ok"), by=LAN).done()
    assert told(story) == {CHI: "comment posted"}


# --- what is no news


def test_history_is_no_news_imp_9():
    """What is told more than a day later; not what happened this morning."""
    move = MoveOpportunity(opportunity=ROPE, method=MEET)
    story = selling().when(move, by=HA, at="2026-01-03T05:00:00.000000Z").done()
    assert story.crm.log.history(f"opportunity-{ROPE}")[-1].cause["history"] is True
    assert told(story) == {}
    story = selling().when(move, by=HA, at="2026-01-04T20:00:00.000000Z").done()
    assert told(story).keys() == {CHI, LAN, MAI, VY}


AT_ANNAS_ACCOUNT = [
    (IssueApiToken(user=ANNA, token=uid(0x70C), name="Kho"), "token_issued"),
    (InviteUser(user=ANNA), "link_issued"),
    (EditUser(user=ANNA, email="other@acme.vn"), "email_changed"),
    (EditUser(user=ANNA, email=None), "email_changed"),
    (DisableTotp(user=ANNA), "second_factor_off"),
]


@pytest.mark.parametrize(("command", "action"), AT_ANNAS_ACCOUNT, ids=repr)
@pytest.mark.parametrize("by", [HA, "system"])
def test_whatever_others_do_to_an_account_its_owner_is_told_perm_6(command, action, by):
    """Also where it is told as if it had been days ago."""
    for at in (None, "2026-01-03T05:00:00.000000Z"):
        story = selling(
            (f"user-{ANNA}", UserEdited({"email": Changed(None, "anna@acme.vn")})),
            (f"user-{ANNA}", TotpEnabled(uid(9))),
        )
        story.when(command, by=by, at=at).done()
        assert told(story) == {ANNA: f"account {action}"}
        note = notes(story, ANNA)[0]
        assert (note["by"], note["read"], note["action"]) == (by, False, action)
        assert "Anna" in note["sentence"]
        assert note["occurred_at"] >= story.now


def test_of_what_they_do_themselves_nobody_is_told_perm_6():
    story = selling().when(IssueApiToken(user=HA, token=uid(0x70C), name="X"), by=HA).done()
    assert told(story) == {}
    story.when(EditUser(user=ANNA, language="en"), by=HA).done()
    assert told(story) == {}


def test_it_cannot_be_turned_off_perm_6():
    with pytest.raises(ValidationError):
        SetNotificationPreference(object="account", action="token_issued", in_app=False)


def test_what_one_can_choose_is_what_there_is_not_1():
    assert set(get_args(Object)) == set(ACTIONS)
    assert set(get_args(Action)) == {action for of in ACTIONS.values() for action in of}
    assert set(RULES) <= set(EVENTS)
    always = {action for of in ALWAYS.values() for action in of}
    assert set(WORDS) == set(get_args(Action)) | always


# --- as it is read


def test_newest_first_in_the_reader_s_language_not_1_lang_1():
    """Of Anna's customer Chi sees no more than her opportunity tells (PERM-4)."""
    story = selling().when(MoveOpportunity(opportunity=ROPE, method=MEET), by=LAN).done()
    story.when(LoseOpportunity(opportunity=ROPE, note="hết tiền"), by=HA).done()
    lost, moved = notes(story, CHI, language="vi")
    assert lost["sentence"] == ("Hà đánh dấu cơ hội Mây thất bại ở Gặp mặt (hết tiền)")
    assert moved == {
        "position": story.crm.log.position() - 1,
        "object": "opportunity",
        "action": "moved",
        "sentence": "Lan chuyển cơ hội Mây từ Gọi điện (10%) sang Gặp mặt (40%)",
        "read": False,
        "count": 1,
        "occurred_at": story.now,
        "by": LAN,
        "by_name": "Lan",
        "customer": None,
        "opportunity": ROPE,
        "campaign": SPRING,
        "transaction": None,
        "comment": None,
        "message": None,
    }
    assert notes(story, CHI)[0]["sentence"].startswith("Hà marked the opportunity Mây as lost")


def busy():
    """Chi has been told of four things."""
    story = selling()
    for method, by in ((MEET, LAN), (uid(0x3E1), HA), (MEET, HA), (uid(0x3E1), LAN)):
        story.when(MoveOpportunity(opportunity=ROPE, method=method), by=by).done()
    return story


def read(story, by=CHI):
    return [note["read"] for note in notes(story, by)]


def test_what_is_read_and_unread_not_1():
    story = busy()
    one, two, three, four = [note["position"] for note in reversed(notes(story, CHI))]
    assert asked(story, "notifications", CHI)["unread"] == 4
    story.when(ReadNotifications(positions=[three, one]), by=CHI).done()
    assert read(story) == [False, True, False, True]
    story.when(ReadNotifications(positions=[three, one]), by=CHI).then_nothing_happens()
    story.when(ReadNotifications(up_to=three), by=CHI).done()
    assert read(story) == [False, True, True, True]
    story.when(ReadNotifications(up_to=two), by=CHI).then_nothing_happens()
    story.when(UnreadNotifications(positions=[two, four]), by=CHI).done()
    assert read(story) == [False, True, False, True]
    assert [n["position"] for n in notes(story, CHI, unread=True)] == [four, two]
    assert asked(story, "notifications", CHI)["unread"] == 2
    assert read(story, LAN) == [False, False], "what Chi reads is Chi's"
    story.when(ReadNotifications(up_to=three), by=CHI).done()
    assert read(story) == [False, True, True, True]


def test_what_has_not_happened_is_not_read():
    story = busy()
    end = story.crm.log.position()
    for command in (ReadNotifications(up_to=end + 1), ReadNotifications(positions=[end + 1])):
        story.when(command, by=CHI).then_refused(NotNotifiedYet, position=end)


def test_pages():
    story = busy()
    everything = [note["position"] for note in notes(story, CHI)]
    page = asked(story, "notifications", CHI, limit=3)
    rest = asked(story, "notifications", CHI, limit=3, cursor=page["next"])
    assert [n["position"] for n in page["notifications"] + rest["notifications"]] == everything
    assert (rest["next"], rest["unread"]) == (None, 4)
    with pytest.raises(BadCursor):
        notes(story, CHI, cursor="WyJhIl0")


def test_what_one_may_no_longer_see_is_neither_shown_nor_counted_perm_4():
    """Chi had the customer; now Bình has, and Chi has no part in it."""
    story = selling().when(ReassignCustomer(customer=ANNAS, owner=CHI), by=HA).done()
    assert [n["action"] for n in notes(story, CHI)] == ["handed_over"]
    story.when(ReassignCustomer(customer=ANNAS, owner=BINH), by=HA).done()
    assert asked(story, "notifications", CHI) == {"notifications": [], "unread": 0, "next": None}
    assert len(notes(story, BINH)) == 1
    story.when(ReassignCustomer(customer=ANNAS, owner=CHI), by=HA).done()
    assert len(notes(story, CHI)) == 3


def test_a_mention_does_not_open_what_is_closed_perm_4():
    say = PostComment(customer=ANNAS, text="@Chi", mentions=[CHI])
    story = selling().when(say).done()
    assert told(story)[CHI] == "comment mentioned"
    assert asked(story, "notifications", CHI)["unread"] == 0


def test_whoever_loses_their_part_in_the_campaign_loses_the_news_of_it_cam_2():
    story = selling(owner=None).when(MoveOpportunity(opportunity=ROPE, method=MEET), by=HA).done()
    assert len(notes(story, ANNA)) == len(notes(story, CHI)) == 1
    participants = [{"user": ANNA}]
    story.when(SetParticipants(campaign=SPRING, participants=participants), by=HA).done()
    assert (len(notes(story, ANNA)), len(notes(story, CHI))) == (1, 0)


def test_work_one_no_longer_has_to_do_with():
    fields = {"assignees": [ANNA], "watchers": [CHI]}
    story = selling().when(work(**fields), by=LAN).done()
    assert len(notes(story, CHI)) == 1
    story.when(EditTransaction(transaction=TASK, watchers=[]), by=LAN).done()
    assert notes(story, CHI) == []


def test_a_token_of_fewer_permissions_sees_less():
    story = selling().when(MoveOpportunity(opportunity=ROPE, method=MEET), by=LAN).done()
    story.crm.catch_up()
    query = QUERIES["notifications"].query()
    few = frozenset({"crm.access"})
    assert story.crm.ask("notifications", query, by=CHI, scopes=few)["unread"] == 0


def test_what_is_taken_back_is_not_told_any_more():
    say = PostComment(comment=HELLO, customer=ANNAS, text="@Anna")
    story = selling().when(say, by=LAN).done()
    assert len(notes(story, ANNA)) == 1
    story.when(DeleteComment(comment=HELLO), by=LAN).done()
    assert asked(story, "notifications", ANNA)["unread"] == 0


def test_the_machine_has_no_inbox():
    assert notes(busy(), "system") == []


# --- what one wants to be told (NOT-1)


def choose(object, action, in_app, email=False):
    return SetNotificationPreference(object=object, action=action, in_app=in_app, email=email)


def test_what_one_does_not_want_to_know_is_not_told_not_1():
    story = selling().when(choose("opportunity", "moved", False), by=CHI).done()
    story.when(MoveOpportunity(opportunity=ROPE, method=MEET), by=LAN).done()
    assert CHI not in told(story)
    story.when(LoseOpportunity(opportunity=ROPE), by=LAN).done()
    assert [n["action"] for n in notes(story, CHI)] == ["lost"]
    preferences = asked(story, "notification_preferences", CHI)["preferences"]
    chosen = {(one["object"], one["action"]): one for one in preferences}
    assert chosen["opportunity", "moved"]["in_app"] is False
    assert chosen["opportunity", "won"]["in_app"] is True
    assert not any(one["email"] for one in preferences)
    assert len(preferences) == len(chosen) == 25


def test_by_e_mail_alone():
    story = selling().when(choose("opportunity", "moved", False, True), by=CHI).done()
    story.when(MoveOpportunity(opportunity=ROPE, method=MEET), by=LAN).done()
    assert CHI in told(story)
    assert asked(story, "notifications", CHI)["unread"] == 0


@pytest.mark.parametrize("size", [1, 2, 3, 7, 500])
def test_batches_of_any_size_lead_to_the_same_rows(size):
    """LOG-6."""
    story = busy()
    positions = [note["position"] for note in notes(story, CHI)]
    story.when(choose("opportunity", "lost", True, True), by=LAN).done()
    story.when(ReadNotifications(positions=positions[:1], up_to=positions[2]), by=CHI).done()
    story.when(UnreadNotifications(positions=positions[3:]), by=CHI).done()
    story.when(DeactivateUser(user=VY), by=HA).done()
    story.when(LoseOpportunity(opportunity=ROPE), by=HA).done()
    story.when(EditCustomer(customer=ANNAS, name="Mây"), by=HA).done()
    story.when(work(assignees=[ANNA]), by=LAN).done()
    entries = story.crm.log.read(after=0, limit=1000)
    assert folded(NOTIFICATIONS, entries, size) == folded(NOTIFICATIONS, entries, 1000)
