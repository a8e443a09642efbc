"""The catalogues: sources (SRC-1), tiers (TIER-1), reasons why a sale was lost (OPP-10)."""

import pytest
from pydantic import ValidationError

from getcrm.commands.catalogue import (
    AddCatalogueEntry,
    DeleteCatalogueEntry,
    EditCatalogueEntry,
    RestoreCatalogueEntry,
)
from getcrm.domain.aggregate import Changed
from getcrm.domain.catalogue import (
    CatalogueEntryAdded,
    CatalogueEntryDeleted,
    CatalogueEntryEdited,
    CatalogueEntryRestored,
    EntryIsDeleted,
    EntryUnknown,
)
from getcrm.domain.names import CodeTaken, NameTaken, NewNameNeeded
from getcrm.domain.refusals import AlreadyExists
from tests.commands.people import FRESH
from tests.story import company, given, uid

FAIR, WEB, NEWS = uid(1), uid(2), uid(3)
fair = CatalogueEntryAdded("source", FAIR, "Hội chợ", "HOI_CHO")
web = CatalogueEntryAdded("source", WEB, "Website", "WEB")


def sources(*events):
    return given(company(), *(("catalogue-source", event) for event in events))


def add(entry, name, catalogue="source", **more):
    return AddCatalogueEntry(catalogue=catalogue, entry=entry, name=name, **more)


def edit(entry, **wanted):
    return EditCatalogueEntry(catalogue="source", entry=entry, **wanted)


def delete(entry):
    return DeleteCatalogueEntry(catalogue="source", entry=entry)


def restore(entry, **wanted):
    return RestoreCatalogueEntry(catalogue="source", entry=entry, **wanted)


def test_a_source_has_a_name_and_a_code_that_fills_itself_src_1():
    sources().when(add(FAIR, "Hội chợ")).then(fair)
    sources().when(add(FAIR, "Hội chợ", code=" ")).then(fair)
    sources().when(add(WEB, "Website", code="WEB")).then(web)


def test_names_of_live_entries_differ_src_1():
    sources(fair).when(add(WEB, "HỘI CHỢ")).then_refused(NameTaken, taken_by=FAIR)
    sources(fair, web).when(edit(WEB, name="hội chợ")).then_refused(NameTaken, taken_by=FAIR)


def test_codes_differ_and_a_deleted_entry_keeps_its_own_src_1():
    story = sources(fair, CatalogueEntryDeleted("source", FAIR))
    story.when(add(WEB, "Web", code="hoi_cho")).then_refused(CodeTaken, taken_by=FAIR)
    story.when(add(WEB, "Hội chợ")).then(CatalogueEntryAdded("source", WEB, "Hội chợ", "HOI_CHO_2"))
    story.when(edit(WEB, code="HOI_CHO")).then_refused(CodeTaken, taken_by=FAIR)


@pytest.mark.parametrize(("name", "code"), [("客户", "CODE"), ("x" * 200, "X" * 40)])
def test_every_name_leads_to_a_code(name, code):
    sources().when(add(WEB, name)).then(CatalogueEntryAdded("source", WEB, name, code))


def test_the_catalogues_know_nothing_of_each_other_opp_10():
    added = CatalogueEntryAdded("loss_reason", WEB, "Hội chợ", "HOI_CHO")
    sources(fair).when(add(WEB, "Hội chợ", "loss_reason")).then(added)
    sources(fair).when(EditCatalogueEntry(catalogue="tier", entry=FAIR, name="Vàng")).then_refused(
        EntryUnknown, catalogue="tier"
    )
    with pytest.raises(ValidationError):
        add(WEB, "Đỏ", "colour")


def test_an_entry_without_an_id_gets_one():
    added = CatalogueEntryAdded("source", FRESH, "Báo", "BAO")
    sources().when(add(None, "Báo")).then(added)


def test_an_id_stands_for_one_entry():
    sources(fair).when(add(FAIR, "Báo")).then_refused(AlreadyExists, id=FAIR)


def test_editing_an_entry_src_1():
    wish = edit(FAIR, name="Hội chợ Xuân", code="XUAN")
    changed = {"name": Changed("Hội chợ", "Hội chợ Xuân"), "code": Changed("HOI_CHO", "XUAN")}
    story = sources(fair).when(wish).then(CatalogueEntryEdited("source", FAIR, changed))
    story.when(wish).then_nothing_happens()
    story.when(edit(NEWS, name="Báo")).then_refused(EntryUnknown, entry=NEWS)


def test_a_deleted_entry_comes_back_as_it_was_src_1():
    story = sources(fair).when(delete(FAIR)).then(CatalogueEntryDeleted("source", FAIR))
    story.when(delete(FAIR)).then_nothing_happens()
    story.when(edit(FAIR, name="Báo")).then_refused(EntryIsDeleted)
    story.when(restore(FAIR)).then(CatalogueEntryRestored("source", FAIR, "Hội chợ"))
    story.when(restore(FAIR)).then_nothing_happens()
    assert story.state("catalogue-source").live(FAIR).code == "HOI_CHO"


def test_an_entry_whose_name_was_taken_comes_back_under_a_new_one_src_1():
    taken = CatalogueEntryAdded("source", WEB, "hội chợ", "WEB")
    story = sources(fair, CatalogueEntryDeleted("source", FAIR), taken)
    story.when(restore(FAIR)).then_refused(NewNameNeeded, taken_by=WEB)
    story.when(restore(FAIR, name="Hội Chợ")).then_refused(NameTaken, taken_by=WEB)
    story.when(restore(FAIR, name="Hội chợ cũ")).then(
        CatalogueEntryRestored("source", FAIR, "Hội chợ cũ")
    )


def test_unknown_entries_are_not_found():
    sources().when(delete(NEWS)).then_refused(EntryUnknown, catalogue="source", entry=NEWS)
    sources(fair).when(restore(NEWS)).then_refused(EntryUnknown)
