"""Whether exports are well-formed: the formats' own rules, read from their descriptions."""

import re
from collections import defaultdict
from typing import Any

from procviz.export.perfetto_tracks import MADE

PHASES = {"M": {"args"}, "B": {"cat", "ts"}, "E": {"ts"}, "i": {"ts", "s"}, "C": {"ts", "args"},
          "s": {"id", "cat", "ts"}, "f": {"id", "cat", "ts", "bp"}}  # fmt: skip


def check_trace(data: dict[str, Any]) -> dict[str, int]:
    """Check a Chrome trace (Trace Event Format) and return how many events of each phase it has."""
    counts: dict[str, int] = defaultdict(int)
    stacks: dict[tuple[int, int], list[tuple[str, float]]] = defaultdict(list)
    spans: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
    last: dict[tuple[int, int], float] = {}
    flows: dict[int, dict[str, Any]] = {}
    named, used = set(), set()
    for one in data["traceEvents"]:
        phase, track = one["ph"], (one["pid"], one["tid"])
        assert {"name", "pid", "tid", *PHASES[phase]} <= set(one), one
        assert all(type(n) is int and 0 <= n < 1 << 31 for n in track)
        counts[phase] += 1
        if phase == "M":
            if one["name"] == "process_name":
                named.add(one["pid"])
            continue
        assert one["ts"] >= 0
        if one.get("s") != "g":
            used.add(one["pid"])
        if phase in "BE":
            assert one["ts"] >= last.get(track, 0), "back in time"
            last[track] = one["ts"]
        if phase == "B":
            stacks[track].append((one["name"], one["ts"]))
        elif phase == "E":
            name, begin = stacks[track].pop()
            assert name == one["name"], "crossed"
            spans[track].append((begin, one["ts"]))
        elif phase in "sf":
            assert phase not in flows.setdefault(one["id"], {}), "an arrow has one end of each kind"
            flows[one["id"]][phase] = one
        elif phase == "C":
            assert all(isinstance(v, int | float) for v in one["args"].values())
    assert not any(stacks.values()), "never ended"
    assert used <= named, "without a name"
    for ends in flows.values():
        assert ends["s"]["ts"] <= ends["f"]["ts"], ends
        for end in ends.values():
            within = spans[end["pid"], end["tid"]]
            assert any(a <= end["ts"] <= b for a, b in within), ("at no slice", end)
    return counts


_ID = r"(P\d+|YOU)"
_TEXT = r"((?:[^#;%<>\n]|#\d+;|<br/>)+)"
_LINES = [
    ("first", re.compile(rf"(?:participant|actor) {_ID} as {_TEXT}")),
    ("create", re.compile(rf"create participant {_ID} as {_TEXT}")),
    ("destroy", re.compile(rf"destroy {_ID}")),
    ("arrow", re.compile(rf"{_ID}(?:->>|-\)|--x){_ID}: {_TEXT}")),
    ("note", re.compile(rf"Note over {_ID}: {_TEXT}")),
]


def plain(text: str) -> str:
    """Return what Mermaid shows for a text."""
    return re.sub(r"#(\d+);", lambda m: chr(int(m[1])), text.replace("<br/>", " "))


def check_mermaid(text: str) -> list[str]:
    """Check a sequence diagram as procviz writes them; returns the texts that are shown."""
    lines = text.splitlines()
    assert lines[0] == "sequenceDiagram"
    there: set[str] = set()
    shown, pending, leaving = [], "", ""
    for line in lines[1:]:
        kind, found = next(
            (kind, m) for kind, regex in _LINES if (m := regex.fullmatch(line.strip()))
        )
        who = [g for g in found.groups() if re.fullmatch(_ID, g)]
        if kind in ("first", "create"):
            assert who[0] not in there, "twice"
            there.add(who[0])
            pending = who[0] if kind == "create" else ""
        elif kind == "destroy":
            leaving = who[0]
        else:
            assert set(who) <= there, line
            assert not pending or (kind == "arrow" and who[1] == pending), "made by no message"
            assert not leaving or (kind == "arrow" and leaving in who), "ended by no message"
            there -= {leaving}
            pending = leaving = ""
        if kind != "destroy":
            shown.append(plain(found.groups()[-1]))
    assert not pending
    assert not leaving
    return shown


_QUOTED = r'"(?:[^"\\\n]|\\.)*"'
_ATTRIBUTES = rf"\w+={_QUOTED}(?:,? \w+={_QUOTED})*"
_STATEMENT = re.compile(
    rf"(?:digraph procviz \{{|\}}|  label={_QUOTED};|  labelloc=.*;"
    rf"|  (?:node|edge|\w\d+(?: -> \w\d+)?) \[{_ATTRIBUTES}\];)"
)


def check_dot(text: str) -> None:
    """Check that every line is a statement of the DOT language, as procviz writes them."""
    for line in text.removesuffix("\n").split("\n"):
        assert _STATEMENT.fullmatch(line), line


def check_markdown(text: str) -> None:
    """Check that fences close and that each table's rows have as many cells as its head."""
    fence, cells = "", 0
    for line in text.split("\n"):
        ticks = re.match("`{3,}", line)
        if fence:
            if line == fence:
                fence = ""
            continue
        if ticks:
            fence = ticks[0]
            continue
        bare = re.sub(r"\\.", "", line)
        if bare.startswith("|"):
            count = bare.count("|")
            cells = cells or count
            assert count == cells, line
        else:
            cells = 0
        assert "<" not in bare, line
    assert not fence, "a block never ends"


__all__ = ["MADE", "check_dot", "check_markdown", "check_mermaid", "check_trace", "plain"]
