"""The person's settings: the file, the command line, and the keys."""

from pathlib import Path

import pytest

from procviz import settings
from procviz.cli.options import split
from procviz.cli.screen import preferences
from procviz.cli.typed import Misused
from procviz.draw import guide, plainly
from procviz.draw.theme import DARK
from procviz.settings import Settings
from procviz.ui import keymap
from procviz.ui.screens.help import HelpScreen
from procviz.ui.screens.main import MainScreen
from tests.app_fakes import run, settle, stage

GOOD = """
theme = "nord"
lang = "zh"
motion = false
ascii = true
presenter = true
questions = true
[keymap]
procviz.pause = "x, f5"
"procviz.quit" = "ctrl+x"
"""


def written(folder: Path, text: str) -> Settings:
    path = folder / "config.toml"
    path.write_text(text)
    return settings.read(path)


def test_without_a_file_nothing_is_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert settings.read() == Settings(path=str(tmp_path / "procviz" / "config.toml"))
    monkeypatch.setenv("XDG_CONFIG_HOME", "not/absolute")  # to be ignored, says the specification
    assert settings.place() == Path.home() / ".config/procviz/config.toml"


def test_everything_can_be_set(tmp_path: Path) -> None:
    found = written(tmp_path, GOOD)
    assert found.wrong == ()
    assert (found.theme, found.lang, found.motion, found.ascii) == ("nord", "zh", False, True)
    assert found.presenter
    assert found.questions
    assert found.keymap == {"procviz.pause": "x, f5", "procviz.quit": "ctrl+x"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("theme = 5", "theme is 5, but must be the name of a theme"),
        ('lang = "fr"', 'lang is \'fr\', but must be "en" or "zh".'),
        ("motion = 0", "motion is 0, but must be true or false."),
        ("keymap = 1", "keymap is 1, but must be a table"),
        ("[keymap]\npause = 3", "keymap.pause is 3, but must be a key or several"),
        ("colour = 1", "there is no setting colour; there are theme, lang, motion,"),
        ("x = ", "config.toml is not TOML, so none of it is used"),
        ('lang = "' + "x" * 90 + '"', "x…, but must be"),
    ],
)
def test_a_mistake_is_one_sentence_and_left_out(tmp_path: Path, text: str, says: str) -> None:
    found = written(tmp_path, f"questions = true\n{text}\n")
    (sentence,) = found.wrong
    assert says in sentence
    assert str(tmp_path) in sentence
    assert found.questions is ("not TOML" not in says)
    assert (found.theme, found.lang, found.motion, found.keymap) == ("", None, True, {})


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "config.toml").mkdir()
    assert "Cannot read" in settings.read(tmp_path / "config.toml").wrong[0]
    (tmp_path / "bad.toml").write_bytes(b'theme = "\xff"')
    assert "is not TOML" in settings.read(tmp_path / "bad.toml").wrong[0]


@pytest.mark.parametrize(
    ("keys", "good", "says"),
    [
        ({"pause": "w"}, {"procviz.pause": "w"}, ""),
        ({"procviz.pause": "?,space"}, {}, "the key ? is that of procviz.help"),
        ({"pause": "n", "next": "space"}, {"procviz.pause": "n", "procviz.next": "space"}, ""),
        ({"pause": "hyperspace"}, {}, "'hyperspace' is no key"),
        ({"pausse": "x"}, {}, "there is no such action; there are again,"),
        ({"focus_pane_2": "f2"}, {"procviz.focus_pane_2": "f2"}, ""),
    ],
)
def test_keys_are_checked(keys: dict[str, str], good: dict[str, str], says: str) -> None:
    found, wrong = keymap.checked(keys, MainScreen.BINDINGS, "FILE")
    assert found == good
    assert len(wrong) == bool(says)
    assert all(says in sentence and sentence.startswith("FILE: keymap.") for sentence in wrong)


def test_every_action_has_an_id_of_its_own_and_every_key_a_name() -> None:
    actions = {(binding.id, binding.action) for binding in MainScreen.BINDINGS}
    assert len({which for which, _ in actions}) == len(actions)
    assert all(keymap.label(k) for b in MainScreen.BINDINGS for k in b.key.split(","))
    shown = {keymap.label(key) for key in ("ctrl+p", "shift+tab", "question_mark", "pageup", "f5")}
    assert shown == {"^P", "Shift+Tab", "?", "PgUp", "F5"}


async def test_moved_keys_work_and_are_shown_everywhere(tmp_path: Path) -> None:
    own = Settings(keymap={"procviz.pause": "w", "events": "E"}, path="FILE")
    async with stage(tmp_path, settings=own) as (it, pilot):
        await run(it, pilot, shown=False)
        assert " w  pause" in it.text("footer")
        assert "Space" not in it.text("footer")
        await pilot.press("space")
        assert "paused" not in it.text("header")
        await pilot.press("w")
        assert "paused" in it.text("header")
        assert " w  go on" in it.text("footer")
        footer = it.text("footer")
        await pilot.click("#footer", offset=(footer.index(" w ") + 1, 0))
        assert "paused" not in it.text("header")
        assert "E Events" in it.text("output")
        await pilot.press("question_mark")
        assert "w      " in it.screen_text()
        assert "Space " not in it.screen_text()


async def test_mistakes_are_told_and_the_app_starts(tmp_path: Path) -> None:
    own = Settings(theme="nrod", keymap={"pause": "?"}, path="FILE", wrong=("FILE: bad.",))
    async with stage(tmp_path, settings=own) as (it, _):
        told = it.told()
        assert told[0] == "FILE: bad."
        assert "there is no theme 'nrod'; there are " in told[1]
        assert "nord" in told[1]
        assert "the key ? is that of procviz.help" in told[2]
        assert "First lesson" in it.text("picker")


async def test_settings_are_used(tmp_path: Path) -> None:
    own = Settings(theme="textual-light", motion=False, questions=True, presenter=True)
    async with stage(tmp_path, settings=own) as (it, _):
        assert it.app.theme == "textual-light"
        assert it.desk.theme.dark is False
        assert it.app.animation_level == "none"
        assert it.desk.asking
        assert it.desk.presenter


def test_the_command_line_is_worth_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "procviz").mkdir()
    (tmp_path / "procviz" / "config.toml").write_text("ascii = false\nlang = 'zh'\n")
    monkeypatch.setenv("LC_ALL", "C")
    found = preferences(split([])[0])
    assert (found.ascii, found.presenter, found.lang) == (False, False, "zh")
    found = preferences(split(["--ascii", "--presenter"])[0])
    assert (found.ascii, found.presenter) == (True, True)
    with pytest.raises(Misused, match="ASCII"):
        preferences(split(["--ascii", "--lang", "zh"])[0])


@pytest.mark.parametrize(
    ("environ", "ascii_only"),
    [
        ({}, False),
        ({"LANG": "C.UTF-8"}, False),
        ({"LANG": "en_US.utf8"}, False),
        ({"LC_ALL": "C"}, True),
        ({"LC_ALL": "en_US.ISO-8859-1", "LANG": "C.UTF-8"}, True),
        ({"LANG": "zh_CN.GB18030"}, True),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, True),  # Python's doing
        ({"LANG": "de_DE.UTF-8@euro"}, False),
        ({"LC_CTYPE": "UTF-8"}, False),
    ],
)
def test_ascii_where_the_locale_is_not_utf_8(
    environ: dict[str, str], ascii_only: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert plainly.wanted() is ascii_only


async def test_the_help_begins_with_the_pane_that_one_is_in(tmp_path: Path) -> None:
    for lang in ("en", "zh"):
        first = [guide.rows(DARK, lang, pane)[1][0][0] for pane in list(guide.MEANING[lang])]
        assert len(set(first)) == 6
        for table in (guide.MEANING, guide.SIGNS):
            assert set(table[lang]) == set(table["en"])
        assert {p: len(rows) for p, rows in guide.SIGNS[lang].items()} == {
            p: len(rows) for p, rows in guide.SIGNS["en"].items()
        }
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        await pilot.press("4", "question_mark")
        await settle(pilot)
        assert isinstance(it.app.screen, HelpScreen)
        text = it.screen_text()
        assert text.index("4 Time line") < text.index("Keys")
