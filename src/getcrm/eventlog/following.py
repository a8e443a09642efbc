"""Every event from a position on, and then each new one as it is recorded."""

from collections import deque
from collections.abc import Sequence
from typing import Any

from eventsourcing.persistence import ApplicationRecorder, Notification, Subscription


class Following(Subscription[ApplicationRecorder]):
    """The library's subscription, woken by the recorder's own follower."""

    def __init__(self, recorder: Any, gt: int | None, topics: Sequence[str]) -> None:
        super().__init__(recorder, gt, topics)
        self._follower = recorder.follower()
        self._waiting: deque[Notification] = deque()

    def __exit__(self, *args: object, **kwargs: Any) -> None:
        super().__exit__(*args, **kwargs)
        self._follower.close()

    def __next__(self) -> Notification:
        while not self._waiting:
            if self._has_been_stopped:
                raise StopIteration
            batch = self._recorder.select_notifications(
                self._last_notification_id, 500, inclusive_of_start=False
            )
            self._waiting.extend(n for n in batch if not self._topics or n.topic in self._topics)
            if batch:
                self._last_notification_id = batch[-1].id
            else:
                self._follower.wait(0.5)
        return self._waiting.popleft()
