"""JSON Lines: the log as it is, header first; a recording, and what ``--json`` writes."""

from collections.abc import Iterator, Sequence

from procviz.codec import dumps
from procviz.events import Event
from procviz.feed import Header
from procviz.recording import header_line


def write(header: Header, events: Sequence[Event], lang: str) -> Iterator[str]:
    """Yield one line an event; ``lang`` changes nothing, as there are no words of ours."""
    yield header_line(header) + "\n"
    for event in events:
        yield dumps(event) + "\n"
