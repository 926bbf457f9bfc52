"""The text about a scenario, and the output by PID."""

from procviz import events as ev
from procviz.draw import about, output
from procviz.draw.theme import DARK
from procviz.events import Event
from tests.draw_panes import ABOUT, canvas, view


def test_code_in_backticks_has_its_own_colour_and_no_backticks() -> None:
    c = canvas(60, 30)
    about.draw(c, DARK, "en", ABOUT)
    text = "\n".join(c.text())
    assert "`" not in text
    (y,) = [i for i, line in enumerate(c.text()) if "os.wait()" in line]
    assert c.style(c.text()[y].index("os.wait()"), y).fg == DARK.syntax[1]


def test_how_to_run_it_is_always_in_sight() -> None:
    for height in range(3, 30):
        c = canvas(40, height)
        about.draw(c, DARK, "en", ABOUT)
        assert "Enter" in c.text()[-1]


def test_a_filter_finds_words_and_pids() -> None:
    seen = view()

    def shown(query: str) -> str:
        c = canvas(60, 8)
        output.draw(c, seen, output.written(seen), query=query, hint="nothing")
        return "\n".join(c.text()[1:])

    assert "second" in shown("SECOND line")
    assert "wrong" not in shown("second")
    assert "wrong" in shown("4200")
    assert "nothing" in shown("zzz")


def test_output_shows_the_newest_and_scrolls_back() -> None:
    events: list[Event] = [ev.RunBegan(seq=1, pid=7, argv=("x",))]
    events += [ev.Wrote(seq=i + 2, pid=7, fd=1, text=f"line {i}\n") for i in range(100)]
    seen = view(events, 1)
    c = canvas(40, 10)
    output.draw(c, seen, output.written(seen))
    assert "line 99" in c.text()[-1]
    c = canvas(40, 10)
    output.draw(c, seen, output.written(seen), back=5)
    assert "line 94" in c.text()[-1]
    c = canvas(40, 10)
    output.draw(c, seen, output.written(seen), back=10_000)
    assert "line 0" in c.text()[0]


def test_a_line_knows_whose_it_is() -> None:
    seen = view()
    lines = list(output.written(seen))
    c = canvas(36, 8)
    output.draw(c, seen, lines)
    for y, text in enumerate(c.text()):
        told = output.find(36, 8, seen, lines, y)
        uid = told.uid if told is not None else 0
        assert uid == (4 if "4201" in text else 1 if "4200" in text else uid)
    assert output.find(36, 8, seen, lines, 7) is None


def test_stderr_is_marked_not_only_coloured() -> None:
    seen = view()
    c = canvas(60, 8)
    output.draw(c, seen, output.written(seen))
    (line,) = [line for line in c.text() if "wrong" in line]
    assert "4200 ! something" in line
