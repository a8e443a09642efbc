"""Internal messages and the files that go with them (NOT-2)."""

from urllib.parse import quote

from pydantic import ValidationError
from typing_extensions import TypedDict

from getcrm.commands.attachment import FileName, UploadAttachment
from getcrm.commands.message import ArchiveMessage, ReadMessage, SendMessage, UnarchiveMessage
from getcrm.commands.values import Id
from getcrm.crm import Crm
from getcrm.domain.attachment import LARGEST, Attachment, plain_name
from getcrm.domain.message import Message
from getcrm.domain.refusals import NotFound, Refusal
from getcrm.eventlog import files
from getcrm.http.acts import Asked
from getcrm.http.passages import Door
from getcrm.http.problems import Problem
from getcrm.http.requests import body_of, former_id_for, id_for, idempotency_key
from getcrm.http.route import PREFIX, Passage, Route, act, create, delete, get, put
from getcrm.http.strict_json import render

ALL = "/messages"
ONE = f"{ALL}/{{message}}"
ACCESS, WRITE = "crm.access", "messages.write"
FILES = "/attachments"
ANYTHING = "*/*"
PLAIN = "application/octet-stream"


class NewFile(Asked):
    """name: what the file is called. Its media type is the Content-Type."""

    name: FileName


class UploadedFile(TypedDict):
    """id: by which it is attached to a message."""

    id: str
    name: str
    media_type: str
    size: int
    sha256: str


def upload(door: Door, asked: NewFile) -> None:
    """A file of at most 10 MiB, sent as it is. Only whoever sent it sees it, until it is attached
    to a message."""
    data = body_of(door.req, LARGEST)
    id = _file_id(door, files.hashed(data))
    media_type = (door.req.content_type or PLAIN).partition(";")[0].strip().lower()
    try:
        command = UploadAttachment(
            attachment=id,
            name=asked.name,
            media_type=media_type,
            size=len(data),
            sha256=files.hashed(data),
        )
    except ValidationError:
        raise Problem(400, "HeaderInvalid", header="Content-Type", expected="media_type") from None
    _keep(door, command, data)
    uploaded: UploadedFile = {
        "id": id,
        "name": command.name,
        "media_type": media_type,
        "size": command.size,
        "sha256": command.sha256,
    }
    door.resp.data = render(uploaded)
    door.resp.content_type = "application/json"
    door.resp.set_header("Location", f"{PREFIX}{FILES}/{id}")


def _file_id(door: Door, sha256: str) -> str:
    """That of the key; that which the key gave in a former version, if it was this very file."""
    id = id_for(door.req)
    former = former_id_for(door.req, id)
    kept = door.crm.log.load(Attachment, former).state if former else None
    same = kept and kept.uploader == door.req.context.by and kept.sha256 == sha256
    return former if former and same else id


def _keep(door: Door, command: UploadAttachment, data: bytes) -> None:
    """The bytes first, so that the log names none that are not there; of what is refused they go
    again."""
    log, context = door.crm.log, door.req.context
    files.store(log, command.attachment, command.name, command.media_type, data)
    try:
        door.crm.handle(
            command,
            by=context.by,
            key=idempotency_key(door.req),
            scopes=context.scopes,
            token=context.token,
        )
    except Refusal:
        _forget_unnamed(door, command)
        raise


def _forget_unnamed(door: Door, command: UploadAttachment) -> None:
    """The bytes, unless the log names them: the same file may have been kept before."""
    named = door.crm.log.load(Attachment, command.attachment).state
    if named is None or named.sha256 != command.sha256:
        files.forget(door.crm.log, command.attachment, command.sha256)


class OneFile(Asked):
    attachment: Id


def download(door: Door, asked: OneFile) -> None:
    """For whoever sent it, and for those who see a message that carries it. To be kept, never to
    be shown by the browser."""
    file = visible_file(door.crm, asked.attachment, door.req.context.by)
    data = files.fetch(door.crm.log, asked.attachment, file.sha256)
    if data is None:
        raise NotFound("attachment", kind=Attachment.KIND, id=asked.attachment)
    door.resp.data = data
    door.resp.content_type = file.media_type
    door.resp.set_header("ETag", f'"{file.sha256}"')
    name = f"attachment; filename*=UTF-8''{quote(plain_name(file.name), safe='')}"
    door.resp.set_header("Content-Disposition", name)


def visible_file(crm: Crm, id: str, by: str) -> Attachment:
    """Raises NotFound, also where it is there, but not for them."""
    file = crm.log.load(Attachment, id).state
    carried_by = crm.log.load_many(Message, crm.log.owners("attachment", id)).values()
    theirs = any(one.state is not None and one.state.is_of(by) for one in carried_by)
    if file is None or not (file.uploader == by or theirs):
        raise NotFound("attachment", kind=Attachment.KIND, id=id)
    return file


UPLOAD = Passage("upload", NewFile, UploadedFile, upload, takes=PLAIN, headers=("Idempotency-Key",))
DOWNLOAD = Passage("download", OneFile, None, download, gives=(PLAIN, ANYTHING))

ROUTES: tuple[Route, ...] = (
    get(ALL, "messages", ACCESS),
    create(ALL, "message", SendMessage, WRITE),
    get(ONE, "message", ACCESS),
    put(f"{ONE}/read", ReadMessage, ACCESS),
    put(f"{ONE}/archive", ArchiveMessage, ACCESS),
    delete(f"{ONE}/archive", UnarchiveMessage, ACCESS),
    act("POST", FILES, UPLOAD, WRITE, status=201),
    act("GET", f"{FILES}/{{attachment}}", DOWNLOAD, ACCESS),
)
