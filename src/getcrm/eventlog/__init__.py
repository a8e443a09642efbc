"""The event log: the only package that knows how events are stored.

A stored row can be read without this program: its stream is "<kind>-<id>", its topic is the
event's class name, its body is plain UTF-8 JSON: occurred_at, by, cause, v, data.
"""
