"""asyncio's subprocesses: five at once, one of them killed."""

import asyncio
import sys
from asyncio.subprocess import PIPE


async def main() -> None:
    calls = [
        asyncio.create_subprocess_exec(sys.executable, "-S", "-c", f"raise SystemExit({i})")
        for i in range(4)
    ]
    children = [await call for call in calls]
    sleeper = await asyncio.create_subprocess_shell("echo; read x", stdin=PIPE, stdout=PIPE)
    await sleeper.stdout.readline()
    sleeper.kill()
    print([await child.wait() for child in (*children, sleeper)])


asyncio.run(main())
