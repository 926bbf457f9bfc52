"""Every text of this program is hostile: names, arguments, output, files, threads, tasks, errors.

With the argument ``long`` it also writes a line of 10 MB.  Then it stays until it is ended.
"""

import asyncio
import ctypes
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback

MARKUP = "[@click=app.quit]quit[/] [/] [/nothing] [bold red]x [link=http://x.test]l[/link] [[ ]"
CODES = (
    "\x1b]52;c;aGFjaw==\x07"  # writes the clipboard
    "\x1b]8;;http://hostile.test\x1b\\link\x1b]8;;\x1b\\"
    "\x1b]0;title\x07"
    "\x1b[2J\x1b[H\x1b[?1049l\x1b[?25h\x1b[31;5mred"
    "\x1bP+q544e\x1b\\"  # DCS
    "\x1b^pm\x1b\\\x1b_apc\x1b\\\x1bc\x1b7\x1b8"
    "\x9b31m\x9d52;c;aGk=\x9c\x90x\x9c\x85"  # the same as C1
    "\x00\x07\x08\x0b\x0c\x0e\x0f\x7f"
)
SHAPES = (
    "\u202egnp.exe\u2066\u2069\u061c\u200b\u200d\ufeff\u2028\u2029\u00ad"
    "a\ufe0f\U000e0041\U000e007f 中文🙂👩\u200d👩\u200d👧"
    " e\u0301\u0302\u0303\u0304\u0305 \u3164\uffa0 ﷽"
)
NASTY = MARKUP + CODES + SHAPES + "\r\n\tend"
UNDECODABLE = b"\xff\xfe\xc3\x28\xed\xa0\x80\x1b]52;c;aGk=\x07[/]"
NAMES = (
    b"[@click=app.q]",
    b"\x1b]52;c;aGk=\x07",
    b"\x1b[2J\x1bc",
    b"\xff\x9b31m\r\n",
    b"[/] [red]",
)


def named(name: bytes) -> None:
    """Take this name, as prctl(2) does."""
    ctypes.CDLL(None).prctl(15, ctypes.c_char_p(name), 0, 0, 0)


def child(name: bytes) -> None:
    if os.fork() == 0:
        named(name)
        os.write(1, name + b" " + UNDECODABLE + b"\n")
        signal.pause()


async def tasks() -> None:
    await asyncio.gather(
        *(asyncio.create_task(asyncio.sleep(0), name=NASTY + str(i)) for i in range(3))
    )


def worker(queue: "multiprocessing.Queue[str]", lock: object) -> None:
    with lock:  # type: ignore[attr-defined]
        queue.put(NASTY)
    signal.pause()


def main() -> None:
    for name in NAMES:
        child(name)
    if os.fork() == 0:
        os.execv("/bin/sleep", [NASTY.replace("\0", ""), "600"])
    if os.fork() == 0:
        os.execv(
            "/bin/sh", [b"sh", b"-c", b"sleep 600; true", UNDECODABLE, NASTY.replace("\0", "")]
        )
    thread = threading.Thread(target=time.sleep, args=(0.05,), name=NASTY)
    thread.start()
    asyncio.run(tasks())

    def handler(*_: object) -> None:
        pass

    handler.__name__ = handler.__qualname__ = NASTY
    signal.signal(signal.SIGUSR1, handler)
    os.kill(os.getpid(), signal.SIGUSR1)
    context = multiprocessing.get_context("fork")
    queue, lock = context.Queue(), context.Lock()
    context.Process(target=worker, args=(queue, lock), name=NASTY, daemon=True).start()
    queue.get()
    files = [
        os.open(os.path.join(os.environ["TMPDIR"], name), os.O_CREAT | os.O_WRONLY)
        for name in (NASTY.replace("\0", "").replace("/", "")[:60], "[@click=app.quit]")
    ]
    for text in (NASTY, MARKUP, CODES, SHAPES, *CODES):
        os.write(1, text.encode() + b"\n")
        os.write(2, text.encode() + b"\r")
    os.write(1, UNDECODABLE + b"\n")
    try:
        raise ValueError(NASTY)
    except ValueError:
        traceback.print_exc()
    if sys.argv[1:] == ["long"]:
        os.write(1, b"begin")
        for _ in range(160):
            os.write(1, (NASTY.encode() * 200)[: 1 << 16].replace(b"\n", b" ").replace(b"\r", b" "))
        os.write(1, b"\n")
    for fd in (1, 2):  # whichever is read last
        os.write(fd, b"\nALL OUT\n")
    thread.join()
    assert len(files) == 2
    signal.pause()


if __name__ == "__main__":
    main()
