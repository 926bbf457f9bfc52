"""The real program in a real terminal (tmux): keys in, the screen out, nothing left behind."""

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from procviz.identity import ProcKey, read_stat, start_of
from tests.real import LIMIT, descendants, gone, let_go, until
from tests.tools import need


class Terminal:
    """A tmux server of its own with one window, running procviz."""

    def __init__(self, folder: Path, width: int, height: int, *words: str) -> None:
        self._tmux = ["tmux", "-S", str(folder / "tmux"), "-f", os.devnull]
        self._pid_file = folder / "pid"
        command = shlex.join([sys.executable, "-m", "procviz", "--lang", "en", *words])
        shell = f"echo $$ > {self._pid_file}; exec {command}"
        self._call("new-session", "-d", "-x", str(width), "-y", str(height), "sh", "-c", shell)
        self._call("set-option", "-g", "escape-time", "0")
        self._call("set-option", "-g", "remain-on-exit", "on")
        until(lambda: self._pid_file.exists() and self._pid_file.read_text().strip())
        pid = int(self._pid_file.read_text())
        self.key = ProcKey(pid, start_of(pid))

    def _call(self, *words: str) -> str:
        # readline, which pytest loads, puts COLUMNS and LINES into the C environment, and so into
        # what a worker of pytest inherits: the terminal has a size of its own
        done = subprocess.run(
            [*self._tmux, *words], capture_output=True, text=True, timeout=LIMIT, check=True,
            env={k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES")},
        )  # fmt: skip
        return done.stdout

    def press(self, *keys: str) -> None:
        """Press keys, by tmux's names."""
        self._call("send-keys", *keys)

    def screen(self) -> str:
        """Return what the terminal shows."""
        return self._call("capture-pane", "-p")

    def sees(self, *texts: str) -> str:
        """Wait until all of these stand on the screen; return it."""
        end = time.monotonic() + LIMIT
        while not all(text in (shown := self.screen()) for text in texts):
            assert time.monotonic() < end, f"never saw {texts} on\n{shown}"
            time.sleep(0.05)
        return shown

    def ended(self) -> bool:
        """Tell whether procviz runs no more; reaping it is tmux's business, and takes its time."""
        stat = read_stat(self.key.pid)
        return stat is None or stat.start != self.key.start or stat.state == "Z"

    def close(self) -> None:
        """End the server and everything in it."""
        subprocess.run([*self._tmux, "kill-server"], capture_output=True, timeout=LIMIT)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    need("tmux")
    return tmp_path


@pytest.fixture
def kept(folder: Path) -> Path:
    """A scenario of one's own with a zombie, which ends when it is ended."""
    script = folder / "own" / "kept.py"
    script.parent.mkdir()
    script.write_text("import os, signal\nif os.fork() == 0: os._exit(1)\nsignal.pause()\n")
    return script


@pytest.fixture
def picker(folder: Path, kept: Path) -> Iterator[Terminal]:
    terminal = Terminal(folder, 120, 36, "--scenarios", str(kept.parent))
    yield terminal
    terminal.close()


def test_enter_runs_the_first_scenario_and_quitting_leaves_nothing(picker: Terminal) -> None:
    picker.sees("Scenarios", "fork: one call, two returns", "Enter", "os.fork()")
    picker.press("Enter")
    shown = picker.sees("Stage", "Time line", "Inspector", "Output", "fork-basics.py", "2 alive")
    assert "Traceback" not in shown
    started = descendants(picker.key.pid)  # while it runs: the helper and both processes
    picker.sees("both", "over")  # the line that stands once and runs in both
    started += descendants(picker.key.pid)
    picker.press("q")
    until(lambda: picker.ended() and all(map(gone, started)))


def test_quitting_in_the_middle_ends_the_run(picker: Terminal) -> None:
    picker.sees("Zombies")
    picker.press("/")
    picker.press("kept", "Enter")
    picker.press("Enter")
    picker.sees("kept.py", "Z zombie")
    started = descendants(picker.key.pid)
    assert len(started) == 3  # the helper, the program and the zombie
    picker.press("q")
    until(lambda: picker.ended() and all(map(gone, started)))


def test_kill_9_while_a_scenario_runs_leaves_nothing(folder: Path, kept: Path) -> None:
    terminal = Terminal(folder, 100, 30, str(kept))
    try:
        terminal.sees("Z zombie")
        started = descendants(terminal.key.pid)
        assert len(started) == 3
        os.kill(terminal.key.pid, signal.SIGKILL)
        until(lambda: terminal.ended() and all(map(gone, started)))
    finally:
        terminal.close()


@pytest.mark.parametrize(("width", "height"), [(80, 24), (160, 45), (200, 60)])
def test_own_script_opens_at_every_size(folder: Path, width: int, height: int) -> None:
    script = folder / "mine.py"
    fifo = str(folder / "fifo")
    script.write_text(f"import os\nif os.fork() == 0: open({fifo!r}).read()\nelse: os.wait()\n")
    os.mkfifo(fifo)
    terminal = Terminal(folder, width, height, str(script))
    try:
        shown = terminal.sees("mine.py", "waiting", "Stage")
        assert max(map(len, shown.splitlines())) <= width
        let_go(Path(fifo))
        terminal.sees("over")
    finally:
        terminal.close()


def test_a_terminal_that_is_too_small_is_told_what_to_do(folder: Path) -> None:
    terminal = Terminal(folder, 40, 10)
    try:
        terminal.sees("60", "procviz run")
    finally:
        terminal.close()


def test_a_signal_goes_out_from_the_menu(folder: Path) -> None:
    script = folder / "mine.py"
    script.write_text("import time\nprint('up', flush=True)\ntime.sleep(600)\n")
    terminal = Terminal(folder, 120, 36, str(script))
    try:
        terminal.sees("up", "sleeping")
        terminal.press("k")
        terminal.sees("SIGTERM")
        terminal.press("t", "e", "r", "m")
        terminal.press("Enter")
        terminal.sees("SIGTERM", "over")
    finally:
        terminal.close()
