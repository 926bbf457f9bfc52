"""A recording: the event log as JSON Lines, a header first (format in :mod:`procviz.events`).

Header keys: ``kind`` "header", ``format`` (this is 1), ``procviz`` (version), ``command`` (list),
``scenario``, ``variant``, ``start`` (wall clock, ISO 8601), ``helper`` (PID of the subreaper),
``sources`` (who observed), ``files`` (path -> source text), ``host`` (facts of the machine).

``read`` gives its events as a sequence that decodes them when they are asked for: a recording of a
million events is open in a fraction of a second, and costs its index only.
"""

from procviz.recording.header import FORMAT, BadRecording, header_line, host
from procviz.recording.log import Log
from procviz.recording.peek import peek
from procviz.recording.read import Recording, read
from procviz.recording.write import Writer, create

__all__ = [
    "FORMAT",
    "BadRecording",
    "Log",
    "Recording",
    "Writer",
    "create",
    "header_line",
    "host",
    "peek",
    "read",
]
