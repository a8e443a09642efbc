"""Why can I see this, and who can see this? Answered from the policy, in sentences (PERM-5)."""

import pytest

from getcrm.crm import QUERIES
from getcrm.domain.policy import RULES, PermissionMissing
from getcrm.domain.refusals import NotFound
from getcrm.domain.user import UserUnknown
from getcrm.language import LANGUAGES
from getcrm.language.visibility import DEEDS, RELATIONS
from getcrm.projections.access.explaining import OneRecordAsked
from getcrm.projections.query import BadCursor
from tests.commands.sales import ROPE, SPRING, Participant, created, opened
from tests.commands.staff import (
    ANNAS,
    BINHS,
    CHI,
    CHIS,
    DUNG,
    HA,
    LAN,
    MAI,
    NOBODYS,
    NORTH,
    VY,
    at_work,
    left,
    shared,
)
from tests.commands.work import TASK, task
from tests.story import ANNA, BINH, uid


def ask(story, name, by=ANNA, language="en", scopes=None, **given):
    story.crm.catch_up()
    query = QUERIES[name].query.model_validate(given)
    return story.crm.ask(name, query, language, by, scopes=scopes)


def why(story, by=ANNA, **given):
    """By deed, the relations that allow it."""
    found = ask(story, "why_visible", by, **given)
    return {deed["deed"]: [one["relation"] for one in deed["because"]] for deed in found["deeds"]}


def who(story, by=HA, **given):
    """By name, the relations that let them see it, and all they may do."""
    found = ask(story, "who_can_see", by, **given)
    return {one["name"]: (one["relations"], one["deeds"]) for one in found["people"]}


def test_a_campaign_or_a_customer_goes_by_its_code_too_perm_5():
    story = at_work(created(participants=(Participant(ANNA, True),), manager=LAN))
    for asked in ("why_visible", "who_can_see"):
        for kind, id, code in (("campaign", SPRING, "xuan"), ("customer", ANNAS, "c-0c05")):
            found = ask(story, asked, HA, **{kind: code})
            assert found == ask(story, asked, HA, **{kind: id})
            assert found["id"] == id
    for unseen in ({"campaign": "XUAN"}, {"customer": "C-0C05"}):
        with pytest.raises(NotFound):
            ask(story, "why_visible", CHI, **unseen)


def test_ones_own_customer_and_why_perm_5():
    assert why(at_work(), customer=ANNAS) == {
        "view": ["own"],
        "edit": ["own"],
        "delete": [],
        "share": ["own"],
    }


def test_every_reason_is_given_with_the_permissions_it_takes_perm_5():
    story = at_work(shared(BINHS, ("user", LAN, "edit"), common=True))
    view, edit, *_ = ask(story, "why_visible", LAN, customer=BINHS)["deeds"]
    assert {one["relation"]: one["permissions"] for one in view["because"]} == {
        "subordinate": ["customers.access", "customers.view_subordinates"],
        "shared": ["customers.access"],
        "shared_to_edit": ["customers.access"],
        "common": ["customers.access"],
    }
    assert [one["relation"] for one in edit["because"]] == ["subordinate", "shared_to_edit"]


def test_it_is_said_in_both_languages_perm_5():
    story = at_work()
    for language, first, third in (
        ("en", "Anna may see it: it is theirs.", "Anna may not delete and restore it."),
        ("vi", "Anna được xem: người này phụ trách.", "Anna không được xóa và khôi phục."),
    ):
        deeds = ask(story, "why_visible", ANNA, language, customer=ANNAS)["deeds"]
        assert deeds[0]["sentence"] == deeds[0]["because"][0]["sentence"] == first
        assert deeds[2]["sentence"] == third


def test_every_relation_and_every_deed_has_its_words_lang_1():
    assert set(RELATIONS) == {rule.relation for rule in RULES}
    assert set(DEEDS) == {rule.deed for rule in RULES}
    assert all(set(phrase) == set(LANGUAGES) for phrase in (RELATIONS | DEEDS).values())


def test_of_what_one_may_not_see_one_learns_nothing_perm_5():
    story = at_work()
    for name in ("why_visible", "who_can_see"):
        for id in (CHIS, uid(0xDEAD)):
            with pytest.raises(NotFound) as caught:
                ask(story, name, ANNA, customer=id)
            assert caught.value.details == {"kind": "customer", "id": id}


def test_to_ask_about_somebody_else_takes_a_permission_perm_5():
    story = at_work()
    assert why(story, by=LAN, customer=ANNAS, user=ANNA)["view"] == ["own"]
    mine = frozenset({"customers.access", "crm.access"})
    assert ask(story, "why_visible", ANNA, scopes=mine, customer=ANNAS, user=ANNA)["user"] == {
        "id": ANNA,
        "name": "Anna",
    }
    for name, more in (("why_visible", {"user": LAN}), ("who_can_see", {})):
        with pytest.raises(PermissionMissing, match=r"users\.access"):
            ask(story, name, ANNA, scopes=mine, customer=ANNAS, **more)


def test_nothing_is_open_to_those_who_left_or_are_only_a_name_perm_5():
    story = at_work(left(CHI))
    for user in (CHI, DUNG):
        found = ask(story, "why_visible", HA, customer=CHIS, user=user)
        assert not any(deed["allowed"] or deed["because"] for deed in found["deeds"])
    with pytest.raises(UserUnknown):
        ask(story, "why_visible", HA, customer=CHIS, user=uid(1))


def test_the_machine_sees_everything_perm_5():
    found = ask(at_work(), "why_visible", "system", customer=CHIS)
    assert found["user"]["name"] == "The system"
    assert all(deed["allowed"] for deed in found["deeds"])


def test_everybody_who_may_see_it_and_what_they_may_do_perm_5():
    all_of_it = ["view", "edit", "delete", "share"]
    assert who(at_work(), customer=BINHS) == {
        "Bình": (["own"], ["view", "edit", "share"]),
        "Hà": (["any"], all_of_it),
        "Lan": (["subordinate"], all_of_it),
        "Mai": (["any"], ["view", "edit", "share"]),
        "Vy": (["any"], ["view"]),
    }


def test_they_come_in_pages_perm_5():
    story, names, cursor = at_work(), [], {}
    for size in (2, 2, 1):
        page = ask(story, "who_can_see", HA, customer=BINHS, limit=2, **cursor)
        assert len(page["people"]) == size
        names += [one["name"] for one in page["people"]]
        cursor = {"cursor": page["next"]}
    assert cursor == {"cursor": None}
    assert names == ["Bình", "Hà", "Lan", "Mai", "Vy"]
    with pytest.raises(BadCursor):
        ask(story, "who_can_see", HA, customer=BINHS, cursor="x")


def test_those_with_whom_it_is_shared_are_among_them_cus_10():
    story = at_work(shared(NOBODYS, ("department", NORTH, "view"), ("user", CHI, "edit")))
    found = who(story, customer=NOBODYS)
    assert set(found) == {"Anna", "Bình", "Lan", "Chi", "Hà", "Mai", "Vy"}
    assert found["Bình"] == (["shared"], ["view"])
    assert found["Chi"] == (["shared", "shared_to_edit"], ["view", "edit"])


def test_those_who_left_see_it_no_more_org_1():
    assert "Chi" in who(at_work(), customer=CHIS)
    assert "Chi" not in who(at_work(left(CHI)), customer=CHIS)


def test_who_can_see_agrees_with_what_everybody_sees_perm_5():
    """The read models and the policy are one."""
    participants = (Participant(ANNA, True), Participant(CHI, False))
    past = [
        created(participants=participants, manager=LAN),
        opened(customer=BINHS, owner=BINH),
        task(customer=ANNAS, assignees=(CHI,), watchers=[BINH]),
        shared(CHIS, ("department", NORTH, "view")),
    ]
    story = at_work(past)
    for kind, id in (
        ("customer", ANNAS),
        ("customer", CHIS),
        ("customer", NOBODYS),
        ("campaign", SPRING),
        ("opportunity", ROPE),
        ("transaction", TASK),
    ):
        found = {one["id"] for one in ask(story, "who_can_see", HA, **{kind: id})["people"]}
        for user in (HA, LAN, ANNA, BINH, CHI, MAI, VY):
            assert (user in found) == shows(story, kind, id, user), (kind, user)


def shows(story, kind, id, user):
    """Whether the record's own page is shown to somebody."""
    try:
        ask(story, kind, user, **{kind: id})
    except NotFound:
        return False
    return True


def test_it_is_asked_of_one_record_perm_5():
    story = at_work()
    for given in ({}, {"customer": ANNAS, "campaign": SPRING}):
        for name in ("why_visible", "who_can_see"):
            with pytest.raises(OneRecordAsked):
                ask(story, name, HA, **given)
