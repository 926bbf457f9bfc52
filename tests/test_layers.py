"""Imports go downwards only: the core knows no screen, drawing knows no source."""

import ast
import builtins
import subprocess
import sys
from importlib import import_module
from pathlib import Path

from procviz.cli import COMMANDS

PACKAGE = Path(__file__).parent.parent / "procviz"

# lower may not import higher; same floor may.  A module's floor is that of its longest prefix.
FLOORS = {
    "__init__": 0, "events": 0, "identity": 0, "state": 0, "signals": 0, "errors": 0, "things": 0,
    "tape": 0, "written": 0,
    "world": 1, "fold": 1, "safe": 1, "words": 1, "decode": 2, "settings": 2,
    "stuck": 2, "standing": 2, "findings": 2, "narrate": 2, "codec": 2, "feed": 2, "target": 2,
    "recording": 3, "places": 3, "breaks": 3,
    "merge": 3, "history": 3, "playhead": 3, "pace": 3, "scenarios": 3,
    "sources": 4, "launch": 4, "gate": 4, "draw": 4, "film": 4, "export": 4,
    "texts": 4, "runs": 4, "info": 4, "schema": 4, "keeper": 5,
    "observer": 5, "session": 6, "programs": 7, "opener": 8,
    "ui": 7, "explore": 7, "headless": 7, "verify": 8, "exporting": 8, "filming": 8, "serve": 9,
    "cli": 9, "__main__": 10,
}  # fmt: skip
APART = (
    "probe",
    "native",
    "warden",
    "tracee",
)  # run in other processes: they import nothing of ours


def modules() -> list[tuple[str, Path]]:
    paths = [p for p in PACKAGE.rglob("*.py") if p.parent.parent.name != "scenarios"]
    return [(str(p.relative_to(PACKAGE).with_suffix("")).replace("/", "."), p) for p in paths]


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path} imports relatively"
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def test_every_import_goes_downwards() -> None:
    wrong = []
    for name, path in modules():
        room = name.split(".")[0]
        for other in imported(path):
            parts = other.split(".")
            if parts[0] != "procviz" or len(parts) < 2:
                continue
            target = parts[1]
            if target.startswith("__"):
                continue
            if room in APART:
                wrong.append(f"{name} imports {other}, but must stand alone")
            elif target in FLOORS and FLOORS[target] > FLOORS[room]:
                wrong.append(f"{name} imports {other}")
    assert not wrong, "\n".join(wrong)


def test_every_room_has_its_floor() -> None:
    rooms = {name.split(".")[0] for name, _ in modules()} - set(APART)
    assert rooms <= set(FLOORS), rooms - set(FLOORS)


def test_only_the_screen_knows_textual() -> None:
    knows = {
        name for name, path in modules()
        if any(m.split(".")[0] == "textual" for m in imported(path))
    }  # fmt: skip
    assert all(name.split(".")[0] == "ui" for name in knows - {"serve.inside"}), knows


def test_drawing_knows_no_source_of_events() -> None:
    for name, path in modules():
        if name.startswith("draw"):
            bad = {
                m for m in imported(path) if m.startswith(("procviz.sources", "procviz.session"))
            }
            assert not bad, (name, bad)


def test_exports_do_not_draw_but_for_the_stills_of_a_report() -> None:
    draws = {
        name for name, path in modules()
        if name.startswith("export.") and any(m.startswith("procviz.draw") for m in imported(path))
    }  # fmt: skip
    assert draws == {"export.still"}


def test_the_core_runs_without_textual_and_psutil() -> None:
    code = (
        "import sys; sys.modules['textual'] = sys.modules['psutil'] = None\n"
        "import procviz.fold, procviz.merge, procviz.recording, procviz.narrate, procviz.cli\n"
        "import procviz.export.perfetto, procviz.export.mermaid, procviz.export.dot"
    )
    done = subprocess.run([sys.executable, "-c", code], timeout=120, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_first_picture_needs_no_events() -> None:
    code = (
        "import sys, procviz.cli.screen, procviz.opener, procviz.ui.app; "
        "late = 'procviz.events', 'procviz.world', 'psutil', 'argparse'; "
        "print(*(m for m in late if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_the_first_picture_makes_no_dataclass() -> None:
    """Each would cost 1 % of an empty Textual app's first picture: code is made as it loads."""
    code = (
        "import sys, procviz.cli.screen, procviz.opener, procviz.settings, procviz.ui.app; "
        "ours = [m for n, m in sys.modules.items() "
        "if n.startswith('procviz')]; print(*(c.__qualname__ for m in ours for c in "
        "vars(m).values() if isinstance(c, type) and '__dataclass_fields__' in vars(c) "
        "and c.__module__ == m.__name__))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_help_needs_next_to_nothing() -> None:
    code = (
        "import sys; before = set(sys.modules)\n"
        "from procviz.cli import main; main(['--help'])\n"
        "print('-- loaded', *(m for m in sys.modules if m not in before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {m for m in done.stdout.rpartition("-- loaded")[2].split() if m.startswith("procviz")}
    assert loaded == {"procviz", "procviz.cli", "procviz.cli.help", "procviz.errors"}


def test_every_command_has_its_room() -> None:
    for module in COMMANDS.values():
        assert callable(import_module(f"procviz.cli.{module}").command)
    hidden = {path.stem for path in (PACKAGE / "cli").glob("*.py")} & set(dir(builtins))
    assert hidden <= {"help"}, "once it is imported it hides the built-in in procviz.cli"
