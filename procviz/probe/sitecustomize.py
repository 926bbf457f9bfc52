# Found through PYTHONPATH by every Python that the observed program starts, so it has to be valid
# and silent in *any* Python (2.7 too): old ones are only passed on to their own sitecustomize.
import sys


def _boot():
    here = __file__.rpartition("/")[0]
    if sys.version_info >= (3, 11):  # noqa: UP036 - see above
        before = len(sys.modules)
        try:
            load, *more = _loader(here)
            load("_procviz_start").start(here, load, *more)
        except Exception:  # the program must run as if we were not here
            pass
        for name in list(sys.modules)[before:]:  # built-in ones that only we needed
            del sys.modules[name]
    sys.path[:] = [entry for entry in sys.path if entry != here]
    sys.path_importer_cache.pop(here, None)
    _chain()


def _loader(here):
    # Our modules find each other by ``import``, as the program never could: they are not in
    # sys.modules, not even for a moment, as another thread may look, or fork; nor does Python empty
    # them then while a program's last __del__ may still call what we have wrapped.  So they have
    # built-in names of their own.
    import _imp
    import builtins
    import marshal
    import posix

    own = dict(vars(builtins))
    theirs, module_type, run = own["__import__"], type(builtins), own["exec"]
    files = sys.modules["_frozen_importlib_external"]
    file_loader, magic = files.SourceFileLoader, files.MAGIC_NUMBER + bytes(4)
    cached = here + "/__pycache__/%s." + str(sys.implementation.cache_tag) + ".pyc"
    usual = not sys.flags.optimize and sys.pycache_prefix is None
    stat, start, read, close = posix.stat, posix.open, posix.read, posix.close  # not yet wrapped
    mode, loads, fix = posix.O_RDONLY | posix.O_CLOEXEC, marshal.loads, _imp._fix_co_filename
    loaded, held, views = {}, {}, {}

    def bytes_of(name, path):
        # As below; where the program has taken all descriptors, that of the log is used.
        data = read_bytes(name, path)
        native = loaded.get("_procviz_native")
        if data is False and native is not None and native.lend():
            try:
                data = read_bytes(name, path)
            finally:
                native.reopen()
        return data or None

    def read_bytes(name, path):
        # What marshal made of a .pyc of this source; None where that is not as usual, False where
        # there is no descriptor for it (EMFILE).
        try:
            source = stat(path)
            file = start(cached % name, mode)
            try:
                data = read(file, 1 << 15)
            finally:
                close(file)
            size, changed = source.st_size & 0xFFFFFFFF, int(source.st_mtime) & 0xFFFFFFFF
            if usual and data.startswith(magic + (size << 32 | changed).to_bytes(8, "little")):
                return memoryview(data)[16:]
        except OSError as error:
            if error.__traceback__.tb_next is not None:  # a signal handler's
                raise
            if error.errno == 24:
                return False
        return None

    def code_of(name, path):
        # As SourceFileLoader, but it takes a million fewer instructions in all.
        try:
            data = held.pop(name, None) or bytes_of(name, path)
            if data is not None:
                code = loads(data)
                fix(code, path)
                return code
        except (EOFError, ValueError, TypeError) as error:
            if error.__traceback__.tb_next is not None:  # a signal handler's
                raise
        return file_loader(name, path).get_code(name)

    def hold(name):
        held[name] = bytes_of(name, here + "/" + name + ".py")

    def native(name):
        # What has been built of C, where it has, and where it fits this Python.
        if ".abi3.so" not in _imp.extension_suffixes():
            raise ImportError(name)
        spec = type(sys)(name)  # anything with these two
        spec.name, spec.origin = name, here + "/" + name + ".abi3.so"
        module = _imp.create_dynamic(spec)
        _imp.exec_dynamic(module)
        loaded[name] = module
        return module

    def load(name):
        module = loaded.get(name)
        if module is None and name == "_procviz_native":
            return native(name)
        if module is None:
            path = here + "/" + name + ".py"
            code = code_of(name, path)
            module = loaded[name] = module_type(name)
            module.__file__ = path
            module.__builtins__ = own
            try:
                run(code, vars(module))
            except BaseException:
                del loaded[name]
                raise
        return module

    def find(name, *args, **kwargs):
        if name.startswith("_procviz_"):
            return load(name)
        return views[name] if name in views else theirs(name, *args, **kwargs)

    own["__import__"] = find
    return load, hold, loaded, views


def _chain():
    # Run the sitecustomize that would have been found without us, in this very module.  Where
    # there is none, ImportError makes site go on as it does when nobody has written one.
    missing = ImportError("No module named 'sitecustomize'")
    missing.name = "sitecustomize"
    if sys.version_info < (3, 5):  # noqa: UP036 - see above
        raise missing
    spec = sys.modules["_frozen_importlib_external"].PathFinder.find_spec("sitecustomize", sys.path)
    if spec is None or spec.loader is None:
        raise missing
    module = sys.modules["sitecustomize"]
    module.__spec__, module.__loader__, module.__file__ = spec, spec.loader, spec.origin
    spec.loader.exec_module(module)


_boot()
