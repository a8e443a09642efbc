"""What the upload of a file asks for, once its bytes are kept."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from getcrm.commands import Command, Handlers
from getcrm.commands.decision import Decision, decide
from getcrm.commands.desk import Desk
from getcrm.commands.values import Id, Name
from getcrm.domain.attachment import LARGEST, Attachment, AttachmentUploaded, deceives
from getcrm.domain.refusals import AlreadyExists

MediaType = Annotated[
    str,
    StringConstraints(max_length=100, pattern=r"^[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9!#$&^_.+-]+$"),
]


def _honest(name: str) -> str:
    if deceives(name):
        raise PydanticCustomError(
            "file_name", "should be a file name without slashes, invisible characters or a dot last"
        )
    return name


FileName = Annotated[Name, AfterValidator(_honest)]


class UploadAttachment(Command):
    """Writes down that a file is there; whoever received it keeps its bytes outside the log."""

    attachment: Id
    name: FileName
    media_type: MediaType
    size: Annotated[int, Field(ge=0, le=LARGEST)]
    sha256: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]


def upload_attachment(command: UploadAttachment, desk: Desk) -> Decision:
    if desk.find(Attachment, command.attachment) is not None:
        raise AlreadyExists("attachment", kind=Attachment.KIND, id=command.attachment)
    uploaded = AttachmentUploaded(
        desk.by, command.name, command.media_type, command.size, command.sha256
    )
    return decide(Attachment, command.attachment, [uploaded])


HANDLERS: Handlers = {UploadAttachment: upload_attachment}
