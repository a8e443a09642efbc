"""A supervised process does not outlive its supervisor, not even one that was killed."""

import ctypes
import os
import signal
import sys

SUPERVISED = "GETCRM_SUPERVISED"
"""The environment variable with the supervisor's process id."""
_PR_SET_PDEATHSIG = 1


def stay_with_supervisor() -> None:
    """On Linux the kernel tells us of its death; elsewhere the writer's lock keeps order."""
    supervisor = os.environ.pop(SUPERVISED, None)
    if supervisor is None or sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(supervisor):  # it died before we asked
        raise SystemExit(1)
