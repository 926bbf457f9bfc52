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
    PyObject *done = PyObject_CallFunction(P.events, "LOL", (long long)S.tool, code->code,
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

    if (!P.events) { /* Python 3.11 */
        PyObject *part;

        if (!S.again && (part = PyUnicode_FromString("trace"))) {
            result = PyObject_CallFunctionObjArgs(P.first, part, NULL);
            Py_DECREF(part);
            if (!result)
                return failed() ? NULL : nothing();
            Py_DECREF(result);
        }
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
