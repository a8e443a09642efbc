"""Internal messages (thư nội bộ), as those read them whose they are (NOT-2)."""

from getcrm.projections.messages.asking import (
    MessageAnswer,
    MessageQuery,
    MessagesAnswer,
    MessagesQuery,
    message,
    messages,
)
from getcrm.projections.messages.changes import TOPICS, apply
from getcrm.projections.messages.tables import TABLES
from getcrm.projections.projection import Projection
from getcrm.projections.query import Ask, Queries

MESSAGES = Projection("messages", 1, TABLES, TOPICS, apply)
ASKED_OF = ("messages", "directory")
QUERIES: Queries = {
    "messages": Ask(MessagesQuery, MessagesAnswer, messages, ASKED_OF),
    "message": Ask(MessageQuery, MessageAnswer, message, ASKED_OF),
}

__all__ = ["MESSAGES", "QUERIES"]
