"""The policy, written down a second time, by hand, for the tests to expect (PERM-1 to PERM-4)."""


def permission(word: str) -> str:
    """signed_in stands in place of one."""
    return "signed in" if word == "signed_in" else word
