"""Laws of the company's lists, attacked with any wishes in any order."""

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from getcrm.domain.company import Company
from getcrm.domain.customer_group import CustomerGroups
from getcrm.domain.refusals import Refusal
from getcrm.domain.relationship_stage import RelationshipStages, Stage
from getcrm.domain.text import folded

NOW = "2026-01-05T05:00:00.000000Z"
ids = st.sampled_from("abcdef")
names = st.sampled_from(["Nóng", "NÓNG", "Mới", "Mất", "Chốt"])
maybe = st.none() | names
ACME = Company(
    "Acme", "Asia/Ho_Chi_Minh", "VND", "a", "b", 30, (1, 2, 3, 4, 5), "2026-01-05T05:00:00.000000Z"
)

group_wishes = st.one_of(
    st.tuples(st.just("create"), ids, names, st.none(), st.just(0), st.none() | ids),
    st.tuples(st.just("edit"), ids, st.fixed_dictionaries({"parent": st.none() | ids})),
    st.tuples(st.just("edit"), ids, st.fixed_dictionaries({"name": names})),
    st.tuples(st.just("delete"), ids, st.just("leave")),
    st.tuples(st.just("restore"), ids, maybe),
)
stages = names.map(lambda name: Stage(name, "#888888", "", auto_forget=True))
stage_wishes = st.one_of(
    st.tuples(st.just("create"), ids, stages),
    st.tuples(st.just("edit"), ids, st.fixed_dictionaries({"name": names})),
    st.tuples(st.just("reorder"), st.permutations("abcdef").map(tuple)),
    st.tuples(st.just("delete"), ids, st.just(ACME), st.just(0), st.just(0)),
    st.tuples(st.just("restore"), ids, maybe),
)


def after(state, wishes):
    """What is true once all of them were asked for, and granted or refused."""
    for verb, *about in wishes:
        with suppress(Refusal):
            for event in getattr(state, verb)(*about):
                state = state.evolve(state, event, NOW)
    return state


def live_names(entries):
    return [folded(entry.name) for entry in entries.values() if not entry.is_deleted]


@given(st.lists(group_wishes, max_size=40))
def test_live_groups_are_a_tree_with_distinct_names_grp_1_grp_2(wishes):
    groups = after(CustomerGroups(), wishes).groups
    assert len(set(live_names(groups))) == len(live_names(groups))
    assert len({folded(group.code) for group in groups.values()}) == len(groups)
    for group in groups.values():
        for _ in groups:
            if group.is_deleted or group.parent is None:
                break
            assert not groups[group.parent].is_deleted
            group = groups[group.parent]
        else:
            raise AssertionError("a cycle")


@given(st.lists(stage_wishes, max_size=40))
def test_the_order_holds_the_live_stages_with_distinct_names_rel_1_rel_7(wishes):
    state = after(RelationshipStages(), wishes)
    assert len(set(live_names(state.stages))) == len(live_names(state.stages))
    live = [id for id, stage in state.stages.items() if not stage.is_deleted]
    assert sorted(state.order) == sorted(live)
    assert "a" in live or "a" not in state.stages
