"""What a tick has done, in a line."""

from getcrm.processes.scheduler import Ticked


def test_one_is_not_many():
    assert str(Ticked(forgotten=1, idle=1, reminded=2)) == (
        "1 customer moved to Don't forget, 1 opportunity marked idle, 2 transactions reminded of"
    )
