"""An event -> one plain sentence; a process -> what it is doing, in a few words.

The words are in :mod:`procviz.narrate.sentences`, and their order is that of each language.  All
that comes from processes (names, arguments, output, errors) goes through :func:`safe`, once, with
the finished sentence.
"""

from dataclasses import replace

from procviz import events as ev
from procviz.events import Event
from procviz.narrate import parts
from procviz.narrate.cards import doing, inside, status, waits
from procviz.narrate.choose import variant
from procviz.narrate.found import finding
from procviz.narrate.sentences import TABLES
from procviz.narrate.things import spaced
from procviz.narrate.values import values_of
from procviz.safe import safe
from procviz.world import World

__all__ = ["doing", "finding", "inside", "plain", "sentence", "status", "waits"]

_QUOTING = (ev.Wrote, ev.SendBegan, ev.Received)


def sentence(event: Event, world: World, lang: str = "en") -> str:
    """Return what happened; "" for kinds that are not worth a sentence (samples, lines).

    ``world`` is the world right after the event was applied.
    """
    table = TABLES[lang]
    key = type(event).__name__
    template = table.get(f"{key}.{variant(event, world)}") or table.get(key)
    if template is None:
        return ""
    text = spaced(template.format_map(values_of(event, world, lang)))
    if template.startswith("{thing}"):  # "Pipe 1 took ..."
        text = text[:1].upper() + text[1:]
    if not isinstance(event, _QUOTING):  # the program's words are not ours to tidy up
        text = text.replace(table["tidy"], table["tidy"].rstrip())
    return safe(text + _doubt(event, lang) + table["end"])


def plain(event: Event, world: World, lang: str = "en") -> str:
    """Return the text for ``procviz run --plain``: true time in seconds, then the sentence.

    It ends with the place in the source, for those who cannot see the source pane.  Output is
    given whole, one line for each line that was written.  "" where there is nothing to tell.
    """
    if variant(event, world) == "newline":
        return ""
    time = f"{event.t / 1e9:9.3f} s  "
    if isinstance(event, ev.Wrote) and not event.data:
        if event.skipped:
            before = sentence(replace(event, text=""), world, lang)
            rest = plain(replace(event, skipped=0), world, lang) if event.text else ""
            return "\n".join(line for line in (time + before, rest) if line)
        template = TABLES[lang]["Wrote"]
        stream = parts.stream(event, lang)
        lines = event.text.removesuffix("\n").split("\n")
        return "\n".join(
            time + safe(template.format(pid=event.pid, stream=stream, text=line)) for line in lines
        )
    text = sentence(event, world, lang)
    if not text:
        return ""
    if event.where is not None:
        text += safe(f"  [{parts.base(event.where.file)}:{event.where.line}]")
    return time + text


def _doubt(event: Event, lang: str) -> str:
    """Say so when it was not seen as it happened."""
    if event.exact:
        return ""
    source = ", ".join(event.source) or "polling"
    if event.within is None:
        return TABLES[lang]["seen"].format(source=source)
    begin, end = (t / 1e9 for t in event.within)
    return TABLES[lang]["seen_within"].format(source=source, begin=begin, end=end)
