"""Does what a script says, in the film's time."""

import asyncio

from textual import events
from textual.geometry import Size
from textual.keys import _character_to_key

from procviz.draw.layout import Pane
from procviz.safe import safe
from procviz.ui.film.camera import TAIL, FilmApp, Shooting
from procviz.ui.film.script import STEP, BadScript, Command, Script, size
from procviz.ui.film.tape import KEYS, FilmDriver, sent, whole

LONGEST = 3600.0  # seconds that one wait may take, and a film without a script
BEAT = 0.4  # seconds that every key is seen to do something


class Director:
    """One film from its first key to its last picture."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._waited: dict[str, int] = {}  # how many of a kind have been waited for

    async def __call__(self, app: FilmApp, shooting: Shooting) -> None:
        """Do all commands; without any, wait until all has been shown."""
        self._app, self._shooting, self._frame = app, shooting, 1 / shooting.fps
        await self._until(lambda: hasattr(app.main, "player"))  # it comes with the first screen
        self._film_what_is_run()
        await self._until(lambda: bool(app.desk.shelf.scenarios) or app.desk.show is not None)
        if shooting.feed is not None:
            await self._until(lambda: app.desk.show is not None)
        await asyncio.sleep(self._frame)  # the first picture is whole
        app.tape.start(whole(app))
        app.look()
        commands = self._script.commands or [Command("wait", ("over",))]
        for command in commands:
            try:
                await getattr(self, f"_{command.name}")(command)
            except ValueError as error:
                raise BadScript(f"{self._script.at(command)}: {error}.") from None
        await asyncio.sleep(TAIL)

    def _film_what_is_run(self) -> None:
        """Let what is run by a key be run first, whole, and then shown as a recording."""
        player, opened = self._app.main.player, self._shooting.open
        begin = player.play

        def play(target, feed=None):  # type: ignore[no-untyped-def]
            begin(target, feed if feed is not None else opened(target))

        player.play = play  # type: ignore[method-assign]

    async def _until(self, fits) -> bool:  # type: ignore[no-untyped-def]
        """Look at every frame; false when it did not come."""
        loop = asyncio.get_running_loop()
        end = loop.time() + LONGEST
        while not fits():
            if loop.time() > end:
                return False
            await asyncio.sleep(self._frame)
        return True

    # -- commands -------------------------------------------------------------------------------

    async def _wait(self, command: Command) -> None:
        if not command.words:
            await asyncio.sleep(command.number)
            return
        app, what = self._app, command.words[0]
        if app.desk.show is None:
            await asyncio.sleep(BEAT)
        if app.desk.show is None:
            raise ValueError("nothing runs here that could be waited for")
        if what == "over":
            if not await self._until(lambda: self._over):
                raise ValueError(f"it was not over within {LONGEST:g} s")
            return
        count = self._waited.get(what, 0) + int(command.number)
        await self._until(lambda: self._over or self._count(what) >= count)
        seen = self._count(what)
        if seen < count:
            raise ValueError(
                f"all has been shown, and there was no {what} to wait for"
                + (f" after the {seen} before" if seen else "")
            )
        self._waited[what] = count
        await asyncio.sleep(BEAT / self._shooting.pace)  # until its motion is done

    @property
    def _over(self) -> bool:
        show = self._app.desk.show
        return show is None or show.over

    def _count(self, kind: str) -> int:
        self._app.look()
        return sum(moment.kind == kind for moment in self._app.watcher.moments)

    async def _key(self, command: Command) -> None:
        await self._press(command.words[0])

    async def _press(self, key: str, beat: float = BEAT) -> None:
        name, character = key, None
        if len(key) == 1:
            name = key if key.isalnum() else _character_to_key(key)
            character = key
        elif key not in KEYS and "+" not in key:
            raise ValueError(f"there is no key {safe(key)!r}")
        elif key in ("enter", "tab", "space", "escape", "backspace"):
            character = {"enter": "\r", "tab": "\t", "space": " "}.get(key)
        if self._shooting.keys:
            self._app.tape.key(sent(key, character))
        event = events.Key(name, character)
        event.set_sender(self._app)
        self._app._driver.send_message(event)  # type: ignore[union-attr]
        await asyncio.sleep(beat)

    async def _type(self, command: Command) -> None:
        for character in command.words[0]:
            await self._press("space" if character == " " else character, 0.12)

    async def _step(self, command: Command) -> None:
        show = self._app.desk.show
        if show is None:
            raise ValueError("nothing runs here that could be stepped through")
        if not show.playhead.paused:
            await self._press("space")
        for _ in range(int(command.number)):
            await self._press("right", STEP)

    async def _focus(self, command: Command) -> None:
        pane = Pane[command.words[0].upper()]
        if self._app.desk.focus is not pane:
            await self._press(str(pane.value))

    async def _caption(self, command: Command) -> None:
        text = command.words[0]
        self._app.desk.caption = "" if text == "off" else safe(text)
        self._app.main.repaint()
        await asyncio.sleep(BEAT)

    async def _marker(self, command: Command) -> None:
        self._app.tape.mark(safe(command.words[0]))

    async def _size(self, command: Command) -> None:
        cols, rows = size(command.words[0])
        app = self._app
        assert isinstance(app._driver, FilmDriver)
        app._driver.resize(cols, rows)
        app.tape.resize(cols, rows)
        app.post_message(events.Resize(Size(cols, rows), Size(cols, rows)))
        await asyncio.sleep(BEAT)

    async def _theme(self, command: Command) -> None:
        if command.words[0] not in self._app.available_themes:
            raise ValueError(f"there is no theme {safe(command.words[0])!r}")
        self._app.theme = command.words[0]
        await asyncio.sleep(BEAT)

    async def _run(self, command: Command) -> None:
        scenario, variant = (*command.words, "")[:2]
        shelf = self._app.desk.shelf
        if scenario not in shelf.scenarios:
            raise ValueError(f"there is no scenario {safe(scenario)!r}")
        shelf.choose(scenario, variant)
        target = shelf.target(scenario)
        if target is None or (variant and target.variant != variant):
            raise ValueError(f"{scenario} has no variant {safe(variant)!r}")
        self._app.main.player.play(target)
        await asyncio.sleep(BEAT)


def plain() -> Director:
    """Return one who presses no key and waits until all has been shown."""
    return Director(Script())
