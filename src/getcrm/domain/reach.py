"""Whose account somebody may get at: that of people who reach no record which they do not (PERM-2).

By whose account one signs in, one sees and changes what they do.
"""

from typing import Final

from getcrm.domain.policy import RULES, Deed, Relation, Viewer

GIVEN_BY_NAME: Final[frozenset[Relation]] = frozenset(
    {
        "watcher",
        "shared",
        "shared_to_edit",
        "common",
        "manager",
        "participant",
        "campaign_manager",
        "campaign",
        "customer",
    }
)
"""Relations that come from what somebody was given, not from what is theirs or their people's. What
was given to somebody's subordinate is within their own reach."""


def reaches_further(theirs: Viewer, mine: Viewer) -> bool:
    """Whether they could do something to a record to which I could not do it.

    It goes by what the policy lets them do to anything, not by what they happen to have today: it
    asks nothing of thousands of records, and tells nothing of them.
    """
    if mine.everything or theirs.user == mine.user:
        return False
    if theirs.everything:
        return True
    return any(
        not _covers(mine, theirs, kind, deed)
        for kind, deed in sorted({(rule.kind, rule.deed) for rule in RULES})
    )


def _covers(mine: Viewer, theirs: Viewer, kind: str, deed: Deed) -> bool:
    """Whether all records of this kind to which they may do that are within my reach."""
    my, their = mine.counting(kind, deed), theirs.counting(kind, deed)
    if "any" in my or not their:
        return True
    if theirs.user not in mine.subordinates or not their <= my | GIVEN_BY_NAME | {"own"}:
        return False
    own = "own" not in their or "subordinate" in my
    people = theirs.subordinates if "subordinate" in their else frozenset()
    fellows = theirs.colleagues if "colleague" in their else frozenset()
    return own and people | fellows <= mine.subordinates | {mine.user}
