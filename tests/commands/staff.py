"""A company with people in roles and departments, to tell stories about.

    North (managed by Lan)   Anna (salesperson)
      Hanoi                  Binh (salesperson)
    South                    Chi (salesperson)

Ha is the administrator, Mai does the marketing, Vy audits. Dung is only a name.
"""

from getcrm.domain.customer import CustomerSharingSet, Share, Sharing
from getcrm.domain.department import DepartmentCreated, MemberPlaced
from getcrm.domain.role import Roles
from getcrm.domain.user import UserAdded, UserDeactivated, UserReactivated, UserRoleGiven
from tests.commands.people import registered
from tests.story import ANNA, BINH, company, given, uid

HA, LAN, CHI, MAI, VY, DUNG = (uid(0x57AF0 + n) for n in range(6))
NORTH, HANOI, SOUTH = (uid(0xDE0 + n) for n in range(3))
ANNAS, BINHS, CHIS, NOBODYS = (uid(0xC05 + n) for n in range(4))
"""Customers, by whose they are."""
PEOPLE = {
    HA: ("Hà", "administrator"),
    LAN: ("Lan", "sales_manager"),
    ANNA: (None, "salesperson"),
    BINH: (None, "salesperson"),
    CHI: ("Chi", "salesperson"),
    MAI: ("Mai", "marketing"),
    VY: ("Vy", "auditor"),
    DUNG: ("Dũng", None),
}


def given_role(user, role, old=None):
    return (f"user-{user}", UserRoleGiven(old, role))


def left(user):
    return (f"user-{user}", UserDeactivated())


def came_back(user):
    return (f"user-{user}", UserReactivated())


def shared(customer, *shares, common=False):
    """The past of a customer that is shared with (kind, id, right)."""
    sharing = Sharing(common, tuple(Share(*share) for share in shares))
    return (f"customer-{customer}", CustomerSharingSet(Sharing(), sharing))


def staff():
    """The company, its people where they belong, and a customer of each salesperson, of whom
    nobody is told: they were there before anybody could sign in."""
    tree = [
        DepartmentCreated(NORTH, "Miền Bắc", None, (LAN,)),
        DepartmentCreated(HANOI, "Hà Nội", NORTH, ()),
        DepartmentCreated(SOUTH, "Miền Nam", None, ()),
        MemberPlaced(LAN, None, NORTH),
        MemberPlaced(ANNA, None, NORTH),
        MemberPlaced(BINH, None, HANOI),
        MemberPlaced(CHI, None, SOUTH),
    ]
    return [
        *company(),
        *(("roles-main", shipped) for shipped in Roles().ship("en")),
        *((f"user-{id}", UserAdded(name)) for id, (name, _) in PEOPLE.items() if name),
        *(("departments-main", event) for event in tree),
        registered(ANNAS, owner=ANNA, name="Của Anna"),
        registered(BINHS, owner=BINH, name="Của Bình"),
        registered(CHIS, owner=CHI, name="Của Chi"),
        registered(NOBODYS, name="Không ai"),
        *(given_role(id, role) for id, (_, role) in PEOPLE.items() if role),
    ]


def at_work(*past):
    """A story in that company."""
    return given(staff(), *past)
