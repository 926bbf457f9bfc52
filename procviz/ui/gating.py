"""The keys of the gate: with it, the person is the scheduler."""

from typing import TYPE_CHECKING

from procviz.draw.labels import label
from procviz.ui.moves import Moves

if TYPE_CHECKING:
    from procviz.draw.gated import Ready
    from procviz.target import Target
    from procviz.ui.turns import Turns

GATING = (("g", "gate"), ("G", "policies"))


class Gates(Moves):
    """Mixed into the main screen, before what it adds to."""

    if TYPE_CHECKING:

        def play(self, target: "Target | None") -> None:
            """Run a target."""

    @property
    def turns(self) -> "Turns | None":
        """The gate of what runs, while it runs."""
        show = self.desk.show
        return show.turns if show is not None and show.feed.live else None

    def action_gate(self) -> None:
        """In the picker: gate the next runs; while a gated one runs: open, close; else gate it."""
        desk, gating, turns = self.desk, self.desk.gating, self.turns
        if turns is not None:
            held = turns.gate.held
            (turns.gate.free if held else turns.gate.hold)()
            self._say("gate opened" if held else "gate closed")
        elif desk.show is not None and desk.show.replay:
            self._say("no gate here")
        elif desk.show is not None and (desk.show.turns is None or not gating.on):
            gating.on = True
            self._say("gate again")
            self.play(desk.show.target)
        else:
            gating.on = not gating.on
            self._say("gate on" if gating.on else "gate off")
        self.player.tick(True)

    def action_policies(self) -> None:
        """Choose who chooses."""
        from procviz.ui.screens.policies import PolicyScreen

        self.app.push_screen(PolicyScreen(self.take_policy))

    def take_policy(self, policy: str) -> None:
        """Take a policy for what runs and what will run; "lines": change that for the next run."""
        gating, turns = self.desk.gating, self.turns
        if policy == "lines":
            gating.lines = not gating.lines
            self._say("gate lines" if gating.lines else "gate no lines")
        else:
            gating.policy = policy
            if turns is not None:
                turns.take(policy)
                self._resume()
            elif not gating.on:
                gating.on = True
                self._say("gate on")
        self.player.tick(True)

    def _say(self, key: str) -> None:
        self.app.tell(label(key, self.desk.lang), False)

    # -- while it runs --------------------------------------------------------------------------

    def action_step(self, step: int) -> None:
        """To the next or the previous event; at the live edge let the chosen one go on."""
        if step > 0 and self.let_go():
            return
        super().action_step(step)
        show = self.desk.show
        if step > 0 and show is not None and self._at_edge():
            show.playhead.resume(self.app.clock())

    def action_pause(self) -> None:
        """Stop the picture or let it go on; at the live edge: go on by itself, or stop that."""
        turns, show = self.turns, self.desk.show
        if turns is None or show is None or not turns.gate.held:
            super().action_pause()
        elif turns.auto or self._at_edge() or not show.playhead.paused:
            turns.go(self.app.clock())
            self._resume()
            self.player.tick(True)
        else:
            super().action_pause()

    def let_go(self) -> bool:
        """Let the chosen one do its next event; False where that is not what is asked for."""
        turns = self.turns
        if turns is None or not turns.gate.held or not self._at_edge():
            return False
        turns.step(self.app.clock())
        self._resume()
        self.player.tick(True)
        return True

    def take_turn(self, ready: "Ready") -> None:
        """Choose one that is ready; the chosen one: let it go."""
        show, turns = self.desk.show, self.turns
        if show is None or turns is None or turns.mode != "ready":
            return
        if ready.who == turns.chosen:
            self.let_go()
        else:
            turns.pick(ready.who, show)
        self.repaint()

    def next_turn(self, step: int) -> bool:
        """Choose another one of those that are ready; False where there is nobody."""
        show, turns = self.desk.show, self.turns
        if show is None or turns is None or not turns.turn(step, show):
            return False
        self.repaint()
        return True

    def _at_edge(self) -> bool:
        show = self.desk.show
        if show is None or self.turns is None:
            return False
        from procviz.ui.turns import at_edge

        show.take(self.app.clock())
        return at_edge(show)

    def _resume(self) -> None:
        if self.desk.show is not None:
            self.desk.show.playhead.resume(self.app.clock())
