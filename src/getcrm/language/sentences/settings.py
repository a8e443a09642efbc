"""What is said of the company, its stages, groups and catalogues."""

from getcrm.language.catalogue import _
from getcrm.language.sentences.saying import Saying

SENTENCES = {
    "CompanySetUp": Saying(
        _(
            "{by} set up the company {name}, in {time_zone} and {currency}, Đừng quên "
            "after {forget_after_days:# day|# days}, stars from {thresholds} points"
        ),
    ),
    "CompanyRenamed": Saying(
        _("{by} renamed the company from {old} to {new}"),
    ),
    "DuplicateCheckSet": Saying(
        _("{by} changed the duplicate check of {field} from {old} to {new}"),
        holds={"field": "choice", "old": "choice", "new": "choice"},
    ),
    "AutoForgetSet": Saying(
        _("{by} set Đừng quên to {new} without contact[, before: {old}]"),
        holds={"old": "days", "new": "days"},
        without={"new": _("{by} switched Đừng quên off[, before: {old}]")},
    ),
    "PotentialThresholdsSet": Saying(
        _("{by} changed the thresholds of 1 to 5 stars from {old} to {new}"),
    ),
    "BoardDragSet": Saying(
        _("{by} switched dragging on the customer board {enabled}"),
        holds={"enabled": "on_off"},
    ),
    "HistoryStartSet": Saying(
        _("{by} set the start of the company's history to {new}, before: {old}"),
        holds={"old": "moment", "new": "moment"},
    ),
    "HistoryImportBegun": Saying(
        _("{by} began to import the history in {name}; the clock's rules wait"),
    ),
    "HistoryImportCompleted": Saying(
        _("{by} completed the import of the history in {name}"),
    ),
    "StageCreated": Saying(
        _("{by} created the stage {name}[ ({description})]"),
    ),
    "StageEdited": Saying(
        _("{by} edited the stage {stage}: {changed}"),
    ),
    "StagesReordered": Saying(
        _("{by} reordered the stages from {old} to {new}"),
        holds={"old": "stage", "new": "stage"},
    ),
    "StageDeleted": Saying(
        _("{by} deleted the stage {stage}"),
    ),
    "StageRestored": Saying(
        _("{by} restored the stage {name}, at the end"),
    ),
    "GroupCreated": Saying(
        _(
            "{by} created the group {name} ({code})[ below {parent}], worth {points:# "
            "point|# points}"
        ),
    ),
    "GroupEdited": Saying(
        _("{by} edited the group {group}: {changed}"),
    ),
    "GroupDeleted": Saying(
        _("{by} deleted the group {group}; its members {members}"),
        holds={"members": "choice"},
    ),
    "GroupRestored": Saying(
        _("{by} restored the group {group}"),
    ),
    "CatalogueEntryAdded": Saying(
        _("{by} added {name}[ ({code})] to the {catalogue}"),
        holds={"catalogue": "choice"},
    ),
    "CatalogueEntryEdited": Saying(
        _("{by} edited {entry} among the {catalogue}: {changed}"),
        holds={"catalogue": "choice"},
    ),
    "CatalogueEntryDeleted": Saying(
        _("{by} deleted {entry} from the {catalogue}"),
        holds={"catalogue": "choice"},
    ),
    "CatalogueEntryRestored": Saying(
        _("{by} restored {name} among the {catalogue}"),
        holds={"catalogue": "choice"},
    ),
}
