/* The module: what the Python part uses. */
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

/* begin(first, trouble, kinds, dumps, checksum, events): before anything else. */
static PyObject *begin(PyObject *self, PyObject *args)
{
    (void)self;
    S.near = S.space;
    S.fd = -1;
    S.lean = S.plain_waits = S.epoch = 1;
    S.main = PyThread_get_thread_ident();
    return take(args, &P.first, 6);
}

/* places(ours, library, programs): prefixes of files, see files.c. */
static PyObject *where(PyObject *self, PyObject *args)
{
    (void)self;
    return set_places(args) ? NULL : nothing();
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

static PyObject *restart_function;

/* Is something switched off that the next record is to switch on? */
void set_restart(int needed)
{
    PyObject *before = S.restart;

    S.restart = needed ? restart_function : NULL;
    Py_XINCREF(S.restart);
    Py_XDECREF(before);
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
    found->quick = quick_of(PyBytes_AsString(text));
    Py_DECREF(text);
    if (found->quick)
        result = Py_True;
    Py_INCREF(result);
    return result;
}

#define FAST(function) (PyCFunction)(void (*)(void))(function), METH_FASTCALL
static PyMethodDef functions[] = {{"begin", begin, METH_VARARGS, NULL},
                                  {"is_library", is_library, METH_O, NULL},
                                  {"thread", thread_now, METH_NOARGS, NULL},
                                  {"rest", rest, METH_VARARGS, NULL},
                                  {"calls", calls, METH_VARARGS, NULL},
                                  {"places", where, METH_VARARGS, NULL},
                                  {"log_to", log_to, METH_O, NULL},
                                  {"lend", lend, METH_NOARGS, NULL},
                                  {"reopen", reopen, METH_NOARGS, NULL},
                                  {"emit", emit, METH_VARARGS, NULL},
                                  {"stand_in", put_stand_ins, METH_VARARGS, NULL},
                                  {"has_channels", has_channels, METH_O, NULL},
                                  {"quicken", quicken, METH_O, NULL},
                                  {"traces", traces, METH_O, NULL},
                                  {"hush", hush_from_python, METH_NOARGS, NULL},
                                  {"hear", hear_from_python, METH_NOARGS, NULL},
                                  {"quietly", FAST(quietly), NULL},
                                  {"settrace", settrace, METH_O, NULL},
                                  {"tell", FAST(tell), NULL},
                                  {"on_start", FAST(on_start), NULL},
                                  {"on_return", on_return, METH_VARARGS, NULL},
                                  {"restart", restart, METH_NOARGS, NULL},
                                  {NULL, NULL, 0, NULL}};

static int add(PyObject *module, const char *name, PyObject *one)
{
    int result = one ? PyModule_AddObjectRef(module, name, one) : -1;

    Py_XDECREF(one);
    return result;
}

static int execute(PyObject *module)
{
    PyObject *type = PyType_FromSpec(&state), *one, *name;

    if (!type)
        return -1;
    one = PyObject_CallNoArgs(type);
    Py_DECREF(type);
    if (add(module, "state", one))
        return -1;
    restart_function = PyObject_GetAttrString(module, "restart");
    type = PyType_FromSpec(&stand_in);
    name = PyUnicode_FromString("builtin_function_or_method");
    if (type && name)
        PyObject_SetAttrString(type, "__name__", name); /* without the module before it */
    Py_XDECREF(name);
    return PyErr_Occurred() ? -1 : add(module, "StandIn", type);
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, execute}, {0, NULL}};
static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_procviz_native", NULL, 0, functions, slots, NULL, NULL, NULL};

__attribute__((visibility("default"))) PyObject *PyInit__procviz_native(void);

PyObject *PyInit__procviz_native(void)
{
    return PyModuleDef_Init(&definition);
}
