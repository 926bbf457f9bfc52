/* Which lines of the program run, from Python 3.12 on: see _procviz_lines.py. */
#include "native.h"

#include <stdlib.h>
#include <unistd.h>

#define PATIENCE 8 /* repeated lines: then those that come are switched off */

static Code **off; /* code with places that are switched off */
static size_t room, count;
static int64_t repeated, epoch;

/* Does the main module run?  (The frame is that of the code which an event is of.) */
int is_main(void)
{
    PyObject *globals = PyEval_GetGlobals(), *name;

    name = globals ? PyDict_GetItemString(globals, "__name__") : NULL;
    return name && PyUnicode_Check(name) && !PyUnicode_CompareWithASCIIString(name, "__main__");
}

static int watch(Code *code, int64_t events)
{
    PyObject *done = PyObject_CallFunction(K.events, "LOL", (long long)S.tool, code->code,
                                           (long long)events);

    Py_XDECREF(done);
    return done ? 0 : -1;
}

static PyObject *switch_off(void)
{
    Py_INCREF(S.off);
    return S.off;
}

/* Code begins to run: it is watched from now on, or no more looked at. */
PyObject *on_start(PyObject *self, PyObject *const *args, Py_ssize_t given)
{
    Code *code = given ? code_of(args[0]) : NULL;

    (void)self;
    if (!code)
        return PyErr_Occurred() && failed() ? NULL : switch_off();
    if (!code->watched) {
        int64_t events = code->lines ? S.at_line : 0;

        if (code->module && is_main())
            events |= S.at_return;
        if (events && watch(code, events) && failed())
            return NULL;
        code->watched = events;
    }
    return switch_off();
}

/* The main module has come to its end. */
PyObject *on_return(PyObject *self, PyObject *args)
{
    (void)self;
    (void)args;
    S.returned = getpid();
    return nothing();
}

static int remember(Code *code)
{
    if (code->off)
        return 0;
    if (count == room) {
        Code **wider = realloc(off, sizeof *off * (room ? room * 2 : 16));

        if (!wider)
            return -1;
        off = wider;
        room = room ? room * 2 : 16;
    }
    off[count++] = code;
    code->off = 1;
    return 0;
}

/* A line is reached that was told already: returns what sys.monitoring is to do. */
PyObject *again(Code *code)
{
    PyObject *result;

    if (!K.events) { /* Python 3.11 */
        if (!S.again && first("trace"))
            return failed() ? NULL : nothing();
        if (!S.again)
            return nothing();
        result = PyObject_CallFunctionObjArgs(S.again, code->code, NULL);
        return result || failed() ? result : nothing();
    }
    if (epoch != S.epoch) {
        repeated = 0;
        epoch = S.epoch;
    }
    if (++repeated <= PATIENCE || remember(code))
        return nothing();
    set_restart(1);
    return switch_off();
}

/* restart(): switch on again what is off. */
PyObject *restart(PyObject *self, PyObject *none)
{
    (void)self;
    (void)none;
    repeated = 0;
    set_restart(0);
    while (count) {
        Code *code = off[--count];

        code->off = 0;
        if (watch(code, 0) || watch(code, code->watched))
            return NULL;
    }
    return nothing();
}

static int answer(PyObject *monitoring, int event, PyMethodDef *method)
{
    PyObject *function = PyCFunction_New(method, NULL), *done = NULL;

    if (function)
        done = PyObject_CallMethod(monitoring, "register_callback", "LiO", (long long)S.tool,
                                   event, function);
    Py_XDECREF(function);
    Py_XDECREF(done);
    return done ? 0 : -1;
}

static int number_of(PyObject *events, const char *name)
{
    PyObject *found = PyObject_GetAttrString(events, name);
    int number = found ? (int)PyLong_AsLong(found) : -1;

    Py_XDECREF(found);
    return number;
}

/* Take a number that no kind of tool has been promised (PEP 669); 0 = there is none. */
static int take_tool(PyObject *monitoring)
{
    for (S.tool = 4; S.tool > 2; S.tool--) {
        PyObject *other = PyObject_CallMethod(monitoring, "get_tool", "L", (long long)S.tool);
        int is_free = other == Py_None;

        if (!other)
            return 0;
        Py_DECREF(other);
        if (!is_free)
            continue;
        other = PyObject_CallMethod(monitoring, "use_tool_id", "Ls", (long long)S.tool, "procviz");
        Py_XDECREF(other);
        return other != NULL;
    }
    return 0;
}

/* Have lines told from now on; -1 with an exception. */
int begin_lines(void)
{
    static PyMethodDef starts = {"on_start", FAST(on_start), NULL},
                       returns = {"on_return", on_return, METH_VARARGS, NULL},
                       lines = {"tell", FAST(tell), NULL};
    PyObject *monitoring = PySys_GetObject("monitoring"), *events, *none, *done = NULL;
    int start;

    if (!K.events)
        return trace_lines();
    if (!take_tool(monitoring)) {
        if (PyErr_Occurred() || !(none = PyTuple_New(0)))
            return -1;
        start = say("no lines", Py_None, none);
        Py_DECREF(none);
        return start < 0 ? -1 : 0;
    }
    events = PyObject_GetAttrString(monitoring, "events");
    S.off = PyObject_GetAttrString(monitoring, "DISABLE");
    if (!events || !S.off)
        return -1;
    S.at_line = number_of(events, "LINE");
    S.at_return = number_of(events, "PY_RETURN");
    start = number_of(events, "PY_START");
    Py_DECREF(events);
    if (PyErr_Occurred())
        return -1;
    if (!answer(monitoring, start, &starts) && !answer(monitoring, (int)S.at_return, &returns) &&
        !answer(monitoring, (int)S.at_line, &lines))
        done = PyObject_CallMethod(monitoring, "set_events", "Li", (long long)S.tool, start);
    Py_XDECREF(done);
    S.watched = done != NULL;
    return done ? 0 : -1;
}
