/* What the Python part uses of this one. */
#include "native.h"

static PyObject *get_number(PyObject *self, void *field)
{
    (void)self;
    return PyLong_FromLongLong(*(int64_t *)field);
}

static int set_number(PyObject *self, PyObject *value, void *field)
{
    int64_t number = value ? PyLong_AsLongLong(value) : 0;

    (void)self;
    if (number == -1 && PyErr_Occurred())
        return -1;
    *(int64_t *)field = number;
    return 0;
}

static PyObject *get_object(PyObject *self, void *field)
{
    PyObject *found = *(PyObject **)field ? *(PyObject **)field : Py_None;

    (void)self;
    Py_INCREF(found);
    return found;
}

static int set_object(PyObject *self, PyObject *value, void *field)
{
    PyObject *before = *(PyObject **)field;

    (void)self;
    Py_XINCREF(value);
    *(PyObject **)field = value;
    Py_XDECREF(before);
    return 0;
}

#define A_NUMBER(name) {#name, get_number, set_number, NULL, &S.name}
#define AN_OBJECT(name) {#name, get_object, set_object, NULL, &S.name}
static PyGetSetDef fields[] = {A_NUMBER(me),
                               A_NUMBER(fd),
                               A_NUMBER(lost),
                               A_NUMBER(lean),
                               A_NUMBER(plain_waits),
                               A_NUMBER(epoch),
                               A_NUMBER(line),
                               A_NUMBER(nonce),
                               A_NUMBER(main),
                               A_NUMBER(returned),
                               A_NUMBER(tool),
                               A_NUMBER(watched),
                               A_NUMBER(resting),
                               A_NUMBER(at_line),
                               A_NUMBER(at_return),
                               {"forking", get_object, NULL, NULL, &S.forking},
                               AN_OBJECT(again),
                               AN_OBJECT(off),
                               AN_OBJECT(restart),
                               AN_OBJECT(tracer),
                               AN_OBJECT(hearing),
                               AN_OBJECT(hushed),
                               {NULL, NULL, NULL, NULL, NULL}};
static PyType_Slot slots_of_state[] = {{Py_tp_getset, fields}, {0, NULL}};
PyType_Spec state = {"builtins.object", sizeof(PyObject), 0, Py_TPFLAGS_DEFAULT, slots_of_state};

/* Take over functions that the Python part gives, in the order of the struct; they are kept. */
static PyObject *take(PyObject *args, PyObject **parts, Py_ssize_t most)
{
    Py_ssize_t given = PyTuple_Size(args);

    for (Py_ssize_t i = 0; i < given && i < most; i++) {
        PyObject *part = PyTuple_GetItem(args, i);

        Py_INCREF(part);
        parts[i] = part == Py_None ? NULL : part;
    }
    return nothing();
}

/* is_library(name): is a file, named as code names it, in a library? */
static PyObject *is_library(PyObject *self, PyObject *name)
{
    PyObject *kind = NULL;
    int owner = whose(name, &kind);

    (void)self;
    Py_XDECREF(kind);
    return owner < 0 ? NULL : PyBool_FromLong(owner == LIBRARY);
}

/* thread(): number of this thread. */
static PyObject *thread_now(PyObject *self, PyObject *none)
{
    (void)self;
    (void)none;
    return PyLong_FromLongLong(thread());
}

/* rest(append, tell_lost, line, swallowed): from the Python part, when it is loaded. */
static PyObject *rest(PyObject *self, PyObject *args)
{
    (void)self;
    return take(args, &P.append, 4);
}

/* calls(...): the same for those of calls.c. */
static PyObject *calls(PyObject *self, PyObject *args)
{
    (void)self;
    return take(args, &P.forked, 3);
}

/* Is something switched off that the next record is to switch on? */
void set_restart(int needed)
{
    static PyMethodDef method = {"restart", restart, METH_NOARGS, NULL};
    static PyObject *function;

    if (!function && !(function = PyCFunction_New(&method, NULL)))
        PyErr_Clear();
    set_object(NULL, needed ? function : NULL, &S.restart);
}

/* quicken(stand_in): have it try the way of calls.c first; False where there is none. */
static PyObject *quicken(PyObject *self, PyObject *one)
{
    PyObject *name = PyObject_GetAttrString(one, "__name__"), *text, *result = Py_False;
    StandIn *found = (StandIn *)one;

    (void)self;
    text = name ? PyUnicode_AsASCIIString(name) : NULL;
    Py_XDECREF(name);
    if (!text)
        return NULL;
    if (Py_TYPE(one) != (PyTypeObject *)K.stand_in) {
        PyErr_SetString(PyExc_TypeError, "quicken(stand_in)");
        Py_DECREF(text);
        return NULL;
    }
    found->quick = quick_of(PyBytes_AsString(text));
    Py_DECREF(text);
    if (found->quick)
        result = Py_True;
    Py_INCREF(result);
    return result;
}

/* emit(kind, place, args): append an ordinary record, see log.c. */
static PyObject *emit(PyObject *self, PyObject *args)
{
    PyObject *place, *more;
    const char *kind;
    int told;

    (void)self;
    if (!PyArg_ParseTuple(args, "sOO", &kind, &place, &more))
        return NULL;
    told = say(kind, place, more);
    return told < 0 ? NULL : PyBool_FromLong(told);
}

static PyObject *lend_log(PyObject *self, PyObject *none)
{
    (void)self;
    (void)none;
    return PyBool_FromLong(lend());
}

static PyObject *reopen_log(PyObject *self, PyObject *none)
{
    (void)self;
    (void)none;
    return PyBool_FromLong(!reopen());
}

static PyObject *leave_now(PyObject *self, PyObject *none)
{
    (void)self;
    (void)none;
    return PyBool_FromLong(leave());
}

static PyMethodDef functions[] = {{"is_library", is_library, METH_O, NULL},
                                  {"thread", thread_now, METH_NOARGS, NULL},
                                  {"rest", rest, METH_VARARGS, NULL},
                                  {"calls", calls, METH_VARARGS, NULL},
                                  {"lend", lend_log, METH_NOARGS, NULL},
                                  {"reopen", reopen_log, METH_NOARGS, NULL},
                                  {"emit", emit, METH_VARARGS, NULL},
                                  {"leave", leave_now, METH_NOARGS, NULL},
                                  {"quicken", quicken, METH_O, NULL},
                                  {"traces", traces, METH_O, NULL},
                                  {"hush", hush_from_python, METH_NOARGS, NULL},
                                  {"hear", hear_from_python, METH_NOARGS, NULL},
                                  {"quietly", FAST(quietly), NULL},
                                  {"settrace", settrace, METH_O, NULL},
                                  {"tell", FAST(tell), NULL},
                                  {NULL, NULL, 0, NULL}};

static int add(PyObject *module, const char *name, PyObject *one)
{
    int result = one ? PyModule_AddObjectRef(module, name, one) : -1;

    Py_XDECREF(one);
    return result;
}

/* Make what the Python part imports as _procviz_native; NULL with an exception. */
PyObject *module(void)
{
    PyObject *made = PyModule_New("_procviz_native"), *type = PyType_FromSpec(&state);
    int bad = !made || !type || PyModule_AddFunctions(made, functions) ||
              add(made, "state", PyObject_CallNoArgs(type)) || add(made, "tracer", tracer()) ||
              PyModule_AddObjectRef(made, "StandIn", K.stand_in);

    Py_XDECREF(type);
    if (bad) {
        Py_XDECREF(made);
        return NULL;
    }
    return made;
}
