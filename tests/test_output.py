"""Bytes that a program wrote, as text where they are text."""

import base64

import pytest

from procviz.draw import output
from procviz.draw.canvas import Canvas
from procviz.draw.view import View
from procviz.events import RunBegan, Wrote
from procviz.fold import fold
from procviz.narrate import plain
from procviz.session import Run
from procviz.sources import ration
from procviz.sources.output import decode
from procviz.sources.ration import Lag, Ration, Skipped
from procviz.world import World
from procviz.written import LONGEST
from tests.real import LIMIT, of, python

RUBBISH = b"\xff\x00\n"
AS_DATA = ("", base64.b64encode(RUBBISH).decode())


@pytest.mark.parametrize(
    ("data", "pieces", "rest"),
    [
        (b"", [], b""),
        (b"a\nb", [("a\nb", "")], b""),
        ("中\n".encode(), [("中\n", "")], b""),
        ("a中".encode()[:-1], [("a", "")], "中".encode()[:-1]),
        ("中".encode()[:2], [], "中".encode()[:2]),
        (RUBBISH, [AS_DATA], b""),
        (b"a\nb\n" + RUBBISH + b"c\nd\n", [("a\nb\n", ""), AS_DATA, ("c\nd\n", "")], b""),
        (RUBBISH + RUBBISH, [AS_DATA, AS_DATA], b""),
        (RUBBISH + b"open", [AS_DATA, ("open", "")], b""),
        (RUBBISH + "中".encode()[:2], [AS_DATA], "中".encode()[:2]),
        (b"\xff open", [("", base64.b64encode(b"\xff open").decode())], b""),
    ],
)
def test_decode(data: bytes, pieces: list[tuple[str, str]], rest: bytes) -> None:
    assert decode(data) == (pieces, rest)


# -- floods ---------------------------------------------------------------------------------------

SECOND = 10**9


def test_a_ration_is_a_burst_then_a_rate_then_only_ends_of_lines() -> None:
    purse = Ration()
    now = purse._since
    kept = sum(purse.allows(1000, now) for _ in range(5000)) * 1000
    assert ration.BURST - 1000 <= kept <= ration.BURST
    kept = sum(purse.allows(1000, now + SECOND) for _ in range(5000)) * 1000
    assert ration.RATE - 1000 <= kept <= ration.RATE
    often, now = purse.pause, now + 2 * SECOND
    while purse.allows(100_000, now):
        now += SECOND
    assert purse.pause > often
    assert not purse.allows(1, now + 3600 * SECOND)


def test_a_reader_that_lags_is_waited_for_by_no_program() -> None:
    waiting = 0
    lag = Lag(lambda: waiting)
    assert lag.allows(1 << 20, 0)
    waiting = ration.BACKLOG
    assert not lag.allows(1, 0)


@pytest.mark.parametrize(
    ("pieces", "tail", "lines"),
    [
        ([b"a\nb\n"], b"a\nb\n", 0),
        ([b"x" * 5000 + b"\nlast\n"], b"last\n", 1),
        ([b"\n" * 3000, b"one\n", b"two"], b"\n" * 1016 + b"one\ntwo", 1984),
        ([b"x" * 5000], b"x" * ration.TAIL, 0),
        (["中".encode() * 2000], "中".encode() * (ration.TAIL // 3), 0),
    ],
)
def test_the_last_lines_of_what_is_skipped_are_kept(
    pieces: list[bytes], tail: bytes, lines: int
) -> None:
    skipped = Skipped(0)
    for piece in pieces:
        skipped.add(piece, 1)
    kept, lost, newlines = skipped.end()
    assert kept == tail
    assert (lost, newlines) == (sum(map(len, pieces)) - len(tail), lines)


FLOOD = """
import os
line = b"%07d the quick brown fox jumps over the lazy dog\\n"
for i in range(0, 160000, 1000):
    os.write(1, b"".join(line % n for n in range(i, i + 1000)))
os.write(2, b"begin" + b"x" * 100_000 + b"\\n")
os.write(1, b"THE END\\n")
"""


@pytest.mark.parametrize("watched", [True, False])
def test_every_byte_of_a_flood_is_kept_or_counted(watched: bool) -> None:
    run = Run(python(FLOOD), watched=watched)
    run.start(lambda: None)
    try:
        assert run.wait(LIMIT)
        log = run.take()
    finally:
        run.stop()
    wrote = [e for e in of(log, Wrote) if isinstance(e, Wrote) and e.fd == 1]
    text = "".join(e.text for e in wrote)
    skipped, lines = sum(e.skipped for e in wrote), sum(e.skipped_lines for e in wrote)
    assert len(text) + skipped == 160_000 * 52 + 8
    assert text.count("\n") + lines == 160_001
    assert text.endswith("THE END\n")
    if watched:
        assert len(text) < 4 * ration.BURST + ration.RATE * LIMIT
        assert lines > 0 or len(text) == 160_000 * 52 + 8  # a machine may be as slow as the rate
    else:
        assert skipped == 0


def _drawn(*events: Wrote) -> tuple[World, list[str]]:
    world = fold([RunBegan(pid=7, argv=("x",)), *events])
    view = View(world=world)
    canvas = Canvas(60, 10)
    output.draw(canvas, view, output.written(view))
    return world, canvas.text()


def test_what_was_not_kept_is_told_where_it_is_missing() -> None:
    gap = Wrote(pid=7, fd=1, text="last\n", skipped=3_000_000, skipped_lines=51_234)
    world, rows = _drawn(Wrote(pid=7, fd=1, text="first\nope"), gap)
    assert [line.text for line in world.output] == ["first", "ope", "last"]
    assert "51,234 lines (2.9M) left out" in rows[2]
    assert "last" in rows[3]
    assert (
        plain(gap, world)
        .splitlines()[0]
        .endswith("7 wrote 3000000 bytes (51234 lines) to stdout, too quickly to keep them.")
    )
    assert 'wrote to stdout: "last"' in plain(gap, world)


def test_a_line_of_ten_megabytes_is_cut_and_says_so() -> None:
    pieces = [Wrote(pid=7, fd=1, text="中x" * 5_000) for _ in range(1000)]
    world, rows = _drawn(*pieces, Wrote(pid=7, fd=1, text="end\nnext\n"))
    line, after = world.output
    assert (len(line.text), after.text) == (LONGEST, "next")
    assert len(line.text) + line.more == 10_000_003
    assert "9.5M more" in " ".join(rows)
