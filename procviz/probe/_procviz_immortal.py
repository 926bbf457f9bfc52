"""What a lean os.fork touches is made immortal (PEP 683), in a program that forks often.

To take up or drop a reference is to write into an object, and the first write into a page of memory
after a fork costs a copy of it in the child and a fault in the parent, 1 to 3 µs each; functions,
codes, cells and numbers lie in pages of their own, mostly.  From Python 3.12 on an object whose
count of references has all its lower 32 bits set is left as it is.  So it gets that count, by way
of proc_pid_mem(5): to import ctypes would take longer than all this saves.

Only what is the probe's own: the built-in functions that it calls are the program's too, so that it
makes some for itself, of the same C functions.  Where anything is not as known, all stays as it is.
"""

import _imp
import posix
import sys

import _procviz_log as log

_MEMORY, _IMMORTAL = "/proc/self/mem", b"\xff\xff\xff\xff\0\0\0\0"
# Include/object.h of these: the first word of an object is the count, the second its type
_VERSIONS = (3, 12), (3, 13)
# what uses nothing of its module's state: the modules that we make have none
_STATELESS = {
    "posix": ("_exit", "fork", "lseek", "pwrite", "wait", "waitpid"),
    "time": ("monotonic_ns",),
    "_thread": ("get_native_id",),
}
_Builtin = type(len)


def known():
    """Is this a Python whose objects look as we know it?"""
    return (
        sys.platform == "linux"
        and sys.implementation.name == "cpython"
        and sys.version_info[:2] in _VERSIONS
        and sys.version_info.releaselevel == "final"
        and sys.abiflags == ""  # "t" has no GIL, "d" is for debugging: other layouts
        and sys.maxsize == (1 << 63) - 1
        and sys.byteorder == "little"
    )


def settle(namespaces, stand_ins, more, key):
    """Make immortal what the stand-ins use, and what a line of the code with this id does.

    ``namespaces`` are the globals of the functions that they call.  Returns the number of objects;
    raises OSError without /proc, or without a free descriptor.
    """
    if not known():
        return 0
    memory = posix.open(_MEMORY, posix.O_RDWR | posix.O_CLOEXEC)
    try:
        own = _functions_of_our_own()
        found = [*stand_ins, *more, log.state, log.told, log.MARK, *own.values()]
        found.append(type(stand_ins[0]).__call__)  # what finds the function of one
        for names in namespaces:
            for name, value in list(names.items()):
                names[name] = _own(own, value)
        for function in (*(type(one).__call__.__get__(one) for one in stand_ins), log.tell):
            cells = function.__closure__ or ()
            for cell in cells:
                cell.cell_contents = _own(own, cell.cell_contents)
            found += function, function.__code__, *cells
        for number, lines in log.told.items():
            if number == key:
                found += number, lines, lines[-1]
        return sum(_immortalise(memory, one) for one in found)
    finally:
        posix.close(memory)


def _functions_of_our_own():
    own = {}
    for name, functions in _STATELESS.items():
        module = _imp.create_builtin(_Spec(name))  # not executed: it has functions, and no state
        for function in functions:
            own[name, function] = getattr(module, function)
    return own


class _Spec:
    origin = "built-in"

    def __init__(self, name):
        self.name = name


def _own(own, value):
    if type(value) is _Builtin:
        return own.get((value.__module__, value.__name__), value)
    return value


def _immortalise(memory, one):
    """Return whether it became immortal: not if it does not look as it should, or is already."""
    count = sys.getrefcount(one) - 1  # without that of the call
    looks = count.to_bytes(8, "little") + id(type(one)).to_bytes(8, "little")
    if count >> 31 or posix.pread(memory, 16, id(one)) != looks:
        return False
    return posix.pwrite(memory, _IMMORTAL, id(one)) == len(_IMMORTAL)
