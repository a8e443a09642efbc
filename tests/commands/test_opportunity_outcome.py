"""How opportunities end, come back, and rest."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from getcrm.commands.campaign import EditMethod
from getcrm.commands.opportunity import (
    CorrectOpportunity,
    LoseOpportunity,
    MarkIdle,
    ReopenOpportunity,
    WinOpportunity,
)
from getcrm.domain.aggregate import Changed
from getcrm.domain.campaign import CampaignDeleted, CampaignIsLocked, CampaignLocked
from getcrm.domain.catalogue import EntryIsDeleted, EntryUnknown
from getcrm.domain.customer import CustomerContacted, CustomerDeleted, CustomerIsDeleted
from getcrm.domain.money import AmountNotInCurrency
from getcrm.domain.opportunity import (
    ClosedOutOfTime,
    ClosingHasNone,
    LossReasonRequired,
    OpportunityBecameIdle,
    OpportunityCorrected,
    OpportunityDeleted,
    OpportunityEdited,
    OpportunityIsClosed,
    OpportunityIsDeleted,
    OpportunityIsOpen,
    OpportunityMoved,
    OpportunityReopened,
)
from getcrm.domain.order import OrderDrafted
from getcrm.domain.refusals import CurrencyNotSupported
from tests.commands.sales import (
    CALL,
    MAY,
    MEET,
    OFFER,
    PRICE,
    RIVAL,
    ROPE,
    SPRING,
    created,
    lost,
    opened,
    opening,
    sales,
    uid,
    won,
)
from tests.story import At

rope = f"opportunity-{ROPE}"
campaign = f"campaign-{SPRING}"
strict = created(require_loss_reason=True)
moved = (rope, OpportunityMoved(CALL, OFFER, 10, 70))


def win(amount="900", **more):
    return WinOpportunity(opportunity=ROPE, amount=Decimal(amount), **more)


def lose(**more):
    return LoseOpportunity(opportunity=ROPE, **more)


reopen = ReopenOpportunity(opportunity=ROPE)
mark = MarkIdle(opportunity=ROPE)


def test_won_with_the_amount_earned_in_the_last_method_opp_8_opp_9():
    sales(opened(), moved).when(win("1E+3")).then(won("1000", OFFER))
    sales(opened()).when(win("0", currency="VND")).then(won("0"))


def test_a_negative_amount_is_nothing_earned_opp_8():
    for amount in (Decimal(-1), None):
        with pytest.raises(ValidationError):
            WinOpportunity(opportunity=ROPE, amount=amount)


def test_won_and_create_an_order_that_remembers_where_it_came_from_opp_9():
    order = uid(0xF000)
    story = sales(opened()).when(win(create_order=True))
    drafted = OrderDrafted(MAY, SPRING, ROPE, Decimal("900"), "VND")
    story.then(won(order=order), drafted)
    assert story.state(f"order-{order}").drafted == drafted
    assert story.answer.id == ROPE


def test_no_order_for_a_customer_who_is_deleted_opp_9():
    deleted = (f"customer-{MAY}", CustomerDeleted(None))
    sales(opened(), deleted).when(win(create_order=True)).then_refused(CustomerIsDeleted)
    sales(opened(), deleted).when(win()).then(won())


def test_winning_twice_is_winning_once_with_one_order_opp_9():
    story = sales(opened()).when(win(create_order=True)).done()
    for again in (win(create_order=True), win("9E+2"), win()):
        story.when(again).then_nothing_happens()
    story.when(win("901")).then_refused(OpportunityIsClosed, outcome="won")
    without = sales(opened(), (rope, won())).when(win(create_order=True))
    without.then_refused(OpportunityIsClosed)


def test_not_even_the_same_closing_is_repeated_on_a_deleted_one_opp_18():
    for closing, again in ((won(), win()), (lost(), lose())):
        deleted = [opened(), (rope, closing), (rope, OpportunityDeleted())]
        sales(*deleted).when(again).then_refused(OpportunityIsDeleted)


def correct(**more):
    return CorrectOpportunity(opportunity=ROPE, **more)


def test_a_mistyped_amount_is_corrected_and_stays_won_opp_21():
    story = sales(opened(), (rope, won("900")))
    story.when(correct(amount="9000")).then(
        OpportunityCorrected("won", {"amount": Changed("900", "9000")})
    )
    assert (story.state(rope).outcome, story.state(rope).closing.amount) == ("won", 9000)
    story.when(correct(amount=9000)).then_nothing_happens()
    story.when(win("9000")).then_nothing_happens()
    story.when(correct(amount="900")).then(
        OpportunityCorrected("won", {"amount": Changed("9000", "900")})
    )
    story.when(correct(amount="1.000")).then_refused(AmountNotInCurrency)
    story.when(correct(amount=1, currency="USD")).then_refused(CurrencyNotSupported)


def test_the_day_of_a_closing_is_corrected_from_its_opening_to_today_opp_21():
    closed = (rope, At("2026-01-04T17:00:00.000000Z", won()))
    story = sales(opened(), closed).when(correct(closed_on="2026-01-05")).then_nothing_happens()
    days = {"opened": "2026-01-01", "today": "2026-01-05"}
    for day in ("2025-12-31", "2026-01-06"):
        story.when(correct(closed_on=day)).then_refused(ClosedOutOfTime, day=day, **days)
    story.when(correct(closed_on="2026-01-01", amount=1)).then(
        OpportunityCorrected(
            "won",
            {
                "closed_on": Changed("2026-01-05", "2026-01-01"),
                "amount": Changed("900", "1"),
            },
        )
    )
    story.when(correct(closed_on="2026-01-02")).then(
        OpportunityCorrected("won", {"closed_on": Changed("2026-01-01", "2026-01-02")})
    )
    story.when(reopen).done().when(win("7")).done()
    story.when(correct(closed_on="2026-01-05")).then_nothing_happens()


def test_the_reason_and_the_note_of_what_is_lost_are_corrected_opp_21():
    story = sales(opened(), (rope, lost(note="Đắt")))
    story.when(correct(reason=PRICE, note="Đắt quá")).then(
        OpportunityCorrected(
            "lost", {"reason": Changed(None, PRICE), "note": Changed("Đắt", "Đắt quá")}
        )
    )
    story.when(correct(reason=None)).then(
        OpportunityCorrected("lost", {"reason": Changed(PRICE, None)})
    )
    story.when(correct(reason=RIVAL)).then_refused(EntryIsDeleted)
    needed = sales(opened(), (rope, lost(reason=PRICE)), campaign=strict)
    needed.when(correct(reason=None)).then_refused(LossReasonRequired)


def test_only_what_it_was_closed_with_is_corrected_opp_21():
    sales(opened()).when(correct(amount=1)).then_refused(OpportunityIsOpen)
    lose_it = sales(opened(), (rope, lost())).when(correct(amount=1))
    lose_it.then_refused(ClosingHasNone, outcome="lost")
    win_it = sales(opened(), (rope, won()))
    for wrong in ({"reason": PRICE}, {"note": "x"}):
        win_it.when(correct(**wrong)).then_refused(ClosingHasNone, outcome="won")
    win_it.when(correct()).then_nothing_happens()
    gone = [opened(), (rope, won()), (rope, OpportunityDeleted())]
    sales(*gone).when(correct(amount=1)).then_refused(OpportunityIsDeleted)
    locked = (campaign, CampaignLocked())
    sales(opened(), (rope, won()), locked).when(correct(amount=1)).then_refused(CampaignIsLocked)


def test_lost_with_a_reason_of_the_list_and_a_note_opp_10():
    story = sales(opened(), moved).when(lose(reason=PRICE, note="Đắt quá"))
    story.then(lost(OFFER, PRICE, "Đắt quá")).then_nothing_happens()
    story.when(lose(note="Khác")).then_refused(OpportunityIsClosed, outcome="lost")


def test_the_reason_is_one_that_can_be_chosen_opp_10():
    sales(opened()).when(lose(reason=uid(9))).then_refused(EntryUnknown)
    sales(opened()).when(lose(reason=RIVAL)).then_refused(EntryIsDeleted)


def test_the_reason_is_required_only_where_the_campaign_says_so_opp_10():
    sales(opened()).when(lose()).then(lost())
    sales(opened(), campaign=strict).when(lose(note="Đắt")).then_refused(LossReasonRequired)
    sales(opened(), campaign=strict).when(lose(reason=PRICE)).then(lost(reason=PRICE))


@pytest.mark.parametrize(("closing", "outcome"), [(won(old=OFFER), "won"), (lost(OFFER), "lost")])
def test_reopened_it_stands_where_it_stood_before_closing_opp_11(closing, outcome):
    story = sales(opened(), moved, (rope, closing)).when(reopen)
    story.then(OpportunityReopened(outcome, OFFER)).then_nothing_happens()
    assert (story.state(rope).method, story.state(rope).outcome) == (OFFER, "open")


def test_reopened_and_won_again_it_remembers_the_later_method_opp_11():
    story = sales(opened(), (rope, won("5", CALL)), (rope, OpportunityReopened("won", CALL)))
    story.when(win("6")).then(won("6", CALL))
    assert [e.topic for e in story.crm.log.history(rope)][1:] == [
        "OpportunityWon",
        "OpportunityReopened",
        "OpportunityWon",
    ]


DAY_1, DAY_3 = "2026-02-01T05:00:00.000000Z", "2026-02-03T05:00:00.000000Z"
DAY_8, DAY_10 = "2026-02-08T05:00:00.000000Z", "2026-02-10T05:00:00.000000Z"
resting = (rope, At(DAY_1, opening()))


def contact(at):
    event = CustomerContacted(at, "call", "", None)
    return (f"customer-{MAY}", At(at, event))


def test_idle_once_nothing_changed_for_as_long_as_its_method_allows_opp_19():
    """The limit of its method is 7 days, counted to the moment (>=); marked once for a rest."""
    story = sales(resting).at("2026-02-08T04:59:59.999999Z").when(mark).then_nothing_happens()
    story.at(DAY_8).when(mark).then(OpportunityBecameIdle(DAY_1, 7)).then_nothing_happens()
    story.at(DAY_10).when(mark).then_nothing_happens()


def test_a_change_starts_the_rest_anew_being_marked_does_not_opp_19():
    edited = (rope, At(DAY_3, OpportunityEdited({"name": Changed("Mây", "Dây")})))
    story = sales(resting, edited).at(DAY_8).when(mark).then_nothing_happens()
    story.at(DAY_10).when(mark).then(OpportunityBecameIdle(DAY_3, 7))
    marked = (rope, At(DAY_8, OpportunityBecameIdle(DAY_1, 7)))
    sales(resting, marked).at(DAY_10).when(mark).then_nothing_happens()


def test_a_contact_with_the_customer_starts_the_rest_anew_opp_19():
    story = sales(resting, contact(DAY_3)).at(DAY_8).when(mark).then_nothing_happens()
    story.at(DAY_10).when(mark).then(OpportunityBecameIdle(DAY_3, 7))


def test_an_earlier_contact_does_not_make_the_rest_longer_opp_19():
    earlier = contact("2026-01-02T05:00:00.000000Z")
    story = sales(earlier, resting).at(DAY_8).when(mark)
    story.then(OpportunityBecameIdle(DAY_1, 7))


def test_another_limit_applies_at_once_opp_19():
    story = sales(resting).at(DAY_3).when(mark).then_nothing_happens()
    story.when(EditMethod(campaign=SPRING, method=CALL, idle_days=2)).done()
    story.when(mark).then(OpportunityBecameIdle(DAY_1, 2))


@pytest.mark.parametrize(
    "later",
    [
        (rope, At(DAY_1, OpportunityMoved(CALL, MEET, 10, 40))),
        (rope, At(DAY_1, won())),
        (rope, At(DAY_1, lost())),
        (rope, At(DAY_1, OpportunityDeleted())),
        (campaign, At(DAY_1, CampaignLocked())),
        (campaign, At(DAY_1, CampaignDeleted())),
    ],
)
def test_without_a_limit_or_out_of_work_nothing_is_idle_opp_19(later):
    sales(resting, later).at("2027-01-01T00:00:00.000000Z").when(mark).then_nothing_happens()
