# Found through PYTHONPATH by every Python that the observed program starts, so it has to be valid
# and silent in *any* Python (2.7 too): old ones are only passed on to their own sitecustomize.
# Those for which the native part was built find that instead (procviz/native/site.c), which runs
# this text when it needs the loader, in which nothing may be imported: the program may have
# functions of its own for that.


def _boot():
    door = __file__.rpartition("/")[0]  # this folder, in which nothing else is to be found
    here = door.rpartition("/")[0]
    if sys.version_info >= (3, 11):  # noqa: UP036 - see above
        before = len(sys.modules)
        try:
            import builtins

            names = "sys _imp _frozen_importlib_external _thread posix time marshal"
            known = dict((name, __import__(name)) for name in names.split())  # noqa: C402
            tools = _loader(here, known, dict(vars(builtins)))
            tools[0]("_procviz_start").adopt(here, door, {}, tools)
            tools[0]("_procviz_alone").begin()
        except Exception:  # the program must run as if we were not here
            pass
        for name in list(sys.modules)[before:]:  # built-in ones that only we needed
            del sys.modules[name]
    sys.path[:] = [entry for entry in sys.path if entry != door]
    sys.path_importer_cache.pop(door, None)
    _chain()


def _loader(here, known, own):
    # Our modules find each other by ``import``, as the program never could: they are not in
    # sys.modules, not even for a moment, as another thread may look, or fork; nor does Python empty
    # them then while a program's last __del__ may still call what we have wrapped.  So they have
    # built-in names of their own, and of other modules those that are known by now.
    sys, _imp, marshal, posix = (known[name] for name in ("sys", "_imp", "marshal", "posix"))
    theirs, module_type, run = own["__import__"], type(sys), own["exec"]
    files = known["_frozen_importlib_external"]
    file_loader, magic = files.SourceFileLoader, files.MAGIC_NUMBER + bytes(4)
    cached = here + "/__pycache__/%s." + str(sys.implementation.cache_tag) + ".pyc"
    usual = not sys.flags.optimize and sys.pycache_prefix is None
    stat, start, read, close = posix.stat, posix.open, posix.read, posix.close  # see below
    mode, loads, fix = posix.O_RDONLY | posix.O_CLOEXEC, marshal.loads, _imp._fix_co_filename
    loaded, held, views, making = {}, {}, {}, {}
    who, pause = known["_thread"].get_ident, known["time"].sleep
    # what the native part has put in their place would have this very text loaded
    read, close = (getattr(function, "_original", function) for function in (read, close))

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

    def wait(name):
        # Somebody makes it.  Another thread is waited for, for a second: to make it anew would
        # leave two of it.  One of the process that has forked this one never comes to its end.
        for _ in range(1000):
            maker = making.get(name)
            if maker is None or maker == (who(), posix.getpid()):
                break
            if maker[1] != posix.getpid():
                making.pop(name, None)
                loaded.pop(name, None)
                break
            pause(0.001)
        return loaded.get(name)

    def load(name):
        module = wait(name) if name in making else loaded.get(name)
        if module is None:
            path = here + "/" + name + ".py"
            mine = who(), posix.getpid()
            making.setdefault(name, mine)
            try:
                code = code_of(name, path)
                module = wait(name)  # another thread, or a signal handler, may have come meanwhile
                if module is None:
                    module = loaded[name] = module_type(name)
                    module.__file__ = path
                    module.__builtins__ = own
                    run(code, vars(module))
            except BaseException:
                if module is not None:
                    loaded.pop(name, None)
                raise
            finally:
                if making.get(name) is mine:
                    del making[name]
        return module

    def find(name, *args, **kwargs):
        if name.startswith("_procviz_"):
            return load(name)
        for ours in (views, known):
            if name in ours:
                return ours[name]
        return theirs(name, *args, **kwargs)

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
    if spec is None:
        raise missing
    module, importlib = sys.modules["sitecustomize"], sys.modules["_frozen_importlib"]
    for name in "_boot", "_loader", "_chain", "sys", "__builtins__", "__cached__":
        vars(module).pop(name, None)
    importlib._init_module_attrs(spec, module, override=True)
    spec.loader.exec_module(module)  # of a mere folder importlib has made one


if __name__ == "sitecustomize":
    import sys

    _boot()
