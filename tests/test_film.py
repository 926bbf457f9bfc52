"""Casts, and what is made of them: frames, GIFs, pictures, pages."""

import io
import json
import re
import sys
import unicodedata
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import resvg_py
from PIL import Image

from procviz.draw.canvas import Style
from procviz.film import asciicast, frames, gif, page, raster, strokes, svg
from procviz.film.asciicast import BadCast, Cast, Event, Head
from procviz.film.frames import Frame, Row
from procviz.film.terminal import Terminal

BOXES = [c for c in map(chr, range(0x2500, 0x2580)) if strokes.arms(c)]


def shown(*data: str, cols: int = 12, rows: int = 3) -> Terminal:
    terminal = Terminal(cols, rows)
    for piece in data:
        terminal.feed(piece)
    return terminal


def cast(*events: tuple[int, str, str], cols: int = 12, rows: int = 3) -> Cast:
    return Cast(Head(cols=cols, rows=rows, title="<a> & b"), [Event(*e) for e in events])


def three() -> Cast:
    """Three pictures: at 0, 100 and 1,000 ms; it ends at 2,000."""
    return cast(
        (0, "o", "\x1b[H\x1b[38;2;255;0;0;48;2;0;0;255mred\x1b[0m │─┼"),
        (100, "o", "\x1b[2;1H\x1b[1mb<&>\x1b[0m"),
        (100, "m", "a </script> marker"),
        (1000, "o", "\x1b[3;1H中文!"),
        (2000, "o", ""),
    )


def test_text_goes_where_the_cursor_is() -> None:
    assert shown("\x1b[2;3Hab\r\ncd\x1b[A\x1b[2C!").canvas.text() == ["", "  ab!", "cd"]


def test_colours_of_all_three_kinds_and_attributes() -> None:
    styles = shown(
        "\x1b[1;38;2;1;2;3;48;5;196ma\x1b[22;31mb\x1b[0;3;4;9mc\x1b[7md\x1b[0me\x1b[38;5;244mf"
    ).canvas.styles[0]
    assert styles[0] == Style("#010203", "#ff0000", bold=True)
    assert styles[1] == Style(asciicast.PALETTE[1], "#ff0000")
    assert styles[2] == Style(italic=True, underline=True, strike=True)
    assert styles[3].bg == "#ffffff"
    assert styles[4] == Style()
    assert styles[5].fg == "#808080"


def test_modes_titles_and_pointers_show_nothing() -> None:
    assert (
        shown("\x1b[?2026h\x1b]0;title\x07\x1b]22;x\x1b\\a\x1b[?25l\x1b(Bb").canvas.text()[0]
        == "ab"
    )


def test_half_of_a_wide_character_never_stays() -> None:
    assert shown("中文\x1b[1;2Hx").canvas.text()[0] == " x文"
    assert shown("中文\x1b[1;3Hx").canvas.text()[0] == "中x"


def test_erasing_and_the_right_edge() -> None:
    assert shown("abcdef\x1b[1;3H\x1b[K").canvas.text()[0] == "ab"
    assert shown("abc\x1b[2J").canvas.text() == ["", "", ""]
    assert shown("\x1b[1;11Habcd", "\x1b[99;99Hz").canvas.text() == [
        "          ab",
        "",
        "           z",
    ]


@pytest.mark.parametrize("version", [2, 3])
def test_a_cast_is_read_as_it_was_written(tmp_path: Path, version: int) -> None:
    events = [Event(33 * i, "o" if i % 7 else "m", f"{i}\x1b[H\udce4é") for i in range(500)]
    path = tmp_path / "a.cast"
    with path.open("w", encoding="utf-8") as file:
        asciicast.save(Cast(Head(cols=80, rows=24, title="t"), events), file, version)
    read = asciicast.read(path)
    assert read.head == Head(cols=80, rows=24, title="t")
    assert [(e.t, e.code) for e in read.events] == [(e.t, e.code) for e in events]  # no drift
    assert read.events[1].data == "1\x1b[H?é"
    assert "timestamp" not in path.read_text()


def test_intervals_of_version_3_are_since_the_event_before() -> None:
    out = io.StringIO()
    asciicast.save(cast((10, "o", "a"), (25, "r", "80x24"), (25, "o", "b")), out)
    assert [json.loads(line)[0] for line in out.getvalue().splitlines()[1:]] == [0.01, 0.015, 0.0]


def test_a_cast_that_was_cut_is_read_up_to_there(tmp_path: Path) -> None:
    path = tmp_path / "a.cast"
    path.write_text(
        '{"version":3,"term":{"cols":8,"rows":2}}\n# a comment\n[1, "o", "a"]\n[0.5, "o"'
    )
    assert asciicast.read(path).events == [Event(1000, "o", "a")]


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "x", '{"version":1,"width":8,"height":2}', '{"version":3,"term":3}']
)
def test_what_is_no_cast_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.cast"
    path.write_text(text)
    with pytest.raises(BadCast, match="no asciicast"):
        asciicast.read(path)


def test_a_broken_line_in_the_middle_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.cast"
    path.write_text(
        '{"version":3,"term":{"cols":8,"rows":2}}\n[1, "o", "a"]\nnonsense\n[1, "o", "b"]\n'
    )
    with pytest.raises(BadCast, match="line 3"):
        asciicast.read(path)


def test_frames_last_until_the_next_one() -> None:
    found = list(frames.frames(three()))
    assert [(f.begin, f.end) for f in found] == [(0, 100), (100, 1000), (1000, 2000)]
    assert [f.text[1] for f in found] == ["", "b<&>", "b<&>"]
    assert found[0].rows[0] is found[2].rows[0]
    assert frames.still(three(), 500).text[2] == ""
    assert frames.still(three(), 5000).text[2] == "中文!"


def test_few_frames_a_second_show_the_last_of_each() -> None:
    events = [(10 * i, "o", f"\x1b[H{i:3}") for i in range(100)] + [(1500, "o", "")]
    found = list(frames.frames(cast(*events), 10.0))
    assert [f.begin for f in found] == list(range(0, 1001, 100))
    assert found[3].text[0] == " 30"
    assert found[-1].end == 1500


def test_a_resize_changes_the_frames() -> None:
    found = list(
        frames.frames(cast((0, "o", "a"), (50, "r", "5x2"), (50, "o", "\x1b[Hb"), (90, "o", "")))
    )
    assert [f.size for f in found] == [(12, 3), (5, 2)]
    assert found[1].text == ["b", ""]


def test_a_gif_has_the_size_the_time_and_the_colours() -> None:
    found = list(frames.frames(three()))
    out = io.BytesIO()
    gif.save(found, three().head, out)
    image = Image.open(out)
    width, height = raster.cell()
    assert image.size == (12 * width, 3 * height)
    assert image.n_frames == 3  # type: ignore[attr-defined]
    assert image.info["loop"] == 0
    times = []
    for number, frame in enumerate(found):
        image.seek(number)
        times.append(image.info["duration"])
        want = io.BytesIO()
        gif.png(frame, three().head, want)
        with Image.open(want) as exact, image.convert("RGB") as drawn:
            assert drawn.tobytes() == exact.convert("RGB").tobytes()  # few colours: all exact
    assert times == [100, 900, 1000]
    assert image.convert("RGB").getpixel((1, 1)) == (0, 0, 255)
    assert image.convert("RGB").getpixel((100, 2)) == (0x0B, 0x0F, 0x17)


def test_more_colours_than_a_gif_has_are_chosen_by_use() -> None:
    cells = [
        (x, y, "#", Style(f"#{x:02x}{y:02x}80", "#102030")) for x in range(60) for y in range(9)
    ]
    palette = gif.Palette([cells], Head(cols=60, rows=9), raster.SIZE)
    assert len(palette.colours) <= gif.CLEAR
    assert palette.colours[palette.index("#102030")] == "#102030"
    near = palette.colours[palette.index("#3b0880")]
    assert all(
        abs(int(near[i : i + 2], 16) - int("#3b0880"[i : i + 2], 16)) < 24 for i in (1, 3, 5)
    )


@pytest.mark.parametrize("char", BOXES)
def test_box_drawing_reaches_the_edges_that_it_joins(char: str) -> None:
    arms = strokes.arms(char)
    assert arms
    image = strokes.draw(char, 9, 18)
    edges = {
        "left": (0, 0, 1, 18), "right": (8, 0, 9, 18), "up": (0, 0, 9, 1), "down": (0, 17, 9, 18),
    }  # fmt: skip
    for side, box in edges.items():
        assert (image.crop(box).getextrema()[1] > 100) == (side in arms), (char, side)


def test_svg_draws_the_same_joints_as_the_raster() -> None:
    row = Row(tuple(BOXES), (Style("#ffffff", "#000000"),) * len(BOXES))
    out = io.StringIO()
    svg.still(Frame(0, 1, (row,)), Head(cols=len(BOXES), rows=1, bg="#000000"), out)
    drawn = Image.open(io.BytesIO(bytes(resvg_py.svg_to_bytes(svg_string=out.getvalue()))))
    for i, char in enumerate(BOXES):
        cell = drawn.convert("L").crop((i * 9, 0, i * 9 + 9, 18))
        for side, box in (("left", (0, 0, 1, 18)), ("down", (0, 17, 9, 18))):
            lit = cell.crop(box).getextrema()[1] > 100  # type: ignore[operator]
            assert lit == (side in (strokes.arms(char) or {})), (char, side)


def test_every_sign_of_the_screen_can_be_drawn() -> None:
    signs = "─│╭╮╰╯┄╱▎▌█▁▔⠿●◐○◆▶▷▼◀■✓✗→…·‖↵↔×–—‘’“”›µ␀é"
    blank = [c for c in signs if not raster.mask(c, False, False)]
    assert not blank
    assert all(raster.mask(c, b, False).getextrema()[1] > 100 for c in signs for b in (False, True))  # type: ignore[union-attr]
    assert raster.mask("\U0001fae8", False, False) is None  # a face: drawn as a box, and told
    raster.shape("\U0001fae8", Style())
    assert "\U0001fae8" in raster.lament()


def test_pictures_without_pillow_name_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(raster.NoFilm, match=r"pip install 'procviz\[film\]'"):
        raster.require()


def test_an_svg_is_xml_and_holds_every_run_to_its_cells() -> None:
    still, film = io.StringIO(), io.StringIO()
    found = list(frames.frames(three()))
    svg.still(found[2], three().head, still)
    svg.film(found, three().head, film)
    for text in (still.getvalue(), film.getvalue()):
        root = ET.fromstring(text)
        assert root.get("viewBox") == "0 0 108 54"
        assert not re.search(r"(?:href|src)=\"(?!#)|url\(|@import", text)
    words = {
        t.text: t for t in ET.fromstring(still.getvalue()).iter("{http://www.w3.org/2000/svg}text")
    }
    assert words["red"].get("textLength") == "27"
    assert words["b<&>"].get("class") == "b"
    assert "中" in words
    times = re.findall(r'begin="m\.begin\+([\d.]+)s" dur="([\d.]+)s"', film.getvalue())
    assert ("0.1", "1.9") in times


def test_a_page_fetches_nothing_and_no_text_ends_its_script() -> None:
    out = io.StringIO()
    page.save(list(frames.frames(three())), three(), out)
    text = out.getvalue()
    assert not re.search(r"https?:|(?:src|href)=|url\(|@import|import\(|fetch\(", text)
    assert "default-src 'none'" in text
    assert text.count("</script>") == 2  # the data's and the player's
    assert not re.search(r"@[A-Z]+@", text)
    assert "<title>&lt;a&gt; &amp; b</title>" in text
    data = json.loads(re.search(r'type="application/json">(.*?)</script>', text, re.DOTALL)[1])  # type: ignore[index]
    assert data["marks"] == [[100, "a </script> marker"]]
    assert [f[:2] for f in data["frames"]] == [[0, 100], [100, 1000], [1000, 2000]]
    assert [f[2][::2] for f in data["frames"]] == [[0, 1, 2], [1], [2]]
    assert data["end"] == 2000


def test_the_words_of_box_drawing_are_read_as_unicode_means_them() -> None:
    assert strokes.arms("┾") == {"up": 1, "down": 1, "left": 1, "right": 2}
    assert strokes.arms("╞") == {"up": 1, "down": 1, "right": 3}
    assert strokes.arms("╼") == {"left": 1, "right": 2}
    assert strokes.arms("╭") == {"down": 1, "right": 1}
    assert strokes.arms("┄") is None
    assert unicodedata.name("╋") == "BOX DRAWINGS HEAVY VERTICAL AND HORIZONTAL"
    assert set(strokes.arms("╋").values()) == {2}  # type: ignore[union-attr]
