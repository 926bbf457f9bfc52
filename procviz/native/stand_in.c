/* What stands for a built-in function, and looks and behaves like it: see _procviz_wrap.py. */
#include "native.h"

#include <stddef.h>
#include <string.h>
#include <structmember.h>

#ifndef Py_TPFLAGS_HAVE_VECTORCALL
#define Py_TPFLAGS_HAVE_VECTORCALL (1UL << 11) /* in the stable ABI from 3.12 on, as since 3.8 */
#endif
#define OFFSET ((size_t)1 << (8 * sizeof(size_t) - 1)) /* PY_VECTORCALL_ARGUMENTS_OFFSET */
#define FEW 4

static PyObject *otherwise(StandIn *self, PyObject *args, PyObject *kwargs)
{
    if (!self->call && self->part && first(self->part))
        return NULL; /* a signal handler's */
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

StandIn *stand_for(PyObject *original, const char *part)
{
    StandIn *self = (StandIn *)PyType_GenericAlloc((PyTypeObject *)K.stand_in, 0);

    if (self) {
        self->vector = vector;
        Py_INCREF(original);
        self->original = original;
        self->part = part;
    }
    return self;
}

static PyObject *make(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *original;
    char *part = NULL;

    (void)type;
    if ((kwargs && PyDict_Size(kwargs)) || !PyArg_ParseTuple(args, "O|s", &original, &part))
        return NULL;
    /* there are few; they live as long as the process */
    return (PyObject *)stand_for(original, part ? strdup(part) : NULL);
}

static int visit_all(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(((StandIn *)self)->original);
    Py_VISIT(((StandIn *)self)->call);
    return 0;
}

static void forget(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);

    PyObject_GC_UnTrack(self);
    forget_stand_in((StandIn *)self);
    Py_XDECREF(((StandIn *)self)->original);
    Py_XDECREF(((StandIn *)self)->call);
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
    if (is(name, "__reduce_ex__"))
        return PyObject_GenericGetAttr(self, name);
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

/* A str: pickled, and copied, as a global of its module.  Of a function of Python's pickle knows that
 * by its type, and to ask it fails. */
static PyObject *reduce(PyObject *self, PyObject *protocol)
{
    (void)protocol;
    return PyObject_GetAttrString(((StandIn *)self)->original, "__name__");
}

static PyMethodDef methods[] = {{"__reduce__", reduce, METH_NOARGS, NULL},
                                {"__reduce_ex__", reduce, METH_O, NULL},
                                {NULL, NULL, 0, NULL}};
static PyMemberDef members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(StandIn, vector), READONLY, NULL},
    {NULL, 0, 0, 0, NULL}};
/* Seen by the garbage collector, which at the end of a program is to find as much as without us. */
static PyType_Slot slots[] = {{Py_tp_new, make},        {Py_tp_dealloc, forget},
                              {Py_tp_call, call},       {Py_tp_getattro, get},
                              {Py_tp_setattro, set},    {Py_tp_repr, repr},
                              {Py_tp_methods, methods}, {Py_tp_members, members},
                              {Py_tp_traverse, visit_all}, {0, NULL}};
PyType_Spec stand_in = {"builtins.builtin_function_or_method", sizeof(StandIn), 0,
                        Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL,
                        slots};

/* Have the type named as that of built-in functions is, without the module before it. */
int name_stand_ins(void)
{
    PyObject *name = PyUnicode_FromString("builtin_function_or_method");
    int result = name ? PyObject_SetAttrString(K.stand_in, "__name__", name) : -1;

    Py_XDECREF(name);
    return result;
}
