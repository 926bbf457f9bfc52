"""Programs that take their own ground away."""

import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

SHOW = "import os, sys; print('child', sorted(os.environ), len(sys.path), flush=True)"


def again():
    """All that the probe does something for."""
    signal.alarm(0)
    os.kill(os.getpid(), 0)
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        os._exit(7)
    print(os.waitpid(pid, 0)[1], flush=True)
    print(subprocess.run([sys.executable, "-c", SHOW]).returncode, flush=True)


def no_folder():
    folder = tempfile.mkdtemp()
    os.chdir(folder)
    shutil.rmtree(folder)
    again()
    try:
        os.getcwd()  # noqa: PTH109
    except OSError as error:
        print(error.errno)


def no_environment():
    os.environ.clear()
    again()
    os.environ.update(PYTHONPATH="/nowhere", A="b")
    os.unsetenv("PYTHONPATH")
    os.putenv("PYTHONPATH", "/there")
    again()
    os.environ = {}  # noqa: B003 - that is the point
    again()
    del os.environ
    pid = os.fork()
    if pid == 0:
        os.execve(sys.executable, [sys.executable, "-c", SHOW], {})
    print(os.waitpid(pid, 0)[1])


def no_root():
    folder = tempfile.mkdtemp()
    try:
        os.chroot(folder)
        os.chdir("/")
    except OSError as error:
        print(error)
    os.closerange(3, 2000)
    signal.alarm(0)
    os.kill(os.getpid(), 0)
    pid = os.fork()
    if pid == 0:
        os._exit(7)
    print(os.waitpid(pid, 0)[1], os.listdir("/") == [], flush=True)


def no_rights():
    try:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    except OSError as error:
        print(error)
    os.closerange(3, 2000)
    os.kill(os.getpid(), 0)
    pid = os.fork()
    if pid == 0:
        os._exit(7)
    print(os.waitpid(pid, 0)[1], os.getuid() != 0 or "root", flush=True)


def no_space():
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    again()
    with open("file", "w") as file:
        try:
            file.write("x")
            file.flush()
        except OSError as error:
            print(error)


def no_space_signal():
    """As a program whose write is not allowed gets it: no signal as long as it writes none."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.signal(signal.SIGXFSZ, lambda *_: print("too large", flush=True))
    again()
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    again()


def no_processes():
    resource.setrlimit(resource.RLIMIT_NPROC, (1, 1))
    try:
        os.setuid(65534)
        os.fork()
    except OSError as error:
        print(error.errno)
    try:
        threading.Thread(target=print).start()
    except RuntimeError as error:
        print(error)


def no_memory():
    resource.setrlimit(resource.RLIMIT_AS, (1 << 29, 1 << 29))
    again()
    try:
        bytearray(1 << 30)
    except MemoryError as error:
        print(repr(error))


def no_modules():
    sys.modules.clear()
    sys.path.clear()
    sys.meta_path.clear()
    again()


def no_builtins():
    """Only what this program needs is left."""
    import builtins

    again()
    names = ("Exception", "BaseException", "type", "isinstance", "getattr", "len", "int", "next")
    missing = object()
    taken = {name: vars(builtins).pop(name, missing) for name in names}
    signal.alarm(0)
    os.kill(os.getpid(), 0)
    pid = os.fork()
    if pid == 0:
        os._exit(7)
    print(os.waitpid(pid, 0)[1], flush=True)
    vars(builtins).update(taken)
    again()


def no_finders():
    sys.meta_path[:] = [f for f in sys.meta_path if f.__name__ != "Finder"]
    sys.meta_path.insert(0, NoFinder)
    import multiprocessing.pool

    print(multiprocessing.pool.Pool, sys.meta_path.index(NoFinder))


class NoFinder:
    """Has no find_spec."""


def itself():
    if len(sys.argv) < 5:
        print("again", len(sys.argv), flush=True)
        os.execv(sys.executable, [sys.executable, *sys.argv, "x"])
    os.execlp("sh", "sh", "-c", "echo $0 is over")


def fork_in_threads():
    done = []

    def work():
        pid = os.fork()
        if pid == 0:
            os._exit(len(threading.enumerate()))
        done.append(os.waitpid(pid, 0)[1])

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(done)


def fork_in_fork_hook():
    def hook():
        if not done:
            done.append(1)
            again()

    done = []
    os.register_at_fork(before=hook)
    again()


def subinterpreter():
    try:
        import _interpreters as interpreters
    except ImportError:
        import _xxsubinterpreters as interpreters
    code = f"import os, sys, signal, threading; os.kill({os.getpid()}, 0); print(sys.meta_path)"
    for _ in range(2):
        new = interpreters.create()
        for text in (code, "print(os.environ.get('PYTHONPATH'), os.kill)", "import subprocess"):
            result = interpreters.run_string(new, text)
            print(
                result and str(getattr(result, "formatted", result)).replace("\n", " "), flush=True
            )
        interpreters.destroy(new)
    again()


def many_signals():
    count = 0

    def handler(number, frame):
        nonlocal count
        count += 1

    signal.signal(signal.SIGUSR1, handler)
    for _ in range(300):
        os.kill(os.getpid(), signal.SIGUSR1)
    print(count)
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    again()


def replaced():
    """A program that puts its own functions in the place of the wrapped ones."""
    calls = []
    original = os.kill
    os.kill = lambda *args: (calls.append(args), original(*args))[1]
    os.kill(os.getpid(), 0)
    fork = os.fork
    os.fork = lambda: (calls.append("fork"), fork())[1]
    again()
    os.kill, os.fork = original, fork
    print(len(calls), repr(os.kill), os._exit, os.abort)
    del os.waitpid
    try:
        again()
    except AttributeError as error:
        print(error)


def daemon():
    """Twice forked, its own session, all descriptors closed."""
    read, write = os.pipe()
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.chdir("/")
            os.dup2(write, 1)
            os.closerange(2, 4096)
            os.open("/dev/null", os.O_RDWR)
            again()
            os.write(1, b"daemon is over\n")
        os._exit(0)
    os.close(write)
    os.wait()
    with open(read) as file:
        print(file.read())


globals()[sys.argv[1]]()
