# Found through PYTHONPATH by every Python that the observed program starts, so it has to be valid
# and silent in *any* Python (2.7 too): old ones are only passed on to their own sitecustomize.
import sys


def _boot():
    here = __file__.rpartition("/")[0]
    if sys.version_info >= (3, 11):  # noqa: UP036 - see above
        try:
            import _procviz_boot

            _procviz_boot.install(here)
        except Exception:  # the program must run as if we were not here
            pass
    sys.path[:] = [entry for entry in sys.path if entry != here]
    _chain()


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
