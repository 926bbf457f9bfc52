"""Code of all shapes, with a tracer of the program's own."""

import asyncio
import sys


def generator(n):
    for i in range(n):
        yield i * 2
    return n


def recursive(n):
    return 1 if n == 0 else n * recursive(n - 1)


def deep(n=0):
    return deep(n + 1)


async def sleeper(n):
    await asyncio.sleep(0)
    return [i async for i in numbers(n)]


async def numbers(n):
    for i in range(n):
        yield i


print(sum(generator(100)), recursive(20), [x for x in range(5) if x % 2], dict.fromkeys("ab", 1))
print(asyncio.run(sleeper(3)))
try:
    deep()
except RecursionError as error:
    print(type(error).__name__)
exec("def made():\n    return 'made'\nprint(made())")
print((lambda: 5)(), eval("1 + 1"))
with open("/dev/null") as file:
    print(file.read())
seen = []


def tracer(frame, event, arg):
    seen.append((event, frame.f_code.co_name, frame.f_lineno))
    return tracer


sys.settrace(tracer)
recursive(2)
print(sys.gettrace() is tracer)
sys.settrace(None)
print(seen)
if sys.version_info >= (3, 12):
    monitoring = sys.monitoring
    monitoring.use_tool_id(0, "mine")
    got = []
    monitoring.register_callback(0, monitoring.events.LINE, lambda code, line: got.append(line))
    monitoring.set_local_events(0, recursive.__code__, monitoring.events.LINE)
    recursive(1)
    print(got)
raise SystemExit(generator(3).__next__())
