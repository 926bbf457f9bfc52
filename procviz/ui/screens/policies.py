"""The menu of the gate: who chooses, and whether lines are stops."""

from collections.abc import Callable
from typing import ClassVar

from procviz.draw import gated, menu
from procviz.draw.labels import label
from procviz.ui.screens.menus import MenuScreen

POLICIES = ("manual", "parent-first", "child-first", "round-robin", "random")


class PolicyScreen(MenuScreen):
    """Enter takes what the cursor is on: its name, or "lines", is handed on."""

    DEFAULT_CSS = "PolicyScreen CanvasPane { width: 76; height: 10; }"
    STEPS: ClassVar = {"up": -1, "down": 1}

    def __init__(self, take: Callable[[str], None]) -> None:
        super().__init__()
        self._chosen = take
        lang, gating = self.app.desk.lang, self.app.desk.gating
        self._names = {gated.word(name, lang): name for name in POLICIES}
        self._names[label("gate by lines", lang)] = "lines"
        show = self.app.desk.show
        turns = show.turns if show is not None and show.feed.live else None
        now = (turns.policy if turns is not None else gating.policy).partition(":")[0]
        self.menu = menu.Menu(
            label("policy title", lang),
            label("policy hint", lang),
            [
                (
                    text,
                    "✓" if name == now or (name == "lines" and gating.lines) else "·",
                    label(f"about {name}", lang),
                )
                for text, name in self._names.items()
            ],
            cursor=POLICIES.index(now),
        )

    def take(self) -> None:
        """Choose who chooses."""
        name = self._names.get(self.menu.current)
        if name is not None:
            self.dismiss()
            self._chosen(name)
