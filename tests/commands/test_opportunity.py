"""Opportunities (cơ hội): opened, worked, copied, deleted, restored."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from getcrm.commands.opportunity import (
    AssignOpportunity,
    ClaimOpportunity,
    CopyOpportunity,
    DeleteOpportunity,
    EditOpportunity,
    LoseOpportunity,
    MoveOpportunity,
    OpenOpportunity,
    ReopenOpportunity,
    RestoreOpportunity,
    WinOpportunity,
)
from getcrm.domain.aggregate import Changed
from getcrm.domain.approach_method import MethodUnknown
from getcrm.domain.campaign import (
    CampaignDeleted,
    CampaignHasEnded,
    CampaignIsDeleted,
    CampaignIsLocked,
    CampaignLocked,
    OpenOpportunityExists,
    WinningNeedsAmount,
)
from getcrm.domain.catalogue import EntryIsDeleted, EntryUnknown
from getcrm.domain.customer import CustomerDeleted, CustomerIsDeleted
from getcrm.domain.money import AmountNotInCurrency
from getcrm.domain.opportunity import (
    NotCopiedIntoItsOwnCampaign,
    OpportunityAssigned,
    OpportunityDeleted,
    OpportunityEdited,
    OpportunityIsClosed,
    OpportunityIsDeleted,
    OpportunityMoved,
    OpportunityReopened,
    OpportunityRestored,
)
from getcrm.domain.refusals import AlreadyExists, CurrencyNotSupported, NotFound
from tests.commands.sales import (
    ANNA,
    BINH,
    CALL,
    CALL_2,
    DEAL,
    FAIR,
    MAY,
    MEET,
    OFFER,
    ROPE,
    SEN,
    SPRING,
    SUMMER,
    TENT,
    WEB,
    created,
    lost,
    opened,
    opening,
    sales,
    summer,
    uid,
    won,
)
from tests.commands.staff import BINHS, CHI, HA, at_work

rope = f"opportunity-{ROPE}"
campaign = f"campaign-{SPRING}"
may_deleted = (f"customer-{MAY}", CustomerDeleted(None))
open_it = OpenOpportunity(opportunity=ROPE, campaign=SPRING, customer=MAY)
many = created(allow_duplicates=True)


def test_it_is_opened_with_all_it_needs_opp_2_opp_4_mon_1():
    wish = OpenOpportunity(
        opportunity=ROPE,
        campaign=SPRING,
        customer=MAY,
        name="Dây thừng",
        probability=0,
        expected_amount=Decimal("1500"),
        currency="VND",
        expected_close="2026-03-31",
        owner=BINH,
        method=MEET,
        description="100 mét",
        source=FAIR,
        products=["Dây 8 mm", "Dây 10 mm"],
    )
    expected = opening(
        method=MEET,
        owner=BINH,
        name="Dây thừng",
        probability=0,
        expected_amount="1500",
        expected_close="2026-03-31",
        description="100 mét",
        source=FAIR,
        products=["Dây 8 mm", "Dây 10 mm"],
    )
    sales().when(wish).then(expected)


def test_what_is_left_out_comes_from_customer_and_first_method_opp_2():
    """The customer's name, the first method and its probability, nobody as the owner."""
    sales().when(open_it).then(opening(name="Mây", method=CALL, probability=10, owner=None))


def test_its_owner_may_be_another_than_the_customer_s_opp_3():
    """And nobody is a choice."""
    for owner in (ANNA, BINH, None):
        wish = OpenOpportunity(campaign=SPRING, customer=MAY, owner=owner)
        sales().when(wish).then(opening(owner=owner))


def test_its_customer_exists_and_is_not_deleted_opp_2():
    unknown = OpenOpportunity(campaign=SPRING, customer=uid(9))
    sales().when(unknown).then_refused(NotFound, kind="customer", id=uid(9))
    sales(may_deleted).when(open_it).then_refused(CustomerIsDeleted)


def test_its_owner_works_here_and_its_source_can_be_chosen_opp_2():
    def wish(**more):
        return OpenOpportunity(campaign=SPRING, customer=MAY, **more)

    sales().when(wish(owner=uid(9))).then_refused(NotFound)
    sales().when(wish(source=uid(9))).then_refused(EntryUnknown)
    sales().when(wish(source=WEB)).then_refused(EntryIsDeleted)
    sales(opened()).when(AssignOpportunity(opportunity=ROPE, owner=uid(9))).then_refused(NotFound)
    sales(opened()).when(EditOpportunity(opportunity=ROPE, source=WEB)).then_refused(EntryIsDeleted)


def test_it_starts_in_a_method_of_its_campaign_but_not_in_the_last_opp_2_opp_8():
    def wish(method):
        return OpenOpportunity(campaign=SPRING, customer=MAY, method=method)

    sales(summer()).when(wish(CALL_2)).then_refused(MethodUnknown)
    sales().when(wish(DEAL)).then_refused(WinningNeedsAmount)


def test_it_is_opened_once_and_in_a_campaign_that_is_there():
    sales(opened()).when(open_it).then_refused(AlreadyExists, id=ROPE)
    nowhere = OpenOpportunity(campaign=uid(9), customer=MAY)
    sales().when(nowhere).then_refused(NotFound, kind="campaign", id=uid(9))
    sales((campaign, CampaignDeleted())).when(open_it).then_refused(CampaignIsDeleted)


def test_an_ended_campaign_takes_no_new_opportunities_cam_1():
    """By the company's calendar: noon in Hà Nội is 5 January; 17:00 UTC is the 6th there."""
    open_it = OpenOpportunity(campaign=SPRING, customer=MAY)
    over = {"ends": "2026-01-05", "day": "2026-01-06"}
    story = sales(campaign=created(ends="2026-01-05")).at("2026-01-05T17:00:00.000000Z")
    story.when(open_it).then_refused(CampaignHasEnded, **over)
    story.when(open_it, at="2026-01-05T16:59:59.000000Z").then(opening())
    early = created(starts="2027-01-01", ends="2027-02-01")
    sales(campaign=early).when(open_it).then(opening())
    copying = sales(summer(ends="2026-01-04"), opened())
    copying.when(CopyOpportunity(opportunity=ROPE, campaign=SUMMER))
    copying.then_refused(CampaignHasEnded, ends="2026-01-04", day="2026-01-05")


def test_what_is_open_in_an_ended_campaign_can_still_be_worked_cam_1():
    story = sales(opened(), campaign=created(ends="2026-01-04"))
    for command in (
        MoveOpportunity(opportunity=ROPE, method=MEET),
        LoseOpportunity(opportunity=ROPE),
        ReopenOpportunity(opportunity=ROPE),
        DeleteOpportunity(opportunity=ROPE),
        RestoreOpportunity(opportunity=ROPE),
    ):
        story.when(command).done()


def test_amounts_are_in_the_company_s_currency_and_never_negative_mon_1():
    def wish(**more):
        return OpenOpportunity(campaign=SPRING, customer=MAY, **more)

    dollars = wish(expected_amount=Decimal(5), currency="USD")
    sales().when(dollars).then_refused(CurrencyNotSupported, currency="USD", company="VND")
    story = sales(opened())
    story.when(EditOpportunity(opportunity=ROPE, expected_amount=Decimal(5), currency="EUR"))
    story.then_refused(CurrencyNotSupported)
    story.when(WinOpportunity(opportunity=ROPE, amount=Decimal(5), currency="EUR"))
    story.then_refused(CurrencyNotSupported)
    texts = ("1,000", "1 000", "1.000.000", "+5", "5đ", "٥", "")
    for nonsense in (Decimal(-1), Decimal("NaN"), 5.0, True, *texts):
        with pytest.raises(ValidationError):
            wish(expected_amount=nonsense)


@pytest.mark.parametrize(
    ("currency", "given", "kept"),
    [
        ("VND", "-0", "0"),
        ("VND", "1000", "1000"),
        ("VND", 10**15, "1000000000000000"),
        ("USD", "0.0", "0"),
        ("USD", "12.30", "12.3"),
        ("KWD", "1.000", "1"),
    ],
)
def test_the_same_amount_is_always_written_the_same_way_mon_1(currency, given, kept):
    wish = OpenOpportunity(campaign=SPRING, customer=MAY, expected_amount=given)
    sales(currency=currency).when(wish).then(opening(expected_amount=kept))


@pytest.mark.parametrize(
    ("currency", "amount", "decimals"),
    [("VND", "1.000", 0), ("VND", "0.5", 0), ("USD", "0.001", 2), ("KWD", "0.0001", 3)],
)
def test_more_decimals_than_the_currency_has_are_refused_never_rounded_mon_1(
    currency, amount, decimals
):
    """1.000 would be a thousand to a Vietnamese reader and one to a program."""
    story = sales(opened(), currency=currency)
    for wish in (
        OpenOpportunity(campaign=SPRING, customer=SEN, expected_amount=amount),
        EditOpportunity(opportunity=ROPE, expected_amount=amount),
        WinOpportunity(opportunity=ROPE, amount=amount),
    ):
        details = {"amount": amount, "currency": currency, "decimals": decimals}
        story.when(wish).then_refused(AmountNotInCurrency, **details)


def test_the_largest_amount_is_a_million_billions_mon_1():
    with pytest.raises(ValidationError, match="less than or equal"):
        WinOpportunity(opportunity=ROPE, amount=10**15 + 1)


def test_of_an_open_opportunity_that_one_may_not_see_one_learns_only_that_there_is_one_perm_4():
    """Bình no longer takes part; he edits the one that is his, not the one that is Chi's."""
    past = [created(participants=()), opened(owner=BINH, customer=BINHS), (rope, lost())]
    story = at_work(past, opened(TENT, customer=BINHS, owner=CHI))
    reopen = ReopenOpportunity(opportunity=ROPE)
    story.when(reopen, by=BINH).then_refused(OpenOpportunityExists, opportunity=None)
    story.when(reopen, by=HA).then_refused(OpenOpportunityExists, opportunity=TENT)


def test_one_open_opportunity_per_customer_and_campaign_opp_6():
    """Also where one comes back: reopened, restored, copied; each way for itself."""
    again = OpenOpportunity(opportunity=TENT, campaign=SPRING, customer=MAY)
    sales(opened()).when(again).then_refused(OpenOpportunityExists, opportunity=ROPE)
    reopen = ReopenOpportunity(opportunity=ROPE)
    closed_and_open = [opened(), (rope, lost()), opened(TENT)]
    sales(*closed_and_open).when(reopen).then_refused(OpenOpportunityExists, opportunity=TENT)
    restore = RestoreOpportunity(opportunity=ROPE)
    deleted_and_open = [opened(), (rope, OpportunityDeleted()), opened(TENT)]
    sales(*deleted_and_open).when(restore).then_refused(OpenOpportunityExists, opportunity=TENT)
    copy = CopyOpportunity(opportunity=ROPE, campaign=SUMMER)
    there = opened(TENT, campaign=SUMMER, method=CALL_2)
    sales(summer(), opened(), there).when(copy).then_refused(OpenOpportunityExists)


def test_another_customer_another_campaign_or_a_closed_one_is_no_duplicate_opp_6():
    sen = OpenOpportunity(campaign=SPRING, customer=SEN)
    sales(opened()).when(sen).then(opening(customer=SEN, name="Sen"))
    sales(summer(), opened(campaign=SUMMER, method=CALL_2)).when(
        OpenOpportunity(opportunity=TENT, campaign=SPRING, customer=MAY)
    ).then(opening())
    for gone in (won(), lost(), OpportunityDeleted()):
        again = OpenOpportunity(opportunity=TENT, campaign=SPRING, customer=MAY)
        sales(opened(), (rope, gone)).when(again).then(opening())


def test_duplicates_where_the_campaign_allows_them_opp_6():
    again = OpenOpportunity(opportunity=TENT, campaign=SPRING, customer=MAY)
    story = sales(opened(), campaign=many).when(again).then(opening())
    story.when(LoseOpportunity(opportunity=ROPE)).then(lost())
    story.when(ReopenOpportunity(opportunity=ROPE)).then(OpportunityReopened("lost", CALL))


def test_a_lost_one_is_restored_beside_an_open_one_opp_6_opp_18():
    past = [opened(), (rope, lost()), (rope, OpportunityDeleted()), opened(TENT)]
    sales(*past).when(RestoreOpportunity(opportunity=ROPE)).then(OpportunityRestored())


def test_it_moves_with_the_probability_of_the_method_or_a_given_one():
    story = sales(opened()).when(MoveOpportunity(opportunity=ROPE, method=OFFER))
    story.then(OpportunityMoved(CALL, OFFER, 10, 70)).then_nothing_happens()
    back = MoveOpportunity(opportunity=ROPE, method=MEET, probability=0)
    story.when(back).then(OpportunityMoved(OFFER, MEET, 70, 0)).then_nothing_happens()
    stay = MoveOpportunity(opportunity=ROPE, method=MEET, probability=5)
    story.when(stay).then(OpportunityEdited({"probability": Changed(0, 5)}))
    assert story.state(rope).details["probability"] == 5


def test_it_moves_only_to_methods_of_its_campaign():
    wish = MoveOpportunity(opportunity=ROPE, method=CALL_2)
    sales(summer(), opened()).when(wish).then_refused(MethodUnknown)


def test_moving_to_the_last_method_is_winning_and_needs_the_amount_opp_8():
    wish = MoveOpportunity(opportunity=ROPE, method=DEAL)
    sales(opened()).when(wish).then_refused(WinningNeedsAmount, method="Chốt")


def test_only_what_is_given_and_differs_is_edited_opp_18():
    story = sales(opened(description="cũ", expected_amount="900", source=WEB))
    edit = EditOpportunity(
        opportunity=ROPE,
        name="Dây",
        probability=0,
        expected_amount=Decimal("9E+2"),
        description="",
        source=WEB,
        products=["Dây"],
    )
    edited = {
        "name": Changed("Mây", "Dây"),
        "probability": Changed(10, 0),
        "description": Changed("cũ", ""),
        "products": Changed([], ["Dây"]),
    }
    story.when(edit).then(OpportunityEdited(edited)).then_nothing_happens()
    clear = EditOpportunity(opportunity=ROPE, expected_amount=None, source=None)
    cleared = {"expected_amount": Changed("900", None), "source": Changed(WEB, None)}
    story.when(clear).then(OpportunityEdited(cleared))
    with pytest.raises(ValidationError):
        EditOpportunity(opportunity=ROPE, name=None)


def test_it_is_deleted_softly_and_restored_as_it_was_opp_18():
    delete, restore = DeleteOpportunity(opportunity=ROPE), RestoreOpportunity(opportunity=ROPE)
    story = sales(opened(owner=ANNA, method=MEET))
    before = story.state(rope)
    story.when(delete).then(OpportunityDeleted()).then_nothing_happens()
    story.when(restore).then(OpportunityRestored()).then_nothing_happens()
    after = story.state(rope)
    assert (after.method, after.owner, after.details) == (MEET, ANNA, before.details)


CHANGES = [
    EditOpportunity(opportunity=ROPE, name="x"),
    MoveOpportunity(opportunity=ROPE, method=MEET),
    AssignOpportunity(opportunity=ROPE, owner=ANNA),
    ClaimOpportunity(opportunity=ROPE),
    WinOpportunity(opportunity=ROPE, amount=1),
    LoseOpportunity(opportunity=ROPE, note="x"),
]


@pytest.mark.parametrize("wish", CHANGES)
def test_a_closed_one_no_longer_changes_opp_11(wish):
    for closing, outcome in ((won(), "won"), (lost(), "lost")):
        story = sales(opened(), (rope, closing)).when(wish)
        story.then_refused(OpportunityIsClosed, outcome=outcome)


@pytest.mark.parametrize("wish", [*CHANGES, ReopenOpportunity(opportunity=ROPE)])
def test_a_deleted_one_is_only_restored_opp_18(wish):
    for past in ([], [(rope, lost())]):
        story = sales(opened(), *past, (rope, OpportunityDeleted())).when(wish)
        story.then_refused(OpportunityIsDeleted)


@pytest.mark.parametrize(
    "wish",
    [
        *CHANGES,
        ReopenOpportunity(opportunity=ROPE),
        DeleteOpportunity(opportunity=ROPE),
        RestoreOpportunity(opportunity=ROPE),
    ],
)
def test_nothing_changes_in_a_locked_campaign_cam_1(wish):
    sales(opened(), (campaign, CampaignLocked())).when(wish).then_refused(CampaignIsLocked)


def test_a_copy_takes_name_customer_probability_description_and_its_origin_opp_13():
    """Into the first method; not owner, amount, dates, source, products, outcome."""
    original = opened(
        method=OFFER,
        owner=ANNA,
        name="Dây",
        probability=65,
        expected_amount="900",
        expected_close="2026-03-31",
        description="100 mét",
        source=FAIR,
        products=["Dây"],
    )
    expected = opening(
        SUMMER, MAY, CALL_2, None, ROPE, name="Dây", probability=65, description="100 mét"
    )
    copy = CopyOpportunity(opportunity=ROPE, campaign=SUMMER, copy=TENT)
    for past in ([], [(rope, won())], [(rope, lost()), (campaign, CampaignLocked())]):
        story = sales(summer(), original, *past).when(copy).then(expected)
        assert story.answer.id == TENT
        assert story.state(f"opportunity-{TENT}").outcome == "open"


def test_a_copy_into_its_own_campaign_only_where_duplicates_are_allowed_opp_13():
    copy = CopyOpportunity(opportunity=ROPE, campaign=SPRING)
    for past in ([], [(rope, lost())]):
        sales(opened(), *past).when(copy).then_refused(NotCopiedIntoItsOwnCampaign)
    sales(opened(), campaign=many).when(copy).then(opening(copied_from=ROPE))


def test_what_cannot_be_copied_opp_13():
    copy = CopyOpportunity(opportunity=ROPE, campaign=SUMMER, copy=ROPE)
    sales(summer(), opened()).when(copy).then_refused(AlreadyExists, id=ROPE)
    fresh = CopyOpportunity(opportunity=ROPE, campaign=SUMMER)
    deleted = (rope, OpportunityDeleted())
    sales(summer(), opened(), deleted).when(fresh).then_refused(OpportunityIsDeleted)
    sales(summer(), opened(), may_deleted).when(fresh).then_refused(CustomerIsDeleted)
    sales(opened()).when(fresh).then_refused(NotFound, kind="campaign")
    gone = (f"campaign-{SUMMER}", CampaignDeleted())
    sales(summer(), opened(), gone).when(fresh).then_refused(CampaignIsDeleted)
    assigned = (rope, OpportunityAssigned(None, ANNA))
    locked = (f"campaign-{SUMMER}", CampaignLocked())
    sales(summer(), opened(), assigned, locked).when(fresh).then_refused(CampaignIsLocked)
