"""What one is told, has read, and wants to be told (NOT-1)."""

from getcrm.commands.inbox import (
    ReadNotifications,
    SetNotificationPreference,
    UnreadNotifications,
)
from getcrm.http.passages import Door
from getcrm.http.requests import last_event_id
from getcrm.http.route import Passage, Route, act, get, post, put
from getcrm.http.routes.sessions import Nothing

ALL = "/me/notifications"
PREFERENCES = f"{ALL}/preferences"
ACCESS = "crm.access"


def stream(door: Door, asked: Nothing) -> None:
    """Server-Sent Events: every new `notification` as it comes, and the number of `unread` ones
    where it has changed. The id of each is a position of the log: an answer that broke off goes
    on after it. 503 where a worker has no stream left: ask the list now and then instead."""
    after = last_event_id(door.req)
    door.resp.set_header("X-Accel-Buffering", "no")
    if door.req.method != "HEAD":
        door.resp.stream = door.live.open(door.req, after)


STREAM = Passage(
    "notification_stream",
    Nothing,
    None,
    stream,
    gives=("text/event-stream",),
    headers=("Last-Event-ID",),
)

ROUTES: tuple[Route, ...] = (
    get(ALL, "notifications", ACCESS),
    post(f"{ALL}/read", ReadNotifications, ACCESS),
    post(f"{ALL}/unread", UnreadNotifications, ACCESS),
    act("GET", f"{ALL}/stream", STREAM, ACCESS),
    get(PREFERENCES, "notification_preferences", ACCESS),
    put(f"{PREFERENCES}/{{object}}/{{action}}", SetNotificationPreference, ACCESS),
)
