"""The supervisor and the signals, with real processes."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psutil
import pytest

from tests.patience import until

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")}
HEAD = """
import sys, time
from getcrm.processes import supervisor
from getcrm.processes.supervisor import Child, supervise

class Any(Child):
    def command(self):
        return [sys.executable, "-c", *self.arguments]

def say(text):
    print(text, flush=True)
"""


def started(body):
    """A process of its own that runs `body` after HEAD."""
    code = HEAD + textwrap.dedent(body)
    return subprocess.Popen(
        [sys.executable, "-c", code], env=ENVIRONMENT, stdout=subprocess.PIPE, text=True
    )


@pytest.fixture
def sleeper():
    """A supervisor with one child that sleeps."""
    process = started("""
        supervise([Any("sleeper", ["import time; time.sleep(60)"])], say)
    """)
    until(lambda: psutil.Process(process.pid).children())
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def child_of(process):
    children = psutil.Process(process.pid).children()
    return children[0] if children else None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_end_it_ends_its_children_and_then_itself(sleeper, number):
    child = child_of(sleeper)
    sleeper.send_signal(number)
    assert sleeper.wait(10) == 0
    assert not child.is_running()


def test_a_child_that_is_killed_is_started_again(sleeper):
    first = child_of(sleeper)
    first.kill()
    until(lambda: (child := child_of(sleeper)) and child.pid != first.pid)
    assert "sleeper ended with -9, starts again in 0.1 s" in sleeper.stdout.readline()


def test_one_that_keeps_dying_is_started_ever_less_often():
    process = started("""
        supervise([Any("failing", ["raise SystemExit(3)"])], say)
    """)
    told = [process.stdout.readline() for _ in range(3)]
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
    process.stdout.close()
    assert told == [f"failing ended with 3, starts again in {s} s\n" for s in ("0.1", "0.2", "0.4")]


def test_one_that_does_not_hear_is_ended_all_the_same():
    process = started("""
        supervisor.GRACE = 0.2
        deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)"
        supervise([Any("deaf", [deaf])], say)
    """)
    until(lambda: child_of(process))
    time.sleep(0.5)  # until it is deaf
    child = child_of(process)
    process.send_signal(signal.SIGTERM)
    assert process.stdout.readline() == "deaf does not end, is ended\n"
    assert process.wait(10) == 0
    process.stdout.close()
    assert not child.is_running()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of a parent's death")
def test_children_end_with_a_supervisor_that_was_killed():
    process = started("""
        waiting = "from getcrm.processes.parent import stay_with_supervisor as stay\\n" \\
                  "import time; stay(); print('stays', flush=True); time.sleep(60)"
        supervise([Any("child", [waiting])], say)
    """)
    assert process.stdout.readline() == "stays\n"
    child = child_of(process)
    process.kill()
    process.wait()
    process.stdout.close()
    until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)


def test_work_beside_is_told_to_stop_and_its_failure_is_not_lost():
    code = """
    import os, signal
    from getcrm.processes.signals import until_told

    def work(stop):
        os.kill(os.getpid(), signal.SIGTERM)
        assert stop.wait(10)
        raise SystemExit(7)

    until_told(work)
    """
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], env=ENVIRONMENT, timeout=20, check=False
    )
    assert ended.returncode == 7


def test_it_asks_whether_all_is_ready_until_it_is():
    process = started("""
        answers = iter([False, False, True])
        def ready():
            answer = next(answers)
            say(f"ready: {answer}")
            return answer
        supervise([Any("sleeper", ["import time; time.sleep(60)"])], say, ready)
    """)
    told = [process.stdout.readline() for _ in range(3)]
    os.kill(process.pid, signal.SIGTERM)
    assert process.wait(10) == 0
    process.stdout.close()
    assert told == ["ready: False\n", "ready: False\n", "ready: True\n"]
