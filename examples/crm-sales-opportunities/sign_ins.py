"""Lets four people of the example sign in, so that permissions can be tried.

    python sign_ins.py

Each gets a random password, which is printed this once and kept nowhere. Whoever has one keeps
it; where the example was not loaded, nothing happens.
"""

import secrets

from getcrm.config import settings
from getcrm.crm import Crm, open_crm
from getcrm.domain.text import folded
from getcrm.domain.user import User
from getcrm.sign_in import accounts

PEOPLE = {
    "melvin.marxen@example.com": "manages a team in Central",
    "darcel.schlecht@example.com": "sells in that team",
    "gladys.colclough@example.com": "sells in that team too",
    "violet.mclelland@example.com": "sells in East",
}


def main() -> None:
    crm = open_crm(settings().database)
    try:
        passwords = {email: password for email in PEOPLE if (password := given(crm, email))}
    finally:
        crm.close()
    if passwords:
        print("To sign in as, with passwords that are shown this once:")
    for email, password in passwords.items():
        print(f"  {email:30} {password}   {PEOPLE[email]}")


def given(crm: Crm, email: str) -> str | None:
    """A new password of somebody who is there and has none."""
    for id in crm.log.owners("user_email", folded(email)):
        user = crm.log.load(User, id).state
        if user and user.is_active and user.credentials.password is None:
            password = secrets.token_urlsafe(12)
            accounts.choose_for(crm, id, password)
            return password
    return None


if __name__ == "__main__":
    main()
