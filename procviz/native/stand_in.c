/* What stands for a built-in function, and looks and behaves like it: see _procviz_wrap.py. */
#include "native.h"

#include <stddef.h>
#include <structmember.h>

#ifndef Py_TPFLAGS_HAVE_VECTORCALL
#define Py_TPFLAGS_HAVE_VECTORCALL (1UL << 11) /* of the stable ABI from 3.12 on, the same since 3.8 */
#endif
#define OFFSET ((size_t)1 << (8 * sizeof(size_t) - 1)) /* PY_VECTORCALL_ARGUMENTS_OFFSET */
#define FEW 4

static PyObject *otherwise(StandIn *self, PyObject *args, PyObject *kwargs)
{
    if (!self->call && self->part) {
        PyObject *done = PyObject_CallFunctionObjArgs(P.first, self->part, NULL);

        if (!done)
            return NULL; /* a signal handler's */
        Py_DECREF(done);
    }
    return PyObject_Call(self->call ? self->call : self->original, args, kwargs);
}

static PyObject *call(PyObject *self, PyObject *args, PyObject *kwargs)
{
    StandIn *one = (StandIn *)self;
    Py_ssize_t given = PyTuple_Size(args);

    if (one->quick && given <= FEW && !(kwargs && PyDict_Size(kwargs))) {
        PyObject *all[FEW], *result;
        int taken = 1;

        for (Py_ssize_t i = 0; i < given; i++)
            all[i] = PyTuple_GetItem(args, i);
        result = one->quick(one, all, given, &taken);
        if (taken)
            return result;
    }
    return otherwise(one, args, kwargs);
}

static PyObject *vector(PyObject *self, PyObject *const *args, size_t flags, PyObject *names)
{
    StandIn *one = (StandIn *)self;
    Py_ssize_t given = (Py_ssize_t)(flags & ~OFFSET), named = names ? PyTuple_Size(names) : 0;
    PyObject *all, *kwargs = NULL, *result = NULL;
    int taken = 1;

    if (one->quick && !named) {
        result = one->quick(one, args, given, &taken);
        if (taken)
            return result;
    }
    all = PyTuple_New(given);
    if (named)
        kwargs = PyDict_New();
    if (!all || (named && !kwargs))
        goto out;
    for (Py_ssize_t i = 0; i < given; i++) {
        Py_INCREF(args[i]);
        PyTuple_SetItem(all, i, args[i]);
    }
    for (Py_ssize_t i = 0; i < named; i++)
        if (PyDict_SetItem(kwargs, PyTuple_GetItem(names, i), args[given + i]))
            goto out;
    result = otherwise(one, all, kwargs);
out:
    Py_XDECREF(all);
    Py_XDECREF(kwargs);
    return result;
}

static StandIn *stand_for(PyTypeObject *type, PyObject *original, PyObject *part)
{
    StandIn *self = (StandIn *)PyType_GenericAlloc(type, 0);

    if (self) {
        self->vector = vector;
        Py_INCREF(original);
        self->original = original;
        Py_XINCREF(part);
        self->part = part;
    }
    return self;
}

static PyObject *make(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *original, *part = NULL;

    if ((kwargs && PyDict_Size(kwargs)) || !PyArg_ParseTuple(args, "O|O", &original, &part))
        return NULL;
    return (PyObject *)stand_for(type, original, part);
}

static void forget(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);

    Py_XDECREF(((StandIn *)self)->original);
    Py_XDECREF(((StandIn *)self)->call);
    Py_XDECREF(((StandIn *)self)->part);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(self);
    Py_DECREF(type);
}

static int is(PyObject *name, const char *text)
{
    return !PyUnicode_CompareWithASCIIString(name, text);
}

static PyObject *get(PyObject *self, PyObject *name)
{
    StandIn *one = (StandIn *)self;

    if (is(name, "_original") || (is(name, "__call__") && one->call)) {
        PyObject *found = is(name, "__call__") ? one->call : one->original;

        Py_INCREF(found);
        return found;
    }
    return PyObject_GetAttr(one->original, name);
}

static int set(PyObject *self, PyObject *name, PyObject *value)
{
    StandIn *one = (StandIn *)self;
    PyObject *before = one->call;

    if (!value || !is(name, "__call__"))
        return PyObject_SetAttr(one->original, name, value);
    one->call = value == Py_None ? NULL : value; /* None: as it was made */
    Py_XINCREF(one->call);
    one->quick = NULL;
    Py_XDECREF(before);
    return 0;
}

static PyObject *repr(PyObject *self)
{
    return PyObject_Repr(((StandIn *)self)->original);
}

/* A str: pickled, and copied, as a global of its module. */
static PyObject *reduce(PyObject *self, PyObject *none)
{
    (void)none;
    return PyObject_GetAttrString(((StandIn *)self)->original, "__name__");
}

static PyMethodDef methods[] = {{"__reduce__", reduce, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};
static PyMemberDef members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(StandIn, vector), READONLY, NULL},
    {NULL, 0, 0, 0, NULL}};
static PyType_Slot slots[] = {{Py_tp_new, make},      {Py_tp_dealloc, forget},
                              {Py_tp_call, call},     {Py_tp_getattro, get},
                              {Py_tp_setattro, set},  {Py_tp_repr, repr},
                              {Py_tp_methods, methods}, {Py_tp_members, members},
                              {0, NULL}};
PyType_Spec stand_in = {"builtins.builtin_function_or_method", sizeof(StandIn), 0,
                        Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL, slots};

/* Have `one` in the place of what it stands for, in a namespace and in sets of functions. */
static int replace(StandIn *one, PyObject *name, PyObject *space, PyObject *sets)
{
    if (PyDict_GetItemWithError(space, name) == one->original &&
        PyDict_SetItem(space, name, (PyObject *)one))
        return -1;
    for (Py_ssize_t i = 0; i < PyTuple_Size(sets); i++) {
        PyObject *set = PyTuple_GetItem(sets, i);

        if (PySet_Contains(set, one->original) == 1 &&
            (PySet_Discard(set, one->original) < 0 || PySet_Add(set, (PyObject *)one)))
            return -1;
    }
    return PyErr_Occurred() ? -1 : 0;
}

/* stand_in(type, stubs, module, its name, names, part, space, sets): put stand-ins in the place of
 * those functions of these names that a module has, and into `stubs`, and where a namespace or one
 * of the sets has bound them.  They call the functions until the part, if not None, is loaded. */
PyObject *put_stand_ins(PyObject *self, PyObject *args)
{
    PyObject *type, *stubs, *module, *names, *part, *space, *sets, *holder;

    (void)self;
    if (!PyArg_ParseTuple(args, "OOOOOOOO", &type, &stubs, &module, &holder, &names, &part, &space,
                          &sets))
        return NULL;
    for (Py_ssize_t i = 0; i < PyTuple_Size(names); i++) {
        PyObject *name = PyTuple_GetItem(names, i), *original = PyObject_GetAttr(module, name), *key;
        StandIn *one;
        int bad;

        if (!original) {
            PyErr_Clear(); /* this platform has none */
            continue;
        }
        one = stand_for((PyTypeObject *)type, original, part == Py_None ? NULL : part);
        Py_DECREF(original);
        key = one ? Py_BuildValue("(OO)", holder, name) : NULL;
        bad = !key || PyDict_SetItem(stubs, key, (PyObject *)one) ||
              PyObject_SetAttr(module, name, (PyObject *)one) || replace(one, name, space, sets);
        Py_XDECREF(key);
        Py_XDECREF(one);
        if (bad)
            return NULL;
    }
    return nothing();
}
