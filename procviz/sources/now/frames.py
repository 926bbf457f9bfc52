"""From the interpreter's state to the stack of each thread: what runs, in which file and line."""

import struct
from typing import NamedTuple

from procviz.sources.now.memory import Read, Unreadable, exactly, word
from procviz.sources.now.objects import Frame, Objects, Types
from procviz.sources.now.offsets import Layout

LOOKS = 3  # at a stack that moves all the while; with two 1 of 10,000 was not as it can be
DEPTH = 64  # innermost frames told of a stack
_DEEPEST = 512  # frames read of one
THREADS = 64
_INTERPRETERS = 16
_SHIM = 3  # frames of this owner and above are C's own


class Stack(NamedTuple):
    """Innermost first; ``cut``: there are more outside of the last one."""

    frames: tuple[Frame, ...]
    cut: bool = False


class _Raw(NamedTuple):
    """A frame as it was read; the first three stay the same as long as it is the same call."""

    address: int
    executable: int
    previous: int
    last: int
    owner: int


class Walker:
    """Reads the stacks of one process, whose runtime is at a known address."""

    def __init__(self, runtime: int, layout: Layout, types: Types) -> None:
        self._runtime, self._layout = runtime, layout
        self._objects = Objects(layout, types)
        size = max(layout.previous, layout.executable, layout.last, layout.owner) // 8 + 1
        self._frame = struct.Struct(f"<{size}Q")

    def stacks(self, read: Read) -> dict[int, Stack]:
        """Return native thread id -> stack; threads of which nothing is sure are left out."""
        found: dict[int, Stack] = {}
        for thread in self._threads(read):
            try:
                native = word(read, thread + self._layout.native)
                stack = self._stack(read, thread)
            except (Unreadable, struct.error):
                continue
            if stack.frames and 0 < native < 1 << 32:
                found[native] = stack
        return found

    def _threads(self, read: Read) -> list[int]:
        layout = self._layout
        found: list[int] = []
        try:
            interpreter = word(read, self._runtime + layout.interpreters)
            for _ in range(_INTERPRETERS):
                if not interpreter:
                    break
                thread = word(read, interpreter + layout.threads)
                while thread and thread not in found and len(found) < THREADS:
                    found.append(thread)
                    thread = word(read, thread + layout.thread_next)
                interpreter = word(read, interpreter + layout.interpreter_next)
        except Unreadable:
            pass  # what was found until here is read all the same
        return found

    def _stack(self, read: Read, thread: int) -> Stack:
        """Read it three times.  What all have in common at the outer end was there all the while.

        A call that has gone on to another instruction in between is the last that is sure: whom it
        called and whom it calls now can be mixed up further inside.
        """
        looks = [self._raw(read, thread) for _ in range(LOOKS)]
        after, keep = looks[-1], 0
        for calls in zip(*map(reversed, looks), strict=False):
            if len({raw[:3] for raw in calls}) > 1:  # not the same call
                break
            keep += 1
            if len({raw.last for raw in calls}) > 1:
                break
        if not keep:
            raise Unreadable
        frames: list[Frame] = []
        for i, raw in enumerate(after[len(after) - keep :]):
            if raw.owner >= _SHIM:
                continue
            if len(frames) == DEPTH:
                return Stack(tuple(frames), True)
            try:
                frames.append(self._objects.frame(read, raw.executable, raw.last))
            except Unreadable:
                if i:  # a gap in the middle
                    raise
        return Stack(tuple(frames), bool(after[-1].previous))

    def _raw(self, read: Read, thread: int) -> list[_Raw]:
        layout, unpack, size = self._layout, self._frame.unpack, self._frame.size
        previous, executable, last = layout.previous // 8, layout.executable // 8, layout.last // 8
        owner, shift = layout.owner // 8, layout.owner % 8 * 8
        found: list[_Raw] = []
        at = thread
        if layout.cframe >= 0:
            at = word(read, thread + layout.cframe)
        address = word(read, at + layout.current)
        while address and len(found) < _DEEPEST:
            words = unpack(exactly(read, address, size))
            one = _Raw(address, words[executable], words[previous], words[last],
                       words[owner] >> shift & 255)  # fmt: skip
            if one.previous == address:
                raise Unreadable
            found.append(one)
            address = one.previous
        return found
