# Found through PYTHONPATH by every Python that the observed program starts, so it has to be valid
# and silent in *any* Python (2.7 too): old ones are only passed on to their own sitecustomize.
import sys


def _boot():
    here = __file__.rpartition("/")[0]
    if sys.version_info >= (3, 11):  # noqa: UP036 - see above
        before = set(sys.modules)
        try:
            sys.path_importer_cache[here] = _finder(here)
            import _procviz_boot

            _procviz_boot.install(here)
        except Exception:  # the program must run as if we were not here
            pass
        for name in set(sys.modules) - before:  # ours, and built-in ones that only we needed
            del sys.modules[name]
        sys.path_importer_cache.pop(here, None)
    sys.path[:] = [entry for entry in sys.path if entry != here]
    _chain()


def _finder(here):
    # Our modules have built-in names of their own: the program may change them, and Python takes
    # them away while a program's last __del__ may still call what we have wrapped.
    import builtins

    files = sys.modules["_frozen_importlib_external"]
    own = dict(vars(builtins))

    class Loader(files.SourceFileLoader):
        def exec_module(self, module):
            vars(module)["__builtins__"] = own
            files.SourceFileLoader.exec_module(self, module)

    return files.FileFinder(here, (Loader, files.SOURCE_SUFFIXES))


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
