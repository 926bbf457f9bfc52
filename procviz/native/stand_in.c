/* What stands for a built-in function, and looks and behaves like it: see _procviz_wrap.py. */
#include "native.h"

PyObject *otherwise(StandIn *self, PyObject *args, PyObject *kwargs)
{
    return PyObject_Call(self->call ? self->call : self->original, args, kwargs);
}

static PyObject *call(PyObject *self, PyObject *args, PyObject *kwargs)
{
    StandIn *one = (StandIn *)self;

    return (one->quick ? one->quick : otherwise)(one, args, kwargs);
}

static PyObject *make(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *original;
    StandIn *self;

    if ((kwargs && PyDict_Size(kwargs)) || !PyArg_ParseTuple(args, "O", &original))
        return NULL;
    self = (StandIn *)PyType_GenericAlloc(type, 0);
    if (self) {
        Py_INCREF(original);
        self->original = original;
    }
    return (PyObject *)self;
}

static void forget(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);

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
    return PyObject_GetAttr(one->original, name);
}

static int set(PyObject *self, PyObject *name, PyObject *value)
{
    StandIn *one = (StandIn *)self;
    PyObject *before = one->call;

    if (!value || !is(name, "__call__"))
        return PyObject_SetAttr(one->original, name, value);
    Py_INCREF(value);
    one->call = value;
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
static PyType_Slot slots[] = {{Py_tp_new, make},      {Py_tp_dealloc, forget},
                              {Py_tp_call, call},     {Py_tp_getattro, get},
                              {Py_tp_setattro, set},  {Py_tp_repr, repr},
                              {Py_tp_methods, methods}, {0, NULL}};
PyType_Spec stand_in = {"builtins.builtin_function_or_method", sizeof(StandIn), 0,
                        Py_TPFLAGS_DEFAULT, slots};
