"""Who sees which lines of the timeline, and what they do not tell (PERM-4, CUS-6)."""

from itertools import product

import pytest

from getcrm.commands.comment import PostComment
from getcrm.commands.customer import ChangeCustomerStage
from getcrm.commands.interaction import RecordContact
from getcrm.commands.opportunity import OpenOpportunity, WinOpportunity
from getcrm.commands.relationship_stage import EditStage
from getcrm.commands.role import CreateRole
from getcrm.commands.transaction import MoveTransaction
from getcrm.commands.user import PlaceUser, RenameUser
from getcrm.crm import QUERIES
from getcrm.domain.campaign import Participant
from getcrm.domain.refusals import NotFound
from getcrm.domain.session import SignedIn
from getcrm.projections.timeline import history_sentences
from tests.commands.sales import ROPE, SPRING, created, opened
from tests.commands.staff import (
    ANNAS,
    BINHS,
    CHI,
    CHIS,
    DUNG,
    HA,
    HANOI,
    LAN,
    MAI,
    SOUTH,
    VY,
    at_work,
    given_role,
)
from tests.commands.work import TASK, task
from tests.story import ANNA, BINH, HOT, Story, uid

NOTHING = {"entries": [], "next": None}


def ask(story: Story, who: str, /, language: str = "en", **query):
    story.crm.catch_up()
    asked = QUERIES["timeline"].query.model_validate({"limit": 200, **query})
    try:
        return story.crm.ask("timeline", asked, language, who)
    except NotFound:
        return NOTHING


def test_what_one_may_not_see_answers_as_what_there_is_not_perm_4():
    story = at_work()
    story.crm.catch_up()
    for customer in (BINHS, uid(0xDEAD)):
        asked = QUERIES["timeline"].query.model_validate({"customer": customer})
        with pytest.raises(NotFound) as refused:
            story.crm.ask("timeline", asked, "en", ANNA)
        assert refused.value.details == {"kind": "customer", "id": customer}


def told(story: Story, who: str, /, **query) -> list[str]:
    return [line["sentence"] for line in ask(story, who, **query)["entries"]]


def topics(story: Story, who: str, /, **query) -> set[str]:
    return {line["topic"] for line in ask(story, who, **query)["entries"]}


def done(story: Story, *commands) -> Story:
    for command in commands:
        story.when(command, by="system").done()
    return story


def test_the_history_of_a_customer_is_for_those_who_may_see_it_perm_3():
    story = done(at_work(), ChangeCustomerStage(customer=BINHS, stage=HOT))
    for who, seen in ((BINH, True), (LAN, True), (VY, True), (ANNA, False), (CHI, False)):
        lines = ask(story, who, customer=BINHS)
        assert (lines != NOTHING) is seen
        assert (ask(story, who, stream=f"customer-{BINHS}") == lines) is True
        whole = {line["stream"] for line in ask(story, who)["entries"]}
        assert (f"customer-{BINHS}" in whole) is seen
    assert ask(story, ANNA, customer=BINHS) == ask(story, ANNA, customer="nobody")


def sold() -> Story:
    """Bình has an opportunity with Chi's customer, in a campaign where Anna takes part too."""
    story = at_work(created(participants=(Participant(ANNA, True), Participant(BINH, True))))
    opening = OpenOpportunity(opportunity=ROPE, campaign=SPRING, customer=CHIS, owner=BINH)
    return done(story, opening, PostComment(opportunity=ROPE, text="hẹn"))


def test_what_happens_to_an_opportunity_is_for_those_who_may_see_it_cam_2():
    story = done(sold(), WinOpportunity(opportunity=ROPE, amount="900", create_order=True))
    of_it = {"OpportunityOpened", "OpportunityWon", "OrderDrafted", "CommentPosted"}
    for who in (ANNA, BINH, VY):
        assert topics(story, who, opportunity=ROPE) == of_it
    assert topics(story, ANNA, kinds=["order"]) == {"OrderDrafted"}
    assert ask(story, CHI, opportunity=ROPE) == NOTHING
    assert topics(story, CHI, customer=CHIS) == {"CustomerRegistered"}
    assert topics(story, VY, customer=CHIS) == {"CustomerRegistered", *of_it}
    assert ask(story, ANNA, customer=CHIS) == NOTHING, "the customer's page is not hers"


def test_whoever_sees_an_opportunity_knows_whom_to_call():
    opening = "The system opened the opportunity Của Chi for Của Chi in Mùa xuân, at Gọi điện"
    [line] = [
        line
        for line in ask(sold(), ANNA, opportunity=ROPE)["entries"]
        if line["topic"] == "OpportunityOpened"
    ]
    assert line["sentence"].startswith(opening)
    assert (line["data"]["customer"], line["data"]["campaign"]) == (CHIS, SPRING)


def test_a_comment_without_an_opportunity_is_seen_with_its_customer_cus_6():
    story = done(at_work(), PostComment(customer=ANNAS, text="đã gọi"))
    assert "CommentPosted" in topics(story, ANNA, customer=ANNAS)
    assert topics(story, CHI, kinds=["comment"]) == set()


def test_names_of_what_one_may_not_see_are_not_told():
    """Bình works for Anna's customer, then for Chi's: he may see neither."""
    story = at_work(task(customer=ANNAS, assignees=(BINH,)))
    done(story, MoveTransaction(transaction=TASK, customer=CHIS))
    assert told(story, BINH, kinds=["transaction"])[0] == (
        "The system moved the transaction Gọi lại from (hidden) to (hidden)"
    )
    line = ask(story, BINH, "vi", kinds=["transaction"])["entries"][0]
    assert line["sentence"].endswith("từ (không được xem) sang (không được xem)")
    assert line["data"] == {"old": None, "new": None}
    assert topics(story, ANNA, customer=ANNAS) == {"CustomerRegistered"}, "the work has gone"
    assert told(story, CHI, customer=CHIS)[0] == (
        "The system moved the transaction Gọi lại from (hidden) to Của Chi"
    )
    assert told(story, VY, customer=ANNAS)[0].endswith("from Của Anna to Của Chi")


def test_a_copy_does_not_tell_of_what_it_was_copied_from():
    """Opp-13: Chi sees the copy, not the first."""
    story = at_work(
        created(participants=()),
        created(uid(0xCA2), "HE", participants=()),
        opened(owner=ANNA, customer=ANNAS),
        opened(uid(0x0F2), campaign=uid(0xCA2), owner=CHI, customer=ANNAS, copied_from=ROPE),
    )
    [line] = ask(story, CHI, opportunity=uid(0x0F2))["entries"]
    assert line["data"]["copied_from"] is None
    assert ROPE not in str(line)
    assert ROPE in str(ask(story, VY, opportunity=uid(0x0F2)))


def test_a_campaign_is_told_of_to_those_who_may_see_it_cam_2():
    story = at_work(created(manager=LAN, participants=(Participant(ANNA, True),)))
    seen = [who for who in (ANNA, BINH, CHI, LAN, MAI, VY) if told(story, who, kinds=["campaign"])]
    assert seen == [ANNA, LAN, MAI, VY]


def test_settings_roles_departments_and_people_are_for_audits_aud_1():
    story = done(
        at_work(),
        EditStage(stage=HOT, name="Rất nóng"),
        CreateRole(name="Mới", permissions=["crm.access"]),
        RenameUser(user=CHI, name="Chi Mai"),
    )
    kinds = ["settings", "user"]
    everything = topics(story, VY, kinds=kinds)
    assert {"StageEdited", "RoleCreated", "UserRenamed", "DepartmentCreated"} <= everything
    assert topics(story, HA, kinds=kinds) == everything
    assert topics(story, MAI, kinds=kinds) == {"UserAdded", "UserRoleGiven"}


def test_everybody_sees_what_is_about_themselves():
    story = done(
        at_work(), RenameUser(user=BINH, name="Bình An"), PlaceUser(user=BINH, department=SOUTH)
    )
    lines = told(story, BINH, kinds=["user", "settings"])
    assert lines[0] == "The system moved Bình An to the department Miền Nam, before: Hà Nội"
    assert "The system renamed the user Bình to Bình An" in lines
    assert all("Bình" in line for line in lines)
    assert not any("Bình" in line for line in told(story, ANNA, kinds=["user", "settings"]))


def test_sign_ins_are_shown_to_oneself_and_to_audits_perm_6():
    signed_in = SignedIn(CHI, "password", "192.0.2.1", "x", "2026-02-01T00:00:00.000000Z")
    story = at_work((f"session-{uid(0x5E1)}", signed_in))
    for who, seen in ((CHI, True), (VY, True), (HA, True), (ANNA, False), (LAN, False)):
        assert bool(told(story, who, kinds=["sign_in"])) is seen


@pytest.mark.parametrize("known", [{}, {"as_of": "2026-01-03"}, {"as_known_at": "45"}])
def test_the_past_is_seen_by_today_s_permissions_perm_4(known):
    story = at_work()
    story.when(PlaceUser(user=BINH, department=SOUTH), by="system").done()
    assert told(story, LAN, customer=BINHS, **known) == []
    story.when(PlaceUser(user=BINH, department=HANOI), by="system").done()
    assert told(story, LAN, customer=BINHS, **known) != []


def test_pages_hold_only_what_is_seen():
    story = at_work()
    for customer, kind in product((ANNAS, CHIS, BINHS), ("call", "visit")):
        done(story, RecordContact(customer=customer, kind=kind))
    seen, cursor = [], {}
    while True:
        page = ask(story, ANNA, limit=1, kinds=["contact"], **cursor)
        seen += [line["stream"] for line in page["entries"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert seen == [f"customer-{ANNAS}"] * 2


def test_whoever_holds_the_database_reads_every_history():
    story = done(at_work(), ChangeCustomerStage(customer=BINHS, stage=HOT))
    story.crm.catch_up()
    with story.crm.views.read() as db:
        history = story.crm.log.history(f"customer-{BINHS}")
        lines = history_sentences(history, story.crm.reader(db, by=ANNA))
    assert lines[-1] == "The system moved Của Bình from Mới to Nóng"


def test_a_name_without_a_role_sees_everything():
    story = at_work(given_role(MAI, "auditor", "marketing"))
    assert len(told(story, DUNG)) == len(told(story, "system")) > 40
