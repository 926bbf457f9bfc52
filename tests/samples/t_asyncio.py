"""asyncio: subprocesses, signals, cancelling, debug mode, and what goes wrong in it."""

import asyncio
import logging
import os
import signal
import sys

logging.basicConfig(stream=sys.stdout, format="%(name)s %(levelname)s %(message)s")


async def child(*argv, **options):
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*argv, stdout=pipe, stdin=pipe, **options)
    out, _ = await process.communicate(b"text")
    print(argv[0], out, process.returncode, process.pid > 0)


async def killed():
    process = await asyncio.create_subprocess_shell("exec sleep 30")
    process.send_signal(signal.SIGTERM)
    print(await process.wait(), process)


async def slow(n):
    try:
        await asyncio.sleep(30)
    finally:
        print("cancelled", n)


async def main():
    loop = asyncio.get_running_loop()
    loop.slow_callback_duration = 100  # or debug mode tells how slow the machine is
    await child("cat")
    await child(sys.executable, "-c", "import sys; sys.exit(len(sys.stdin.read()))")
    await killed()
    try:
        await asyncio.create_subprocess_exec("there-is-none")
    except FileNotFoundError as error:
        print(error)
    came = asyncio.Event()
    loop.add_signal_handler(signal.SIGUSR1, came.set)
    print(signal.getsignal(signal.SIGUSR1) is signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGUSR1)
    await came.wait()
    print(loop.remove_signal_handler(signal.SIGUSR1), signal.getsignal(signal.SIGUSR1))
    tasks = [asyncio.create_task(slow(n), name=f"slow {n}") for n in range(2)]
    await asyncio.sleep(0)
    print(tasks[0].get_name(), tasks[0].get_coro().cr_code.co_name, repr(tasks[0])[:20])
    for task in tasks:
        task.cancel()
    print(await asyncio.gather(*tasks, return_exceptions=True))
    try:
        async with asyncio.timeout(0.01), asyncio.TaskGroup() as group:
            group.create_task(slow(2))
            await asyncio.sleep(30)
    except TimeoutError as error:
        print(repr(error))
    queue, lock = asyncio.Queue(1), asyncio.Lock()
    async with lock:
        await queue.put(1)
    print(
        queue, queue.get_nowait(), lock.locked(), await asyncio.to_thread(os.kill, os.getpid(), 0)
    )
    print(sorted(task.get_name() for task in asyncio.all_tasks()))
    print(await loop.run_in_executor(None, lambda: signal.getsignal(signal.SIGINT)))
    slow(3)  # never awaited
    asyncio.create_task(slow(4))  # noqa: RUF006 - forgotten on purpose


asyncio.run(main(), debug=len(sys.argv) > 1)


async def interrupted():
    os.kill(os.getpid(), signal.SIGINT)
    await asyncio.sleep(30)


try:
    asyncio.run(interrupted())
except KeyboardInterrupt as error:
    print(repr(error), error.__context__)
asyncio.run(interrupted())
