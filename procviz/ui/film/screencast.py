"""Screencasts and screenshots of the running screen, written where procviz was started."""

import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from procviz.film import svg
from procviz.film.asciicast import OUTPUT, Cast, Event, Head, Writer
from procviz.film.frames import still
from procviz.film.raster import NoFilm
from procviz.safe import safe
from procviz.ui.film.tape import Tape, whole
from procviz.ui.film.taping import Taping
from procviz.ui.film.watch import Watch

if TYPE_CHECKING:
    from procviz.ui.app import ProcvizApp

MOST = 1000  # files of one name


def free(stem: str, suffix: str, folder: Path | None = None) -> tuple[Path, TextIO]:
    """Create a file that was not there: STEM.cast, STEM-2.cast …; raises OSError."""
    bare = "".join(c if c.isalnum() or c in "-_" else "-" for c in stem)[:60] or "procviz"
    for number in range(1, MOST):
        path = (folder or Path.cwd()) / f"{bare}{f'-{number}' if number > 1 else ''}{suffix}"
        try:
            return path, open(path, "x", encoding="utf-8")
        except FileExistsError:
            continue
    raise FileExistsError(f"there are {MOST} files called {bare}{suffix} already")


def name(app: "ProcvizApp") -> str:
    """Return what files about this screen are called."""
    return f"procviz-{app.desk.entry}" if app.desk.show is not None else "procviz"


class Screencast:
    """Writes what the screen shows, from `start` to `stop`.  Raises OSError from `start` only."""

    def __init__(self, app: "ProcvizApp") -> None:
        self._app = app
        self._tape: Tape | None = None
        self._file: TextIO | None = None
        self.path = Path()
        self.problem = ""  # why it ended by itself

    @property
    def running(self) -> bool:
        """Whether it is being written."""
        return self._tape is not None

    def start(self) -> bool:
        """Begin; false where the terminal cannot be listened to."""
        app, driver = self._app, self._app._driver
        if not isinstance(driver, Taping):
            return False
        self.path, file = free(name(app), ".cast")
        self._file, self.problem = file, ""
        theme, (cols, rows) = app.desk.theme, app.size
        head = Head(cols=cols, rows=rows, title=name(app), fg=theme.text, bg=theme.back)
        self._writer = Writer(file, head)
        self._tape = driver.tape = Tape(self._take, time.monotonic, framed=self._look)
        self._watch = Watch(self._tape)
        self._watch.begin(app.desk)
        self._tape.start(whole(app))
        return True

    def _take(self, events: Iterable[Event]) -> None:
        if self._file is None:
            return
        try:
            self._writer.write(events)
            self._file.flush()  # what was filmed is there, whatever happens next
        except OSError as error:
            self.problem = error.strerror or str(error)
            with suppress(OSError):  # what could not be written then cannot be now
                self._file.close()
            self._file = None
            self._app.call_later(self._app.end_film)

    def _look(self) -> None:
        self._watch.look(self._app.desk)

    def resize(self, cols: int, rows: int) -> None:
        """The terminal has another size."""
        if self._tape is not None:
            self._tape.resize(cols, rows)

    def stop(self) -> None:
        """End it."""
        tape, file, driver = self._tape, self._file, self._app._driver
        if isinstance(driver, Taping):
            driver.tape = None
        if tape is not None:
            tape.stop()
        self._tape = self._file = None
        if file is not None:
            try:
                file.close()
            except OSError as error:
                self.problem = error.strerror or str(error)


def picture(app: "ProcvizApp") -> Cast:
    """Return the screen as it is now, as a cast of one frame."""
    theme, (cols, rows) = app.desk.theme, app.size
    head = Head(cols=cols, rows=rows, title=name(app), fg=theme.text, bg=theme.back)
    return Cast(head, [Event(0, OUTPUT, whole(app))])


def screenshot(cast: Cast) -> tuple[Path, Path | None]:
    """Write a picture as SVG, and as PNG where that can be done; raises OSError."""
    frame = still(cast, 0)
    path, file = free(cast.head.title, ".svg")
    with file:
        svg.still(frame, cast.head, file)
    try:
        from procviz.film import gif, raster

        raster.require()
    except NoFilm:
        return path, None
    bitmap = path.with_suffix(".png")
    try:
        with open(bitmap, "xb") as binary:
            gif.png(frame, cast.head, binary)
    except FileExistsError:
        return path, None
    return path, bitmap


def where(path: Path) -> str:
    """Return a path as the person would type it."""
    try:
        return safe(str(path.relative_to(Path.cwd())))
    except ValueError:
        return safe(str(path))
