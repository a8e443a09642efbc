"""A round robin is fair, whoever comes and goes (OPP-14)."""

from hypothesis import given
from hypothesis import strategies as st

from getcrm.domain.campaign import Campaign, OwnerDrawn, Participant, ParticipantsSet
from tests.commands.sales import created

PEOPLE = ("an", "bình", "chi", "dung")
Sets = st.lists(st.sampled_from(PEOPLE), unique=True)
away = st.builds(lambda who: ("away", frozenset(who)), Sets)
"""They are off, or have left: they take part, and no turn."""
but_one = st.sampled_from(PEOPLE).map(lambda gone: [user for user in PEOPLE if user != gone])
joined = st.builds(lambda who: ("joined", tuple(who)), st.one_of(but_one, st.just(PEOPLE), Sets))
steps = st.lists(st.one_of(st.just(("draw", None)), joined, away), min_size=4, max_size=40)


def campaign(*users):
    _, event = created(division="round_robin", participants=taking_part(users))
    return Campaign.evolve(None, event, "")


def taking_part(users):
    return tuple(Participant(user, True) for user in users)


def draw(state, absent=frozenset()):
    """Whose turn it is, and the campaign afterwards."""
    who = state.next_owner(lambda _: 0, lambda user: user not in absent)
    return who, Campaign.evolve(state, OwnerDrawn(who), "") if who else state


def change(state, users):
    new = taking_part(users)
    return Campaign.evolve(state, ParticipantsSet(state.participants, new), "")


@given(steps)
def test_shares_differ_by_one_at_most_among_those_present_throughout(steps):
    """Of each two, over any stretch of time in which both are there: by how much the one is ahead
    stays within one of what it was at any moment before."""
    state, absent, ahead = campaign(*PEOPLE), frozenset(), {}
    for what, who in steps:
        if what == "draw":
            drawn, state = draw(state, absent)
            for (one, other), course in ahead.items():
                course.append(course[-1] + (drawn == one) - (drawn == other))
        elif what == "away":
            absent = who
        else:
            state = change(state, who)
        here = [p.user for p in state.participants if p.user not in absent]
        pairs = [(one, other) for one in here for other in here if one < other]
        ahead = {pair: ahead.get(pair, [0]) for pair in pairs}
        for course in ahead.values():
            assert max(course) - min(course) <= 1


def test_whoever_was_drawn_last_and_leaves_for_one_turn_starves_nobody():
    """The list began anew: the first two took turns, and the others never had one."""
    state, shares = campaign(*PEOPLE), []
    for _ in range(8):
        drawn, state = draw(state)
        without = change(state, [user for user in PEOPLE if user != drawn])
        following, without = draw(without)
        state = change(without, PEOPLE)
        shares += [drawn, following]
    assert {shares.count(user) for user in PEOPLE} == {4}


def turns(state, many, absent=frozenset()):
    found = []
    for _ in range(many):
        drawn, state = draw(state, absent)
        found.append(drawn)
    return found, state


def test_who_is_new_comes_after_those_who_are_there_and_who_returns_has_one_turn():
    found, state = turns(campaign("an", "bình"), 3)
    assert found == ["an", "bình", "an"]
    found, state = turns(change(state, ["chi", "an", "bình"]), 4)
    assert found == ["bình", "an", "chi", "bình"]
    _, state = turns(state, 6, absent={"an"})
    found, _ = turns(state, 4)
    assert found == ["an", "chi", "bình", "an"]
