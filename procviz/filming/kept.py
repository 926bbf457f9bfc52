"""The run that is kept beside a film: filmed again as long as it would be a run of the same."""

from pathlib import Path

from procviz import recording, signals
from procviz.events import RunEnded
from procviz.recording import BadRecording, Recording
from procviz.session import Program


def same(path: Path, program: Program) -> Recording | None:
    """Return the recording at ``path`` if it is a whole run of this very scenario, else None.

    The same variant, by the same command, of the same source.  Of other programs nobody knows what
    a run depends on: they are run each time.
    """
    if not program.scenario or not path.is_file():
        return None
    try:
        found = recording.read(path)
    except BadRecording:
        return None
    header = found.header
    alike = (header.scenario, header.variant, header.command) == (
        program.scenario, program.variant, program.argv
    )  # fmt: skip
    source = all(header.files.get(file) == text for file, text in program.files.items())
    return found if alike and source and not found.note and _end(found) is not None else None


def status(found: Recording) -> int:
    """Return the exit status of a run that has ended, as sh(1) tells it."""
    end = _end(found)
    if end is None:
        return 0
    return 128 + signals.number(end.signal) if end.signal else end.code or 0


def _end(found: Recording) -> RunEnded | None:
    backwards = (found.events[i] for i in range(len(found.events) - 1, -1, -1))
    return next((event for event in backwards if isinstance(event, RunEnded)), None)
