"""PYTHONPATH of the program's own, in all its forms; usercustomize; other variables."""

import os
import subprocess
import sys

SHOW = "import os, sys; print(os.environ.get('PYTHONPATH'), sys.path[:4], sys.flags.safe_path)"
with open("sitecustomize.py", "w") as file:
    file.write("import sys; print('sitecustomize', __name__, __file__, __spec__.origin)\n")
with open("usercustomize.py", "w") as file:
    file.write("print('usercustomize', __file__)\n")
for path in (
    None,
    "",
    ":",
    "/nowhere",
    ":/nowhere",
    "/nowhere:",
    "/a::/b",
    ".",
    "/nowhere:/nowhere",
):
    for argv in ([sys.executable, "-c", SHOW], ["sh", "-c", 'exec "$0" "$@"', sys.executable]):
        env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        if path is not None:
            env["PYTHONPATH"] = path
        if len(argv) > 3:
            argv = [*argv, "-c", SHOW]
        done = subprocess.run(argv, env=env, capture_output=True, text=True)
        print(path, done.stdout, done.stderr)
for name in ("PYTHONSAFEPATH", "PYTHONINSPECT", "PYTHONNOUSERSITE", "PYTHONVERBOSE0", "PYTHONUTF8"):
    done = subprocess.run(
        [sys.executable, "-c", SHOW], env={**os.environ, name: "1"}, capture_output=True, text=True
    )
    print(name, done.stdout, done.stderr)
for options in ("-P", "-s", "-E", "-I", "-S", "-B"):
    done = subprocess.run([sys.executable, options, "-c", SHOW], capture_output=True, text=True)
    print(options, done.stdout, done.stderr)
