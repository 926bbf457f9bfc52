"""What begins before the first line of the program where the native part is not there."""

import _frozen_importlib_external as _files
import _imp
import _signal
import posix
import sys

import _procviz_start as start

awaited = {}  # name of a module -> what to call, once, when it has been looked for
_MOST, _LONGEST = 256, 4096  # an argument list may be 2 MB: enough of it to know it again


def begin():
    """Start observing this process; does nothing without a log or in a subinterpreter."""
    start.hide_in(posix.environ)  # the dict behind os.environ
    if b"PROCVIZ_LOG" not in start.hidden or not _main_interpreter():
        return
    start.ready = True
    import _procviz_boot as boot
    import _procviz_log as log

    log.path = start.hidden[b"PROCVIZ_LOG"]
    log.state.me = posix.getpid()
    log.open_log()
    log.emit("image", None, _image())
    for part in (_patch, _line_buffering, _lines, boot.gate):
        try:
            part()
        except Exception as error:
            log.trouble(part.__name__, error)


def _patch():
    import _procviz_boot as boot
    import _procviz_imports as imports
    import _procviz_parts as parts

    if _signal.getsignal(_signal.SIGINT) is parts.default_interrupt:
        _signal.signal(_signal.SIGINT, parts.interrupt)
    _watch_imports()
    boot.patch()
    if b"PROCVIZ_GATE" in start.hidden:
        parts.everything()
    elif start.has_channels():
        parts.ready("channels")
    imports.after(start.hooks)


def _lines():
    if start.hidden.get(b"PROCVIZ_LINES") == b"0":
        return
    if sys.version_info >= (3, 12):
        import _procviz_lines as lines
    else:
        import _procviz_trace as lines
    import _procviz_log as log

    def begin():
        if not lines.start():
            log.emit("no lines", None)

    _after_site(begin)


def _main_interpreter():
    try:
        _signal.set_wakeup_fd(_signal.set_wakeup_fd(-1))
    except ValueError:
        return False
    return True


def _image():
    """Return what is told of this program: its parent, argument list, version of Python."""
    argv = tuple([part[:_LONGEST] for part in sys.orig_argv[:_MOST]])
    return posix.getppid(), argv, ".".join(map(str, sys.version_info[:3]))


class _Spec:
    name, origin = "atexit", "built-in"


def at_exit(function):
    """Have it called when the program ends.

    A module of our own, as to import it takes five times as long; all have the same functions.
    """
    _imp.create_builtin(_Spec).register(function)


def _watch_imports():
    """Run the hooks when their modules have been imported, by nobody noticing."""
    finder = _files.PathFinder
    finder.find_spec = classmethod(_watch(vars(finder)["find_spec"].__func__))


def _watch(original):
    """Return what takes the place of the finder's method for files: ``sys.meta_path`` stays."""

    def find_spec(cls, fullname, path=None, target=None):
        try:
            try:
                spec = original(cls, fullname, path, target)
            finally:
                if awaited and fullname in awaited:
                    awaited.pop(fullname)()
        except BaseException as error:
            error.__traceback__ = error.__traceback__.tb_next
            raise
        if fullname in start.hooks and spec is not None and spec.loader is not None:
            start.found(fullname, spec.loader)
        return spec

    # Python takes importlib's frames off the traceback of an import that failed: ours is one
    old, new = original.__code__, find_spec.__code__
    find_spec.__code__ = new.replace(co_filename=old.co_filename, co_qualname=old.co_qualname)
    for name in ("__module__", "__qualname__", "__doc__"):
        setattr(find_spec, name, getattr(original, name))
    return find_spec


def _line_buffering():
    """Flush at each newline where stdout is a socket that stands for a terminal."""
    terminals = start.hidden.get(b"PROCVIZ_TTYLIKE")
    if terminals and sys.stdout is not None and start.is_terminal(posix.fstat(1)):
        sys.stdout.reconfigure(line_buffering=True)


def _after_site(function):
    """Call it when site is done, as far as that can be known.

    What site does next would be looked at in vain: it cost more than all that was put in place.
    """
    if _user_site_follows():
        awaited["usercustomize"] = function
    else:
        function()


def _user_site_follows():
    """Does site look for usercustomize next, after sitecustomize?"""
    site, frame = sys.modules.get("site"), sys._getframe()
    while frame is not None and frame.f_code.co_name != "execsitecustomize":
        frame = frame.f_back
    return (
        frame is not None
        and frame.f_globals is vars(site)
        and site.ENABLE_USER_SITE
        and "usercustomize" not in sys.modules
        and _finds_last()
    )


def _finds_last():
    """Will the finder for files be asked for what is neither built in nor frozen?"""
    names = [getattr(finder, "__name__", "") for finder in sys.meta_path]
    return names[-3:] == ["BuiltinImporter", "FrozenImporter", "PathFinder"]
