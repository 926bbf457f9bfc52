"""Messages of the process connector about processes that are not ours, or not yet.

The connector tells of the whole machine, and an exit can overtake its fork on another CPU: so what
is about a stranger waits for the news of its birth.  On a machine that builds something there are
hundreds of them at any moment, and they are not to be gone through again at each look.
"""

from collections.abc import Collection, Iterable

from procviz.sources.netlink import FORK, Message

PATIENCE = 200_000_000  # ns that a message about a process waits for the news of its birth


class Waiting:
    """What is about strangers, by process."""

    def __init__(self) -> None:
        self._of: dict[int, list[Message]] = {}
        self._tidied = 0  # when, ns

    def __len__(self) -> int:
        return sum(map(len, self._of.values()))

    def add(self, messages: Iterable[Message]) -> None:
        """Put messages aside."""
        for m in messages:
            self._of.setdefault(about(m), []).append(m)

    def ours(self, batch: list[Message], known: Collection[int]) -> list[Message]:
        """Return what is about ``known`` processes and those born of them meanwhile, by time.

        ``batch`` is new; of it too the rest is put aside.
        """
        found: list[Message] = []
        born: set[int] = set()
        waiting = self._of
        todo = [m for group in [g for g in waiting if g in known] for m in waiting.pop(group)]
        todo += batch
        while todo:
            todo.sort(key=_time)
            more: list[Message] = []
            for m in todo:
                group = about(m)
                if group not in known and group not in born:
                    waiting.setdefault(group, []).append(m)
                    continue
                found.append(m)
                if m.what == FORK and m.child == m.child_group:
                    born.add(m.child)
                    more += waiting.pop(m.child, ())
            todo = more
        found.sort(key=_time)
        return found

    def tidy(self, now: int) -> None:
        """Drop what has waited too long (``now``: ns), or for a quarter of that more."""
        if now - self._tidied < PATIENCE // 4:
            return
        self._tidied = now
        kept = ((g, [m for m in ms if _fresh(m, now)]) for g, ms in self._of.items())
        self._of = {group: messages for group, messages in kept if messages}


def about(m: Message) -> int:
    """Return the process that has to be known for this message to be told."""
    # the kernel names as a thread's parent the parent of its process
    thread = m.what == FORK and m.child != m.child_group
    return m.child_group if thread else m.group


def _fresh(m: Message, now: int) -> bool:
    return now - m.t < (PATIENCE // 4 if m.what == FORK else PATIENCE)


def _time(m: Message) -> int:
    return m.t
