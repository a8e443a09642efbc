"""Internal messages (thư nội bộ) between colleagues (NOT-2)."""

import pytest

from getcrm.commands.attachment import UploadAttachment
from getcrm.commands.message import ArchiveMessage, ReadMessage, SendMessage, UnarchiveMessage
from getcrm.domain.attachment import AttachmentUploaded
from getcrm.domain.message import (
    Attached,
    MessageArchived,
    MessageRead,
    MessageSent,
    MessageUnarchived,
    NobodyToSendTo,
    NotTheCampaignsManager,
)
from getcrm.domain.policy import PermissionMissing
from getcrm.domain.refusals import AlreadyExists, NotFound
from getcrm.domain.user import UserIsDeactivated, UserUnknown
from tests.commands.sales import SPRING, Participant, created
from tests.commands.staff import CHI, DUNG, HA, LAN, MAI, VY, at_work, left
from tests.story import ANNA, BINH, uid

HELLO, FILE = uid(0x3E55), uid(0xF11E)


def sent(*to, sender=ANNA, campaign=None, attachments=(), reply_to=None, text=""):
    return MessageSent(sender, to, campaign, "Họp", text, attachments, reply_to)


def past(*to, **known):
    return (f"message-{HELLO}", sent(*to, **known))


def send(*to, **fields):
    return SendMessage(message=HELLO, recipients=list(to), subject="Họp", **fields)


def selling(*more, manager=LAN):
    people = (ANNA, BINH, LAN, DUNG, MAI)
    participants = tuple(Participant(user, True) for user in people)
    return at_work(created(participants=participants, manager=manager), *more)


def test_to_some_colleagues_each_once_and_not_to_oneself():
    story = at_work().when(send(BINH, CHI, BINH, ANNA, text="9 giờ"))
    story.then(sent(BINH, CHI, text="9 giờ"))
    story.when(send(BINH)).then_refused(AlreadyExists, id=HELLO)


def test_a_message_has_somebody_to_go_to():
    at_work().when(send()).then_refused(NobodyToSendTo)
    at_work().when(send(ANNA)).then_refused(NobodyToSendTo)
    at_work().when(send(uid(1))).then_refused(UserUnknown, user=uid(1))
    at_work(left(BINH)).when(send(CHI, BINH)).then_refused(UserIsDeactivated, name="Bình")


def test_from_a_campaign_to_those_who_take_part_in_it_at_that_moment():
    """And still work here."""
    story = selling(left(MAI)).when(send(campaign=SPRING), by=LAN)
    story.then(sent(ANNA, BINH, DUNG, sender=LAN, campaign=SPRING))


def test_and_to_others_besides():
    story = selling().when(send(CHI, BINH, campaign=SPRING), by=LAN)
    story.then(sent(CHI, BINH, ANNA, DUNG, MAI, sender=LAN, campaign=SPRING))


def test_a_campaign_writes_through_its_manager_alone():
    selling().when(send(campaign=SPRING), by=ANNA).then_refused(NotTheCampaignsManager)
    selling().when(send(campaign=SPRING), by=HA).then_refused(NotTheCampaignsManager)
    refused = selling().when(send(campaign=SPRING), by=CHI)
    refused.then_refused(NotFound, kind="campaign", id=SPRING)
    refused.when(send(campaign=uid(1)), by=HA).then_refused(NotFound, id=uid(1))
    refused.when(send(campaign=uid(1)), by="system").then_refused(NotFound, id=uid(1))


def uploaded(by=ANNA):
    return (f"attachment-{FILE}", AttachmentUploaded(by, "a.pdf", "application/pdf", 7, "0" * 64))


def test_files_one_has_uploaded_go_with_it():
    story = at_work(uploaded()).when(send(BINH, attachments=[FILE, FILE]))
    story.then(sent(BINH, attachments=(Attached(FILE, "a.pdf", "application/pdf", 7),)))
    for story in (at_work(uploaded(by=BINH)), at_work()):
        story.when(send(CHI, attachments=[FILE]))
        story.then_refused(NotFound, kind="attachment", id=FILE)


def test_one_answers_what_one_has_sent_or_received():
    reply = SendMessage(message=uid(1), recipients=[ANNA], subject="Họp", reply_to=HELLO)
    story = at_work(past(BINH)).when(reply, by=BINH)
    story.then(sent(ANNA, sender=BINH, reply_to=HELLO))
    for user in (CHI, HA):
        at_work(past(BINH)).when(reply, by=user).then_refused(NotFound, kind="message", id=HELLO)


def test_an_auditor_reads_what_they_are_sent_and_sends_nothing_perm_1():
    story = at_work(past(VY)).when(ReadMessage(message=HELLO), by=VY).done()
    reply = SendMessage(recipients=[ANNA], subject="Họp", reply_to=HELLO)
    story.when(reply, by=VY).then_refused(PermissionMissing, permission="messages.write")
    file = UploadAttachment(
        attachment=FILE, name="x", media_type="text/plain", size=0, sha256="0" * 64
    )
    story.when(file, by=VY).then_refused(PermissionMissing, permission="messages.write")


def test_what_becomes_of_it_is_each_one_s_own():
    read, archive = ReadMessage(message=HELLO), ArchiveMessage(message=HELLO)
    back = UnarchiveMessage(message=HELLO)
    story = at_work(past(BINH, CHI)).when(read, by=BINH).then(MessageRead(BINH))
    story.when(read, by=BINH).then_nothing_happens()
    story.when(read).then_nothing_happens()
    story.when(archive, by=CHI).then(MessageArchived(CHI))
    story.when(archive, by=CHI).then_nothing_happens()
    story.when(archive).then(MessageArchived(ANNA))
    story.when(back, by=CHI).then(MessageUnarchived(CHI))
    story.when(back, by=CHI).then_nothing_happens()


@pytest.mark.parametrize("command", [ReadMessage, ArchiveMessage, UnarchiveMessage])
@pytest.mark.parametrize("who", [LAN, HA, VY, "system"])
def test_to_everybody_else_it_is_not_there(command, who):
    story = at_work(past(BINH)).when(command(message=HELLO), by=who)
    story.then_refused(NotFound, kind="message", id=HELLO)


def test_a_narrow_token_writes_to_nobody():
    few = frozenset({"customers.access"})
    at_work().when(send(BINH), scopes=few).then_refused(PermissionMissing)
