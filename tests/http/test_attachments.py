"""Files that go with messages: for those who see one that carries them, to be kept (NOT-2)."""

import hashlib
import io
import json
from urllib.parse import quote

import pytest
from falcon.testing import StartResponseMock, create_environ
from pydantic import ValidationError

from getcrm.commands.attachment import UploadAttachment
from getcrm.commands.user import IssueApiToken, RevokeApiToken
from getcrm.domain.attachment import LARGEST, AttachmentUploaded
from getcrm.domain.user import UserAdded, UserRoleGiven
from getcrm.eventlog import files, tokens
from getcrm.sign_in.made_ids import MadeIds
from tests.http.conftest import PREFIX, SECRET, Api
from tests.http.signing_in import set_up
from tests.story import ANNA, BINH, uid

CHI = uid(0xC41)
PDF = b"%PDF-1.7\n\x00\xff\xfe"


@pytest.fixture
def api():
    """Bình and Chi have programs, too."""
    chi = [(f"user-{CHI}", UserAdded("Chi")), (f"user-{CHI}", UserRoleGiven(None, "auditor"))]
    api = Api(chi)
    for user in (BINH, CHI):
        api.crm.handle(IssueApiToken(user=user, token=user, name="t"), by="system")
        tokens.store(api.crm.log, f"gc_{user}", tokens.Token(user, user, "t"))
    return api


def as_(user):
    return {"Authorization": f"Bearer gc_{user}"}


def upload(api, data=PDF, name="b%C3%A1o%20gi%C3%A1.pdf", media_type="application/pdf", **headers):
    given = {"Content-Type": media_type} if media_type else {}
    given |= headers
    return api.ask("POST", "/attachments", query_string=f"name={name}", body=data, headers=given)


def sent(api, *to, **fields):
    body = {"recipients": list(to), "subject": "Báo giá", **fields}
    return api.post("/messages", body)


def test_a_file_goes_with_a_message_and_comes_back_as_it_was(api):
    uploaded = upload(api)
    assert uploaded.status_code == 201
    file = uploaded.json
    assert file == {
        "id": file["id"],
        "name": "báo giá.pdf",
        "media_type": "application/pdf",
        "size": len(PDF),
        "sha256": hashlib.sha256(PDF).hexdigest(),
    }
    assert sent(api, BINH, attachments=[file["id"]]).status_code == 201
    [message] = api.ask("GET", "/messages", headers=as_(BINH)).json["messages"]
    assert message["attachments"] == [{k: v for k, v in file.items() if k != "sha256"}]
    found = api.ask("GET", f"/attachments/{file['id']}", headers=as_(BINH))
    assert (found.status_code, found.content) == (200, PDF)
    assert uploaded.headers["location"] == f"/api/v1/attachments/{file['id']}"


def test_it_is_kept_and_never_shown_by_a_browser(api):
    file = upload(api, b"<script>alert(1)</script>", "a%22%0Ab.html", "text/html")
    assert file.status_code == 400, "a name is one line"
    file = upload(api, b"<script>alert(1)</script>", "a%22b%3B.html", "text/html; charset=utf-8")
    found = api.get(f"/attachments/{file.json['id']}")
    assert found.headers["content-type"] == "text/html"
    assert found.headers["content-disposition"] == "attachment; filename*=UTF-8''a%22b%3B.html"
    assert found.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in found.headers["content-security-policy"]


def test_only_those_who_see_a_message_that_carries_it_get_it(api):
    """The auditor, who reads everything else, does not; nor does Bình before it is sent."""
    id = upload(api).json["id"]
    for user in (BINH, CHI):
        assert api.ask("GET", f"/attachments/{id}", headers=as_(user)).status_code == 404
    assert api.get(f"/attachments/{id}").status_code == 200, "whoever uploaded it does"
    sent(api, BINH, attachments=[id])
    assert api.ask("GET", f"/attachments/{id}", headers=as_(BINH)).status_code == 200
    foreign = api.ask("GET", f"/attachments/{id}", headers=as_(CHI))
    missing = api.ask("GET", f"/attachments/{uid(1)}", headers=as_(CHI))
    assert (foreign.status_code, foreign.json["code"]) == (404, missing.json["code"])
    assert foreign.json["detail"] == missing.json["detail"].replace(uid(1), id)


def test_nobody_sends_a_file_of_somebody_else(api):
    id = upload(api, **as_(BINH)).json["id"]
    assert sent(api, CHI, attachments=[id]).json["code"] == "NotFound"


def test_the_same_key_keeps_one_file(api):
    first = upload(api, **{"Idempotency-Key": "k"})
    again = upload(api, **{"Idempotency-Key": "k"})
    assert (again.status_code, again.json) == (201, first.json)
    other = upload(api, b"other", **{"Idempotency-Key": "k"})
    assert (other.status_code, other.json["code"]) == (422, "IdempotencyKeyReused")
    assert api.get(f"/attachments/{first.json['id']}").content == PDF


def test_without_a_media_type_it_is_just_bytes(api):
    assert upload(api, media_type=None).json["media_type"] == "application/octet-stream"
    assert upload(api, b"").json["size"] == 0


@pytest.mark.parametrize("media_type", ["pdf", "a/b/c", "text/ html", "é/x"])
def test_a_media_type_that_is_none_is_refused(api, media_type):
    result = upload(api, media_type=media_type)
    assert (result.status_code, result.json["code"]) == (400, "HeaderInvalid")


def test_ten_mebibytes_and_no_more(api):
    assert upload(api, b"x" * LARGEST).status_code == 201
    large = upload(api, b"x" * (LARGEST + 1))
    assert (large.status_code, large.json["code"]) == (413, "BodyTooLarge")


def test_what_is_uploaded_is_in_the_log_but_not_its_bytes(api):
    upload(api)
    [entry] = [e for e in api.crm.log.read(after=0) if e.topic == "AttachmentUploaded"]
    assert (entry.by, entry.data["size"]) == (ANNA, len(PDF))
    assert "%PDF" not in str(api.crm.log.read(after=0))


def test_bytes_that_are_lost_are_not_found(api):
    id = upload(api).json["id"]
    api.crm.log.recorder.execute("DELETE FROM attachment WHERE id = ?", (id,))
    assert api.get(f"/attachments/{id}").status_code == 404
    assert files.fetch(api.crm.log, id, "0" * 64) is None


def test_a_narrow_token_uploads_nothing(api):
    secret = f"gc_{uid(0x70D)}"
    issue = IssueApiToken(user=BINH, token=uid(0x70D), name="t", scopes=["customers.access"])
    api.crm.handle(issue, by="system")
    tokens.store(api.crm.log, secret, tokens.Token(uid(0x70D), BINH, "t"))
    assert upload(api, Authorization=f"Bearer {secret}").status_code == 403
    assert api.crm.log.recorder.query("SELECT count(*) FROM attachment") == [(0,)]


def by_browser(api, manners):
    """A file is sent as it is, by whoever is signed in with a cookie."""
    browser = set_up(api)
    headers = {**manners, "Content-Type": "application/pdf"}
    headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    return api.anybody.simulate_post(
        f"{PREFIX}/attachments", query_string="name=a.pdf", body=PDF, headers=headers
    )


def test_a_browser_sends_a_file_from_our_own_pages(api):
    assert by_browser(api, {"Sec-Fetch-Site": "same-origin"}).status_code == 201


@pytest.mark.parametrize(
    "manners", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}]
)
def test_another_site_sends_none_in_our_name(api, manners):
    result = by_browser(api, manners)
    assert (result.status_code, result.json["code"]) == (403, "NotSameOrigin")
    assert api.crm.log.recorder.query("SELECT count(*) FROM attachment") == [(0,)]


# --- what is refused leaves no bytes


def kept_bytes(api):
    return api.crm.log.recorder.query("SELECT id, size FROM attachment")


def test_a_file_that_is_refused_leaves_no_bytes(api):
    key = {"Idempotency-Key": "one"}
    kept = upload(api, **key).json["id"]
    assert upload(api, b"other bytes", **key).json["code"] == "IdempotencyKeyReused"
    assert kept_bytes(api) == [(kept, len(PDF))]
    again = upload(api, **key)
    assert (again.status_code, again.json["id"]) == (201, kept)
    assert api.get(f"/attachments/{kept}").content == PDF


@pytest.mark.parametrize(
    ("data", "more", "status"),
    [
        (b"x" * (LARGEST + 1), {}, 413),
        (PDF, {"media_type": "no type"}, 400),
        (PDF, {"name": "%00"}, 400),
        (PDF, {"Idempotency-Key": "not a key"}, 400),
        (PDF, {"Authorization": f"Bearer gc_{CHI}"}, 403),
        (PDF, {"Content-Length": str(len(PDF) + 1)}, 400),
    ],
    ids=["too large", "wrong type", "wrong name", "wrong key", "not allowed", "cut off"],
)
def test_nor_does_one_that_never_was_whole_or_never_allowed(api, data, more, status):
    assert upload(api, data, **more).status_code == status
    assert kept_bytes(api) == []


def test_one_whose_user_has_left_meanwhile_leaves_none_either(api, monkeypatch):
    """The token was good when the request came in, and is not when it is decided."""
    real = files.store

    def meanwhile(log, *file):
        real(log, *file)
        api.crm.handle(RevokeApiToken(user=BINH, token=BINH), by="system")

    monkeypatch.setattr(files, "store", meanwhile)
    assert upload(api, **as_(BINH)).status_code in (401, 404)
    assert kept_bytes(api) == []


class Broken(io.BytesIO):
    """What a server gives the application where a chunk is none, or the client has gone."""

    def __init__(self, error):
        super().__init__(b"")
        self.error = error

    def read(self, size=-1):
        raise self.error


@pytest.mark.parametrize("error", [ValueError("bad chunk"), ConnectionResetError("gone")])
@pytest.mark.parametrize("path", ["/attachments", "/customers"])
def test_a_broken_chunk_is_the_senders_fault(api, error, path):
    query = "name=x.pdf" if path == "/attachments" else ""
    headers = {"Authorization": f"Bearer {SECRET}", "Content-Type": "application/json"}
    env = create_environ(PREFIX + path, query, method="POST", headers=headers)
    env |= {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": Broken(error)}
    start = StartResponseMock()
    body = b"".join(api.app(env, start))
    assert (start.status[:3], json.loads(body)["code"]) == ("400", "BodyBroken")
    assert kept_bytes(api) == []


def test_the_same_file_under_a_key_of_a_former_version_keeps_its_id(api):
    """What was uploaded while ids could be guessed is still answered by the same key."""
    former = MadeIds(api.crm).former(ANNA, "one")
    sha256 = hashlib.sha256(PDF).hexdigest()
    files.store(api.crm.log, former, "a.pdf", "application/pdf", PDF)
    command = UploadAttachment(
        attachment=former, name="a.pdf", media_type="application/pdf", size=len(PDF), sha256=sha256
    )
    api.crm.handle(command, by=ANNA, key="one")
    again = upload(api, name="a.pdf", **{"Idempotency-Key": "one"})
    assert (again.status_code, again.json["id"]) == (201, former)


@pytest.mark.parametrize(
    "name",
    [
        "cv\u202efdp.exe",
        "\u2066cv\u2069.pdf",
        "cv.pd\u200bf",
        "cv.pdf\u200d",
        "cv\ufeff.pdf",
        "cv\u00ad.exe",
        "cv.exe\u3164",
        "cv.\U000e0065pdf",
        "cv.pdf                    .exe",
        "cv.exe.",
        "..",
        "../cv.pdf",
        "..\\cv.pdf",
        "cv\u2215x.pdf",
    ],
)
def test_a_name_that_may_deceive_is_refused(api, name):
    refused = upload(api, name=quote(name))
    assert refused.status_code == 400
    assert [error["code"] for error in refused.json["errors"]] == ["file_name"]
    with pytest.raises(ValidationError):
        UploadAttachment(attachment=uid(1), name=name, media_type="a/b", size=1, sha256="0" * 64)


@pytest.mark.parametrize("name", ["báo giá (2).tar.gz", ".env", "README", "👩\u200d👩 ❤\ufe0f.png"])
def test_any_other_name_is_kept_as_it_is(api, name):
    uploaded = upload(api, name=quote(name))
    assert (uploaded.status_code, uploaded.json["name"]) == (201, name)


@pytest.mark.parametrize(
    ("former", "saved"),
    [
        ("cv\u202efdp.exe", "cvfdp.exe"),
        ("cv.pdf          .exe", "cv.pdf .exe"),
        ("../cv.exe. .", ".._cv.exe"),
        ("\u200b", "file"),
    ],
)
def test_a_name_of_former_years_is_saved_under_a_plain_one(former, saved):
    file = uid(0xF11E)
    uploaded = AttachmentUploaded(ANNA, former, "a/b", len(PDF), files.hashed(PDF))
    api = Api([(f"attachment-{file}", uploaded)])
    files.store(api.crm.log, file, former, "a/b", PDF)
    found = api.ask("GET", f"/attachments/{file}")
    disposition = f"attachment; filename*=UTF-8''{quote(saved, safe='')}"
    assert found.headers["Content-Disposition"] == disposition
