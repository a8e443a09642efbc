"""docs/permissions.md: permissions, roles, the policy table, and what everything takes."""

from collections.abc import Iterator
from itertools import groupby

from getcrm.commands.policy import CLOCK, NEEDS, Needs, On
from getcrm.domain.permission import ANYBODY, PERMISSIONS, SHIPPED, SIGNED_IN
from getcrm.domain.policy import RULES, Rule
from getcrm.domain.role import in_order
from getcrm.http.openapi.operations import in_words
from getcrm.http.routes import ROUTES
from getcrm.language.visibility import DEEDS, RELATIONS

HEAD = """\
# Who may see and change what

<!-- made by `python -m getcrm.docs permissions`; do not edit -->

Everybody has one **role**, a named set of **permissions** (PERM-1, PERM-2). What a permission
reaches is decided by the **relation** in which somebody stands to a record: it is theirs, or that
of somebody in a department they manage, or shared with them. One table, `domain/policy.py`, says
which permissions make which relation count. Commands are checked against it in their own
decision, questions ask the same relations in SQL (`projections/access`), and
[0010](decisions/0010-permissions.md) says why.

- What one may not see is answered as if it were not there (404); what one sees and may not change
  is 403, and so is what one's role does not allow at all.
- Today's permissions count, also for what is shown as of a past date (PERM-4).
- A token does what its user may do, and no more than its scopes.
- *Why* somebody sees a record, and *who* sees it, is answered by `GET …/visibility` and
  `GET …/visibility/people` below every record, and by `getcrm why-visible` and
  `getcrm who-can-see` (PERM-5).
"""

NOTES = """\
## Where the requirements were silent

- `customers.view_subordinates` and `customers.edit_subordinates` reach everything that belongs to
  the people of subordinate departments: their customers, opportunities and transactions. What
  belongs to nobody is nobody's subordinate's.
- Subordinates are the people of the departments one manages, and of all inside them. To belong to
  a department is not to manage it.
- What is shared with a department reaches those inside it too, not those above. A manager who is
  to see what is shared with a department belongs to it.
- To share a customer, or to hand it over, is for its owner, those who edit what is the owner's,
  and those who view all and edit. Whoever it is shared with, also to edit, does not share it on.
- `view_all` shows; together with the permission to edit or to delete it also reaches everything.
- Watchers of a transaction look on. Whoever sees a customer sees the transactions about it.
- Whoever takes part in a campaign sees all its opportunities, and edits their own; its manager
  edits all of them. An owner sees an opportunity without seeing its campaign.
- Whoever sees an opportunity knows whose it is: the customer's name and id stand on it. Its page
  also tells how to reach the customer, by its phones and e-mails and those of its main contact:
  whoever sees the customer; the others unless the campaign has `hide_contacts` (CAM-1) or the
  customer is deleted, as both are today. That is all: they work on the opportunity, not on its
  customer. Work they add to it concerns the customer only where they may see that customer, and so
  neither its points nor its contact are the customer's; to copy it takes to see the customer; what
  they say in it is part of the customer's discussion for those who see both
  ([0016](decisions/0016-who-may-reach-whom.md)).
- Whoever does some work, or watches it, and may not see the customer it concerns, is told neither
  the customer's name nor its id, in no list, filter, sentence, notification or e-mail.
- A comment that is deleted is gone from timelines, notifications and e-mails, but for those with
  `audit.access`.
- Work is given to oneself, to subordinates, and to anybody by those who view all transactions.
  Those who do it already stay.
- Whoever registers a customer without saying whose it is, owns it, unless they see all of them
  anyway; the same with the manager of a new campaign.
- Nobody gives away more than they may do, by a role, a permission of a role or the scopes of a
  token; nor do they change a role or a person who may do more than they, or the same to records
  that they do not reach themselves: to change anything about somebody's account takes to see all
  that they could see, or to manage their department ([0016](decisions/0016-who-may-reach-whom.md)).
  Who stands below whom
  decides who sees what: to change that, or who belongs where, takes `departments.edit` and to
  view all customers, opportunities, transactions and figures.
- Nothing new is given to somebody who has left; what was theirs stays theirs, and the automatic
  division of a campaign passes over them.
- A name without a role is one that imported records go by. Nobody signs in as it; only whoever
  holds the database (`getcrm apply`) acts in its name, and then everything is open. Whoever holds
  the database may also tell of the past in anybody's name; over HTTP that takes `history.record`.
- An auditor changes nothing but what is about themselves: by what they sign in, their language,
  what they have read and want to be told.
- What a later version adds to the permissions, the shipped roles get that nobody has edited; to
  all others an administrator gives it.
- Whoever sees a customer or an opportunity reads its comments. Only the author rewrites one; the
  author, and whoever may edit the record it is on, deletes and restores it. Both take
  `comments.write`.
- In bulk it is all or nothing: where one of them is not to be seen or to be changed, nothing is.

What can be learnt of records one may not see, because it cannot be hidden: that a code, an e-mail
address of a user, or an id is taken; that somewhere a customer has the same phone, e-mail or tax
code (without saying which); how many customers are in a stage that cannot be deleted (REL-9, for
those with `crm.settings`).
"""


def document() -> str:
    """The page, as it should be."""
    parts = (permissions(), rules(), commands(), questions())
    return "\n".join([HEAD, *(line for part in parts for line in part), NOTES])


def permissions() -> Iterator[str]:
    """Which role has which permission."""
    yield from ("## Permissions, and the roles every company starts with", "")
    yield "| | " + " | ".join(role.en.replace(" ", "\u00a0") for role in SHIPPED.values()) + " |"
    yield "|---|" + ":-:|" * len(SHIPPED)
    for permission in PERMISSIONS:
        marks = ("✓" if permission in role.permissions else "" for role in SHIPPED.values())
        yield f"| `{permission}` | " + " | ".join(marks) + " |"
    yield ""
    yield "A company renames them, changes what they allow, deletes them and makes its own. The"
    yield "administrator's keeps everything."
    yield ""


def rules() -> Iterator[str]:
    """The table of the policy, a section for each kind of record."""
    yield from ("## What a relation to a record lets one do", "")
    yield "Somebody may do it by any one line; what one may not view, one may not change."
    for kind, of_kind in groupby(RULES, key=lambda rule: rule.kind):
        yield from ("", f"### {kind}", "", "| to | where | with |", "|---|---|---|")
        yield from map(row, of_kind)
    yield ""


def row(rule: Rule) -> str:
    needed = ", ".join(f"`{permission}`" for permission in in_order(rule.needs))
    where = RELATIONS[rule.relation]["en"]
    return f"| {DEEDS[rule.deed]['en']} | {where} (`{rule.relation}`) | {needed} |"


def commands() -> Iterator[str]:
    """What every command takes."""
    yield from ("## What commands take", "", "| command | permission | and of |", "|---|---|---|")
    for command, needs in NEEDS.items():
        yield f"| {in_words(command.__name__)} | {said(needs)} | {'; '.join(map(on, needs.on))} |"
    yield ""


def said(needs: Needs) -> str:
    if needs.permission == CLOCK:
        return "nobody's: the machine itself"
    return permission_or(needs.permission)


def permission_or(permission: str) -> str:
    words = {SIGNED_IN: "whoever is signed in, for themselves", ANYBODY: "anybody"}
    return words.get(permission, f"`{permission}`")


def on(record: On) -> str:
    return f"{record.field}: {DEEDS[record.deed]['en']}"


def questions() -> Iterator[str]:
    """What every address takes that is no command."""
    yield from ("## What questions take", "", "| | permission |", "|---|---|")
    for route in ROUTES:
        if not route.is_command:
            yield f"| {route.method} `{route.path}` | {permission_or(route.permission)} |"
    yield ""
    yield "Where an address names a record, that one has to be visible; lists, boards, counts and"
    yield "figures hold only what is."
    yield ""
