"""Users of sys.monitoring (PEP 669), from Python 3.12 on."""

import os
import signal
import sys

events = sys.monitoring.events
seen = []


def watch(name):
    def callback(code, *rest):
        what = getattr(rest[1], "__name__", "") if name == "CALL" else ""
        seen.append((name, os.path.basename(code.co_filename), code.co_name, what))

    return callback


def handler(number, frame):
    pass


def program():
    signal.signal(signal.SIGUSR1, handler)
    os.kill(os.getpid(), signal.SIGUSR1)
    for number in range(3):
        signal.alarm(number - number)


print([sys.monitoring.get_tool(tool) for tool in range(6)])
for tool in range(3):
    sys.monitoring.use_tool_id(tool, f"tool {tool}")
    for name in ("PY_START", "PY_RETURN", "LINE", "CALL"):
        sys.monitoring.register_callback(tool, getattr(events, name), watch(name))
    sys.monitoring.set_events(tool, events.PY_START | events.PY_RETURN | events.LINE | events.CALL)
    program()
    sys.monitoring.set_events(tool, 0)
    sys.monitoring.set_local_events(tool, program.__code__, events.LINE)
    program()
    sys.monitoring.set_local_events(tool, program.__code__, 0)
    sys.monitoring.restart_events()
    sys.monitoring.free_tool_id(tool)
    for entry in seen:
        print(tool, *entry)
    seen.clear()
try:
    sys.monitoring.use_tool_id(2, "first")
    sys.monitoring.use_tool_id(2, "second")
except ValueError as error:
    print(error)
