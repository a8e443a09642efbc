"""The progress bar: how far, how fast, how long still; and silence where nobody looks on."""

import io
import sys

from getcrm.cli.progress import A_LINE_EVERY, Progress, bar


def test_it_tells_how_far_how_fast_and_how_long_still():
    told = bar("Applying", 200, "lines", done=50, counted=1500, seconds=3.0)
    assert told == "Applying [######------------------]  25%  1,500 lines, 500/s, 0:09 left"


def test_where_the_end_is_unknown_it_tells_the_rate():
    assert bar("Applying", None, "lines", 50, 1500, 3.0) == "Applying 1,500 lines, 500/s"


def test_at_the_very_start_it_promises_nothing():
    assert bar("Applying", 200, "lines", 0, 0, 0.0) == (
        "Applying [------------------------]   0%  0 lines, 0/s"
    )


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_on_a_terminal_it_is_drawn_and_wiped_away(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with Progress("Applying", 10, "lines") as progress:
        progress.at(5, 5)
    assert "50%" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_without_a_terminal_what_lasts_is_told_line_by_line(monkeypatch):
    """As under a service manager; what is over at once says nothing."""
    file = io.StringIO()
    monkeypatch.setattr(sys, "stderr", file)
    with Progress("Applying", 10, "lines") as progress:
        progress.at(5, 5)
        assert file.getvalue() == ""
        progress._told -= A_LINE_EVERY
        progress.at(5, 5)
        progress.at(6, 6)
    [line] = file.getvalue().splitlines()
    assert line.startswith("Applying [############------------]  50%  5 lines, ")
    assert "\r" not in line


def test_of_the_log_only_what_is_still_to_do_counts(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with Progress("Reading", None, "events") as progress:
        tell = progress.from_here()
        tell(1000, 1100)
        progress._drawn = 0.0
        tell(1050, 1100)
    assert " 50%  50 events" in terminal.getvalue()
