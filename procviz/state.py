"""The states of a process; apart from the world, so that the first frame need not load it."""

from enum import StrEnum


class State(StrEnum):
    """What a process is doing, as a learner would say it."""

    RUNNING = "running"
    SLEEPING = "sleeping"
    WAITING = "waiting"  # in a call that waits for a child
    STOPPED = "stopped"
    ZOMBIE = "zombie"  # dead, status not taken yet
    GONE = "gone"  # reaped
