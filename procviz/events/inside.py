"""Inside a process: threads, tasks, coroutines, lines."""

from dataclasses import dataclass

from procviz.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ThreadStarted(Event):
    """A thread of this process began; ``tid`` is its kernel id."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ThreadEnded(Event):
    """A thread of this process ended."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class TaskSubmitted(Event):
    """A task was given to a pool: ``job`` and ``index`` as the pool counts them."""

    function: str
    job: int
    index: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class TaskBegan(Event):
    """A pool's worker took a task: ``job`` and ``index`` as the pool counts them."""

    function: str
    job: int
    index: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class TaskEnded(Event):
    """The worker finished it; ``ok`` is false when the function raised."""

    function: str
    job: int
    index: int = 0
    ok: bool = True


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class TaskCreated(Event):
    """An asyncio task was made; ``task`` is unique in its process."""

    task: int
    name: str
    function: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class TaskResumed(Event):
    """The event loop runs this task until it awaits something that is not there yet."""

    task: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class TaskSuspended(Event):
    """The task gave control back to the event loop; ``awaits`` says for what."""

    task: int
    awaits: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class TaskFinished(Event):
    """The task is done; ``error`` when it raised (``CancelledError``: it was cancelled)."""

    task: int
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class LineReached(Event):
    """The line in ``where`` is about to run: once between two other events of the process."""
