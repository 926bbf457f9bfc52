"""subprocess with all its options."""

import os
import signal
import subprocess
import sys
import warnings

SHOW = "import os, sys; print(sorted(os.environ), sys.argv[1:], os.getcwd() == '/', flush=True)"
PY = [sys.executable, "-c", SHOW]


def run(label, argv=PY, **options):
    options = {"capture_output": True, "text": True, **options}
    try:
        done = subprocess.run(argv, **options)
    except Exception as error:
        print(label, type(error).__name__, error)
        return
    print(label, done.returncode, done.stdout, done.stderr, flush=True)


run("plain")
run("empty", env={})
run("own", env={"A": "b"})
run("bad name", env={"A=": "b"})
run("bad type", env={"A": 1})
run("preexec", preexec_fn=lambda: os.environ.update(Z="1"))
run("preexec fails", preexec_fn=lambda: 1 / 0)
run("session", start_new_session=True)
run("group", process_group=0)
run("umask", umask=0o77)
run("user", user=os.getuid(), group=os.getgid(), extra_groups=[])
run("cwd", cwd="/")
run("no cwd", cwd="/there/is/none")
run("shell", f"{sys.executable} -c 'import os; print(len(os.environ))'", shell=True)
run("shell, empty", "echo $PYTHONPATH; env | sort", shell=True, env={})
run("shell, own", "env | grep -v ^PATH | wc -l", shell=True, env={"A": "b"})
run("input", ["cat"], input="text")
run("arguments", [*PY, "a b", "", "\u4e2d"])
run(
    "executable", ["python", "-c", "import sys; print(sys.orig_argv[0])"], executable=sys.executable
)
run("none", [])
run("wrong", 3)
run("closed", close_fds=False, pass_fds=())
run("restore", restore_signals=False)
run("killed", ["sh", "-c", "kill -9 $$"])
run("checked", ["false"], check=True)
run("timeout", ["sleep", "30"], timeout=0.02)
subprocess._USE_VFORK = subprocess._USE_POSIX_SPAWN = False
run("fork")
print(subprocess.getstatusoutput("exit 3"), subprocess.getoutput("echo $0"), os.system("exit 4"))
with os.popen("echo opened") as opened:
    print(opened.read(), opened)
process = subprocess.Popen(["sleep", "30"])
print(process.poll(), process.args, repr(process)[:17])
process.send_signal(signal.SIGTERM)
print(process.wait(), process.poll(), process.send_signal(15))
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    process = subprocess.Popen(["sleep", "30"])
    process_id = process.pid
    del process
print([str(w.message).replace(str(process_id), "PID") for w in caught], flush=True)
os.kill(process_id, 9)
os.waitpid(process_id, 0)
print(os.spawnvp(os.P_WAIT, "sh", ["sh", "-c", "exit 5"]), os.spawnle(0, "/bin/sh", "sh", {}) > 0)
