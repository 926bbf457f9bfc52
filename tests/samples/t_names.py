"""Every public name of the modules that the probe touches, and what can be seen of it."""

import copy
import hashlib
import importlib
import inspect
import pickle
import pkgutil
import re
import sys
import types
import warnings

MODULES = """
    os posix signal _signal _posixsubprocess subprocess sys threading _thread queue _queue socket
    select selectors socketserver logging atexit time pty tty fcntl mmap resource shutil
    """
PACKAGES = "multiprocessing asyncio concurrent.futures"
WORDS = "__name__ __qualname__ __module__ __text_signature__ __self__ __defaults__ __kwdefaults__"
TESTS = [(name, test) for name, test in sorted(vars(inspect).items()) if name.startswith("is")]
TRIVIAL = ("None", "{}", "[]", "False")
warnings.simplefilter("ignore")


def modules():
    yield from MODULES.split()
    for package in PACKAGES.split():
        yield package
        for found in pkgutil.iter_modules(importlib.import_module(package).__path__):
            if not found.name.startswith("popen_spawn_win") and "windows" not in found.name:
                yield f"{package}.{found.name}"


def short(text):
    text = re.sub("0x[0-9a-f]+", "0x", text).replace("\n", " ")
    return text if len(text) < 100 else hashlib.md5(text.encode()).hexdigest()


def attempt(function, *args):
    try:
        return short(str(function(*args)))
    except BaseException as error:
        return short(f"{type(error).__name__}: {error}")


def look(value):
    """Only what says something about the value; each as NAME=TEXT."""
    yield "type", (type(value), value.__class__)
    if isinstance(value, types.ModuleType | int | str | float | bytes | dict | list):
        return
    if not callable(value) and not isinstance(value, property | staticmethod | classmethod):
        return
    yield "repr", attempt(repr, value)
    for word in WORDS.split():
        if hasattr(value, word):
            yield word, attempt(getattr, value, word)
    yield "doc", attempt(inspect.getdoc, value)
    yield "annotations", attempt(inspect.get_annotations, value)
    yield "signature", attempt(inspect.signature, value)
    yield "dir", attempt(dir, value)
    yield "is", [name for name, test in TESTS if attempt(test, value) == "True"]
    if isinstance(value, type):
        yield "bases", value.__mro__
        return
    yield "pickle", attempt(pickle.dumps, value)
    yield "copy", attempt(lambda: copy.copy(value) is copy.deepcopy(value) is value)
    yield "reduce", attempt(lambda: value.__reduce_ex__(4))
    yield "dict", attempt(vars, value)
    yield "code", attempt(code, value)
    yield "file", attempt(inspect.getfile, value)
    yield "weak", hasattr(value, "__weakref__")
    yield "bound", (hasattr(value, "__get__"), isinstance(value, types.BuiltinFunctionType))
    yield "size", sys.getsizeof(value)
    if isinstance(value, types.BuiltinFunctionType):
        yield "set", attempt(setattr, value, "never_seen", 1)
        yield "call", attempt(lambda: value.__call__)
        yield "subclass", attempt(type, "Sub", (type(value),), {})
        yield "same", (value == value, hash(value) == hash(value), bool(value))


def builtin(value):
    return type(value).__name__ == "builtin_function_or_method"


def code(function):
    code = function.__code__
    return [
        code.co_name,
        code.co_varnames[: code.co_argcount],
        code.co_freevars,
        code.co_firstlineno,
    ]


seen = {}  # id -> name and the value, which is kept, so its id stays its own


def tell(where, value):
    """Each value once, one line for each thing that can be seen of it."""
    if id(value) in seen:
        print(where, "is", seen[id(value)][0])
        return
    seen[id(value)] = where, value
    for name, text in look(value):
        if str(text) not in TRIVIAL:
            print(where, name, short(str(text)))


def walk(module_name):
    try:
        module = importlib.import_module(module_name)
    except ImportError as error:
        print(module_name, "cannot be imported:", error)
        return
    print(module_name, short(str(module)), short(str(module.__spec__.loader)))
    for name, value in sorted(vars(module).items()):
        if name.startswith("__"):
            continue
        tell(f"{module_name}.{name}", value)
        if isinstance(value, type) and value.__module__ == module_name:
            for key, part in sorted(vars(value).items()):
                if key not in ("__dict__", "__weakref__", "__doc__"):
                    tell(f"{module_name}.{name}.{key}", part)


for module_name in list(modules()):
    walk(module_name)
