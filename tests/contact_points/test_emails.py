"""An e-mail address is one address and nothing else; a web site opens by http or https."""

import pytest
from pydantic import ValidationError

from getcrm.commands.credential import SetUpAccount
from getcrm.commands.customer import EditCustomer, RegisterCustomer
from getcrm.commands.user import AddUser, EditUser
from getcrm.contact_points.emails import NotAnEmail, as_typed, email, for_sending, is_mailbox
from getcrm.contact_points.websites import NotAWebsite, openable, website
from tests.commands.people import MAY, registered
from tests.story import ANNA, company, given, uid

NO_ADDRESS = [
    "mailto:a@b.vn",
    "a@b.vn, c@d.vn",
    "a@b.vn;c@d.vn",
    "a@b.vn c@d.vn",
    "Anna <a@b.vn>",
    "<a@b.vn>",
    "a@b.vn.",
    "a@b..vn",
    ".a@b.vn",
    "a..b@c.vn",
    "a@b",
    "a@@b.vn",
    "a@b_c.vn",
    "a@-b.vn",
    "a@[127.0.0.1]",
    '"a b"@c.vn',
    "a\u200b@b.vn",
    "a@b\u202e.vn",
    "",
]
COMMANDS = [
    lambda address: RegisterCustomer(name="Mây", emails=[address]),
    lambda address: EditCustomer(customer=MAY, emails=[address]),
    lambda address: EditCustomer(customer=MAY, contacts=[{"name": "Lan", "emails": [address]}]),
    lambda address: AddUser(name="Anna", email=address),
    lambda address: EditUser(user=ANNA, email=address),
    lambda address: SetUpAccount(invitation=uid(1), credential=uid(2), email=address),
]


@pytest.mark.parametrize("typed", NO_ADDRESS)
def test_what_is_no_address_is_refused_wherever_one_is_typed(typed):
    with pytest.raises(NotAnEmail):
        email(typed)
    for command in COMMANDS:
        with pytest.raises(ValidationError) as refused:
            command(typed)
        assert [error["type"] for error in refused.value.errors()] == ["email"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("An.Nguyen+crm@Example.VN", "An.Nguyen+crm@example.vn"),
        ("\u200b an@acme.vn\ufeff", "an@acme.vn"),
        ("an@acme.local", "an@acme.local"),
        ("an@công-ty.vn", "an@công-ty.vn"),
        ("an@xn--cng-ty-ixa.vn", "an@công-ty.vn"),
        ("o'brien@acme.vn", "o'brien@acme.vn"),
    ],
)
def test_an_address_is_kept_with_its_domain_in_its_own_script(typed, kept):
    assert email(typed) == email(kept) == as_typed(typed) == kept


def test_mail_goes_to_the_domain_that_servers_know():
    assert for_sending("an@công-ty.vn") == "an@xn--cng-ty-ixa.vn"
    assert for_sending("mailto:an@acme.vn") == "mailto:an@acme.vn"


def test_mail_comes_from_an_address_perhaps_of_a_host_alone():
    assert is_mailbox("crm@localhost")
    assert is_mailbox("crm@acme.vn")
    assert not is_mailbox("mailto:crm@acme.vn")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("acme.vn", "https://acme.vn"),
        ("Acme.vn/lien-he?x=1#y", "https://Acme.vn/lien-he?x=1#y"),
        ("acme.vn:8080", "https://acme.vn:8080"),
        ("http://acme.vn", "http://acme.vn"),
        ("HTTPS://acme.vn", "https://acme.vn"),
        ("https://công-ty.vn", "https://công-ty.vn"),
        (" acme.vn\u200b", "https://acme.vn"),
        ("", ""),
        ("\u3164", ""),
    ],
)
def test_a_web_site_has_http_or_https(typed, kept):
    assert website(typed) == website(kept) == kept
    command = RegisterCustomer(name="Mây", website=typed)
    story = given(company()).when(command).done()
    assert story.ask("customer", customer=story.answer.id)["website"] == kept


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "JavaScript://acme.vn/%0aalert(1)",
        "data:text/html,x",
        "mailto:an@acme.vn",
        "ftp://acme.vn",
        "file:///etc/passwd",
        "//acme.vn",
        "https://",
        "https:///acme.vn",
        "https://acme",
        "https:\\\\acme.vn",
        "https://acme.vn@evil.vn",
        "https://ac me.vn",
        "https://ac\u202eme.vn",
        "acme",
    ],
)
def test_what_a_browser_must_not_open_is_no_web_site(typed):
    with pytest.raises(NotAWebsite):
        website(typed)
    for command in (
        lambda: RegisterCustomer(name="Mây", website=typed),
        lambda: EditCustomer(customer=MAY, website=typed),
    ):
        with pytest.raises(ValidationError) as refused:
            command()
        assert [error["type"] for error in refused.value.errors()] == ["website"]


def test_a_web_site_that_an_older_version_let_in_opens_nothing_else():
    story = given(company(), registered(MAY, website="javascript:alert(1)"))
    assert story.ask("customer", customer=MAY)["website"] == ""
    assert openable("xem trên Facebook") == "xem trên Facebook"
    assert openable("acme.vn") == "https://acme.vn"
