/* Lines on Python 3.11: see _procviz_trace.py.
 *
 * A trace function of C, as those of profilers: sys.settrace would have Python make a dict of the
 * locals of each function that is called.
 */
#include "native.h"

#include <unistd.h>

typedef int (*Tracer)(PyObject *, PyFrameObject *, int, PyObject *);
/* not of the stable ABI, but the same in 3.11, the only version that it is called in */
extern void PyEval_SetTrace(Tracer, PyObject *);
enum { AT_LINE = 2, AT_RETURN = 3 }; /* PyTrace_LINE, PyTrace_RETURN */

static PyObject *ours; /* what sys.gettrace() says while we trace */

static void hushed(PyObject *is)
{
    PyObject *before = S.hushed;

    Py_INCREF(is);
    S.hushed = is;
    Py_XDECREF(before);
}

static int on_event(PyObject *self, PyFrameObject *frame, int what, PyObject *arg)
{
    PyObject *object, *result;
    Code *code;

    (void)self;
    if (what != AT_LINE && (what != AT_RETURN || !arg)) /* no result: an exception is on its way */
        return 0;
    object = (PyObject *)PyFrame_GetCode(frame);
    code = code_of(object);
    Py_DECREF(object);
    if (!code)
        return failed();
    if (what == AT_RETURN) {
        if (code->module && is_main())
            S.returned = getpid();
        return 0;
    }
    if (!code->lines)
        return 0;
    result = tell_line(code, PyFrame_GetLineNumber(frame));
    Py_XDECREF(result);
    return result ? 0 : -1;
}

/* Stop tracing this thread where nothing of the program's runs next, and that is traced by us; 0 =
 * it is not.  A signal handler that runs meanwhile turns it on for itself, see _procviz_handlers. */
int hush(void)
{
    PyObject *current;
    int traced;

    if (!S.tracer || S.tracer == Py_None || !P.gettrace)
        return 0;
    current = PyObject_CallNoArgs(P.gettrace);
    traced = current == ours;
    Py_XDECREF(current);
    if (!traced) {
        PyErr_Clear();
        return 0;
    }
    hushed(Py_True);
    PyEval_SetTrace(NULL, NULL);
    return 1;
}

/* Go on tracing, after a hush() that returned 1. */
void hear(void)
{
    PyObject *type, *error, *tb, *current;

    PyErr_Fetch(&type, &error, &tb);
    current = PyObject_CallNoArgs(P.gettrace);
    if (current == Py_None && !S.resting) /* else the program has set its own meanwhile */
        PyEval_SetTrace(on_event, ours);
    Py_XDECREF(current);
    hushed(Py_False);
    PyErr_Restore(type, error, tb);
}

/* quietly(method, types, args, kwargs): call it, untraced if its object is of one of these types. */
PyObject *quietly(PyObject *self, PyObject *const *args, Py_ssize_t given)
{
    PyObject *result;
    int quiet = 0;

    (void)self;
    if (given != 4)
        return NULL;
    if (PyTuple_Size(args[2])) {
        PyObject *type = (PyObject *)Py_TYPE(PyTuple_GetItem(args[2], 0));

        quiet = PySequence_Contains(args[1], type) == 1 && hush();
    }
    result = PyObject_Call(args[0], args[2], args[3]);
    if (quiet)
        hear();
    return result;
}

/* hush() and hear() of the Python part: see _procviz_trace.py. */
PyObject *hush_from_python(PyObject *self, PyObject *none)
{
    (void)self;
    (void)none;
    return PyBool_FromLong(hush());
}

PyObject *hear_from_python(PyObject *self, PyObject *none)
{
    (void)self;
    (void)none;
    hear();
    return nothing();
}

/* traces(gettrace): sys.gettrace, as it was. */
PyObject *traces(PyObject *self, PyObject *gettrace)
{
    (void)self;
    Py_INCREF(gettrace);
    P.gettrace = gettrace;
    return nothing();
}

/* What sys.gettrace says while we trace; NULL with an exception. */
PyObject *tracer(void)
{
    if (!ours)
        ours = PyObject_CallNoArgs((PyObject *)&PyBaseObject_Type);
    Py_XINCREF(ours);
    return ours;
}

/* settrace(any): trace this thread; what is given stands for a tracer in sys.settrace's place. */
PyObject *settrace(PyObject *self, PyObject *given)
{
    (void)self;
    (void)given;
    PyEval_SetTrace(on_event, ours);
    return nothing();
}

/* Begin to trace; -1 with an exception. */
int trace_lines(void)
{
    PyObject *object = tracer();

    if (!object || put_tracers() || (P.start && ask("traced", NULL, NULL)))
        return -1;
    S.tracer = object;
    S.watched = 1;
    PyEval_SetTrace(on_event, ours);
    return 0;
}
