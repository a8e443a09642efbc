"""The bytes of files, beside the log."""

from getcrm.eventlog import files
from getcrm.eventlog.log import EventLog

BYTES = bytes(range(256)) * 3


def test_bytes_come_back_as_they_were(log: EventLog) -> None:
    files.store(log, "a", "a.bin", "application/octet-stream", BYTES)
    files.store(log, "a", "a.bin", "application/octet-stream", BYTES)
    files.store(log, "e", "e.bin", "application/octet-stream", b"")
    assert files.fetch(log, "a", files.hashed(BYTES)) == BYTES
    assert files.fetch(log, "e", files.hashed(b"")) == b""


def test_only_those_with_the_hash_that_the_log_names(log: EventLog) -> None:
    files.store(log, "h", "a.bin", "application/octet-stream", b"one")
    files.store(log, "h", "a.bin", "application/octet-stream", b"two")
    assert files.fetch(log, "h", files.hashed(b"one")) == b"one"
    assert files.fetch(log, "h", files.hashed(b"three")) is None
