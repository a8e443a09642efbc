"""Discussion (trao đổi) about customers and opportunities (CUS-6, OPP-17, NOT-2)."""

import pytest

from getcrm.commands.comment import DeleteComment, EditComment, PostComment, RestoreComment
from getcrm.domain.aggregate import Changed
from getcrm.domain.campaign import CampaignLocked
from getcrm.domain.comment import (
    CommentDeleted,
    CommentEdited,
    CommentIsDeleted,
    CommentOnOneRecord,
    CommentPosted,
    CommentRestored,
    NotYourComment,
)
from getcrm.domain.customer import CustomerDeleted, CustomerIsDeleted
from getcrm.domain.opportunity import OpportunityDeleted, OpportunityIsDeleted
from getcrm.domain.policy import PermissionMissing
from getcrm.domain.refusals import AlreadyExists, NotFound
from getcrm.domain.user import UserUnknown
from tests.commands.people import FRESH
from tests.commands.sales import ROPE, SPRING, Participant, created, opened
from tests.commands.staff import ANNAS, BINHS, CHI, CHIS, DUNG, HA, LAN, MAI, VY, at_work, shared
from tests.story import ANNA, BINH, uid

HELLO = uid(0xC0)
EDIT = EditComment(comment=HELLO, text="Mai gọi")


def said(text="Gọi lại nhé", author=ANNA, customer=ANNAS, opportunity=None, mentions=()):
    campaign = SPRING if opportunity else None
    return CommentPosted(author, customer, opportunity, campaign, text, tuple(mentions))


def posted(**known):
    return (f"comment-{HELLO}", said(**known))


def selling(*past):
    """Chi takes part in the campaign; its opportunity with Anna's customer is nobody's."""
    spring = created(participants=(Participant(CHI, True),))
    return at_work(spring, opened(customer=ANNAS), *past)


def test_somebody_says_something_about_their_customer_cus_6():
    say = PostComment(customer=ANNAS, text=" Gọi lại nhé ", mentions=[BINH, BINH])
    story = at_work().when(say).then(said(mentions=[BINH]))
    assert story.answer.id == FRESH


def test_an_id_stands_for_one_comment():
    say = PostComment(comment=HELLO, customer=ANNAS, text="Gọi lại nhé")
    at_work().when(say).then(said()).when(say).then_refused(AlreadyExists, id=HELLO)


def test_said_of_an_opportunity_it_concerns_the_customer_and_names_the_campaign_opp_17():
    say = PostComment(opportunity=ROPE, text="Chốt tuần sau")
    selling().when(say, by=CHI).then(said("Chốt tuần sau", author=CHI, opportunity=ROPE))


@pytest.mark.parametrize("about", [{}, {"customer": ANNAS, "opportunity": ROPE}])
def test_a_comment_is_made_on_one_record(about):
    say = PostComment(text="?", **about)
    selling().when(say, by=HA).then_refused(CommentOnOneRecord)


def test_whoever_is_mentioned_works_here_not_2():
    say = PostComment(customer=ANNAS, text="@ai", mentions=[uid(1)])
    at_work().when(say).then_refused(UserUnknown, user=uid(1))
    edit = EditComment(comment=HELLO, mentions=[uid(1)])
    at_work(posted()).when(edit).then_refused(UserUnknown, user=uid(1))


def test_whoever_is_mentioned_and_cannot_see_the_record_is_warned_of_not_2():
    """Lan oversees Anna; Dũng is a name that nobody signs in as."""
    say = PostComment(comment=HELLO, customer=ANNAS, text="?", mentions=[LAN, CHI, DUNG])
    story = at_work().when(say)
    story.then_warned("MentionCannotSee")
    [warned] = story.answer.warnings
    assert (warned.field, warned.details) == ("mentions", {"users": [CHI], "names": ["Chi"]})
    story.when(EditComment(comment=HELLO, mentions=[LAN, CHI])).done()
    assert story.answer.warnings == (), "of Chi it has been said"
    story.when(EditComment(comment=HELLO, mentions=[BINH, LAN])).then_warned("MentionCannotSee")
    in_opportunity = PostComment(opportunity=ROPE, text="?", mentions=[CHI, LAN])
    story = selling().when(in_opportunity, by=HA).then_warned("MentionCannotSee")
    assert story.answer.warnings[0].details["names"] == ["Lan"]


@pytest.mark.parametrize(
    ("who", "customer"), [(CHI, ANNAS), (ANNA, BINHS), (BINH, ANNAS), (CHI, uid(1))]
)
def test_whoever_may_not_see_the_record_says_nothing_about_it_perm_4(who, customer):
    """And is told that it is not there, like one that is not."""
    say = PostComment(customer=customer, text="?")
    at_work().when(say, by=who).then_refused(NotFound, kind="customer", id=customer)


@pytest.mark.parametrize("who", [ANNA, LAN, HA, MAI])
def test_whoever_may_see_the_record_may_comment(who):
    say = PostComment(customer=ANNAS, text="Gọi lại nhé")
    at_work().when(say, by=who).then(said(author=who))


@pytest.mark.parametrize(
    "command",
    [
        PostComment(customer=ANNAS, text="?"),
        EDIT,
        DeleteComment(comment=HELLO),
        RestoreComment(comment=HELLO),
    ],
    ids=lambda command: type(command).__name__,
)
def test_an_auditor_reads_and_says_nothing_perm_1(command):
    """Not even about what they had said before they became one."""
    story = at_work(posted(author=VY)).when(command, by=VY)
    story.then_refused(PermissionMissing, permission="comments.write")


def test_so_may_those_with_whom_it_is_shared_cus_10():
    say = PostComment(customer=ANNAS, text="Gọi lại nhé")
    story = at_work(shared(ANNAS, ("user", CHI, "view"))).when(say, by=CHI)
    story.then(said(author=CHI))


def test_a_token_that_may_not_look_may_not_comment_either():
    say = PostComment(customer=ANNAS, text="?")
    story = at_work().when(say, scopes=frozenset({"customers.access"}))
    story.then_refused(PermissionMissing, permission="comments.write")
    story.when(say, scopes=frozenset({"comments.write"})).then_refused(NotFound, id=ANNAS)


def test_about_what_is_deleted_nothing_new_is_said_cus_3_opp_18():
    gone = (f"customer-{ANNAS}", CustomerDeleted(None))
    say = PostComment(customer=ANNAS, text="?")
    at_work(gone).when(say).then_refused(CustomerIsDeleted)
    closed = (f"opportunity-{ROPE}", OpportunityDeleted())
    say = PostComment(opportunity=ROPE, text="?")
    selling(closed).when(say, by=CHI).then_refused(OpportunityIsDeleted)
    say = PostComment(opportunity=uid(1), text="?")
    selling().when(say, by=HA).then_refused(NotFound, kind="opportunity", id=uid(1))
    selling().when(say, by="system").then_refused(NotFound, kind="opportunity", id=uid(1))


def test_talk_is_no_change_of_a_locked_campaign():
    say = PostComment(opportunity=ROPE, text="Chốt")
    story = selling((f"campaign-{SPRING}", CampaignLocked())).when(say, by=CHI)
    story.then(said("Chốt", author=CHI, opportunity=ROPE))


# --- afterwards


def test_one_rewrites_what_one_has_said():
    changed = {"text": Changed("Gọi lại nhé", "Mai gọi"), "mentions": Changed([], [BINH])}
    edit = EditComment(comment=HELLO, text="Mai gọi", mentions=[BINH])
    story = at_work(posted()).when(edit).then(CommentEdited(changed))
    story.when(edit).then_nothing_happens()
    assert story.state(f"comment-{HELLO}").mentions == (BINH,)


@pytest.mark.parametrize("who", [HA, LAN, MAI])
def test_nobody_rewrites_what_somebody_else_has_said(who):
    at_work(posted()).when(EDIT, by=who).then_refused(NotYourComment)


def test_to_those_who_do_not_see_the_record_its_comments_are_not_there_perm_4():
    for command in (EDIT, DeleteComment(comment=HELLO), RestoreComment(comment=HELLO)):
        story = at_work(posted(author=CHI, customer=BINHS))
        story.when(command, by=CHI).then_refused(NotFound, kind="comment", id=HELLO)
        at_work().when(command, by=CHI).then_refused(NotFound, kind="comment", id=HELLO)


@pytest.mark.parametrize("who", [ANNA, LAN, HA])
def test_the_author_and_whoever_may_edit_the_record_delete_and_restore_it(who):
    delete, restore = DeleteComment(comment=HELLO), RestoreComment(comment=HELLO)
    story = at_work(posted()).when(delete, by=who).then(CommentDeleted())
    story.when(delete, by=who).then_nothing_happens()
    story.when(EDIT).then_refused(CommentIsDeleted)
    story.when(restore, by=who).then(CommentRestored())
    story.when(restore, by=who).then_nothing_happens()


def test_whoever_may_only_look_deletes_nothing_of_others():
    for command in (DeleteComment(comment=HELLO), RestoreComment(comment=HELLO)):
        story = at_work(posted(), shared(ANNAS, ("user", CHI, "view")))
        story.when(command, by=CHI).then_refused(NotYourComment)


def test_the_customers_owner_does_not_moderate_an_opportunity_that_is_not_theirs_opp_3():
    past = posted(author=CHI, opportunity=ROPE)
    delete = DeleteComment(comment=HELLO)
    selling(past).when(delete, by=ANNA).then_refused(NotFound, kind="comment", id=HELLO)
    selling(past).when(delete, by=CHI).then(CommentDeleted())


def test_dung_who_is_only_a_name_can_be_quoted_from_older_records_imp_9():
    say = PostComment(customer=CHIS, text="Đã gặp")
    at_work().when(say, by=DUNG).then(said("Đã gặp", author=DUNG, customer=CHIS))
