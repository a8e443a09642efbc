"""Notifications (thông báo): who is told of what, and has read it (NOT-1, OPP-15)."""

from getcrm.projections.notifications.asking import (
    NotificationsAnswer,
    NotificationsQuery,
    PreferencesAnswer,
    PreferencesQuery,
    notifications,
    preferences,
)
from getcrm.projections.notifications.tables import TABLES
from getcrm.projections.notifications.telling import TOPICS, apply
from getcrm.projections.projection import Projection
from getcrm.projections.query import Ask, Queries

NOTIFICATIONS = Projection("notifications", 4, TABLES, TOPICS, apply)
ASKED_OF = ("notifications", "timeline", "discussion", "directory", "access")
QUERIES: Queries = {
    "notifications": Ask(NotificationsQuery, NotificationsAnswer, notifications, ASKED_OF),
    "notification_preferences": Ask(
        PreferencesQuery, PreferencesAnswer, preferences, ("notifications",)
    ),
}

__all__ = ["NOTIFICATIONS", "QUERIES"]
