/* Lean records of the main thread, see _procviz_log.py. */
#include "native.h"

#include <string.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif

State S __attribute__((aligned(4096)));
Parts P;
Known K;

/* As time.monotonic_ns(). */
int64_t now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Number of this thread: that of the process where it is its main thread (gettid(2)). */
int64_t thread(void)
{
#ifdef __linux__
    return syscall(SYS_gettid);
#else
    return -1;
#endif
}

/* May a lean record be written: in the main thread of the process that it was? */
int here(void)
{
    return S.lean && thread() == S.me;
}

/* An exception has come out of the Python part: 0 if it was its own, and is gone; -1 if it is that
 * of a signal handler that ran meanwhile: it is the program's, and goes on. */
int failed(void)
{
    PyObject *type, *error, *tb, *own;
    int gone;

    PyErr_Fetch(&type, &error, &tb);
    PyErr_NormalizeException(&type, &error, &tb);
    if (!tb && PyErr_GivenExceptionMatches(type, PyExc_Exception)) {
        /* raised in here, and not by anything that was called */
        trouble("native part", error);
        Py_XDECREF(type);
        Py_XDECREF(error);
        return 0;
    }
    if (tb)
        PyException_SetTraceback(error, tb);
    own = P.swallowed && tb ? PyObject_CallFunctionObjArgs(P.swallowed, error, NULL) : NULL;
    if (own) {
        gone = PyObject_IsTrue(own);
        Py_DECREF(own);
        if (gone == 1) {
            Py_XDECREF(type);
            Py_XDECREF(error);
            Py_XDECREF(tb);
            return 0;
        }
        Py_XDECREF(tb);
        tb = PyException_GetTraceback(error); /* without our frames */
    } else {
        PyErr_Clear();
    }
    PyErr_Restore(type, error, tb);
    return -1;
}

/* A function of the Python part that is needed now; 0 = it cannot be had, or with an exception. */
int need(PyObject **part)
{
    return *part || (!first("boot") && *part);
}

/* Write what lies in S.record in the way of the Python part.  A handler that raises there may have
 * kept it from that: then once more, the reader drops what it has seen. */
static int append(void)
{
    PyObject *data, *done, *type, *error, *tb;
    int result = 0;

    if (!need(&P.append)) {
        S.lost++;
        return PyErr_Occurred() ? failed() : 0;
    }
    data = PyBytes_FromStringAndSize((const char *)S.record, S.size);
    if (!data)
        return failed();
    done = PyObject_CallFunctionObjArgs(P.append, data, NULL);
    if (!done) {
        PyErr_Fetch(&type, &error, &tb);
        done = PyObject_CallFunctionObjArgs(P.append, data, NULL);
        PyErr_Restore(type, error, tb);
        result = failed();
    }
    Py_XDECREF(done);
    Py_DECREF(data);
    return result;
}

static int call(PyObject *function, PyObject *arg)
{
    PyObject *done = PyObject_CallFunctionObjArgs(function, arg, NULL);

    Py_XDECREF(done);
    return done ? 0 : failed();
}

/* Take up an exception, the last of several. */
static void keep(PyObject **type, PyObject **error, PyObject **tb)
{
    Py_XDECREF(*type);
    Py_XDECREF(*error);
    Py_XDECREF(*tb);
    PyErr_Fetch(type, error, tb);
}

static void enter(PyObject *site)
{
    PyObject *before = S.site;
    char *data;
    Py_ssize_t size;

    PyBytes_AsStringAndSize(site, &data, &size);
    memcpy(S.record, data, size);
    Py_INCREF(site);
    S.site = site;
    S.size = size;
    Py_XDECREF(before); /* bytes: to forget them runs nothing */
}

/* Append a lean record; the caller knows that here() is true.  0, or -1 with an exception of a
 * signal handler's: the record is written all the same. */
int record(PyObject *site, int64_t line, int64_t kind, int64_t t, int64_t a, int64_t b)
{
    int64_t *numbers = S.record + NUMBERS / 8, pid = S.me;
    PyObject *type = NULL, *error = NULL, *tb = NULL;
    ssize_t written = -1;

    if (S.lost && P.tell_lost) {
        PyObject *me = PyLong_FromLongLong(pid);

        if (!me ? failed() : call(P.tell_lost, me))
            keep(&type, &error, &tb);
        Py_XDECREF(me);
    }
    if (S.site != site)
        enter(site);
    numbers[0] = kind;
    numbers[1] = line;
    numbers[2] = t;
    numbers[3] = pid;
    numbers[4] = a;
    numbers[5] = b;
    numbers[6] = kind ^ line ^ t ^ pid ^ a ^ b;
    if (lseek((int)S.fd, 0, SEEK_CUR) == MARK)
        written = pwrite((int)S.fd, S.record, S.size, 0);
    if (written >= 0)
        S.lost += written != S.size; /* short: the limit on file size */
    else if (append())
        keep(&type, &error, &tb);
    if (kind) {
        S.epoch++;
        if (S.restart && S.restart != Py_None && call(S.restart, NULL))
            keep(&type, &error, &tb);
    }
    if (!type)
        return 0;
    PyErr_Restore(type, error, tb);
    return -1;
}

PyObject *nothing(void)
{
    Py_INCREF(Py_None);
    return Py_None;
}

/* Call with one keyword too, which is true.  NULL with an exception, which may have been set already,
 * as either of these may not have been made. */
PyObject *call_with_true(PyObject *function, PyObject *args, const char *name)
{
    PyObject *how = function && args ? Py_BuildValue("{sO}", name, Py_True) : NULL, *done = NULL;

    if (how)
        done = PyObject_Call(function, args, how);
    Py_XDECREF(how);
    return done;
}

/* A line of the program is reached: returns None, or what `again` says of one that was told. */
PyObject *tell_line(Code *code, int line)
{
    if (!first_time(code, line))
        return again(code);
    if (code->site && here()) {
        if (record(code->site, line, LINE, now(), 0, 0))
            return NULL;
    } else {
        PyObject *number = need(&P.line) ? PyLong_FromLong(line) : NULL, *done;

        done = number ? PyObject_CallFunctionObjArgs(P.line, code->code, number, NULL) : NULL;
        Py_XDECREF(number);
        Py_XDECREF(done);
        if (!done && PyErr_Occurred() && failed())
            return NULL;
    }
    return nothing();
}

/* tell(code, line), what sys.monitoring calls for each line; or
 * tell(site, line, kind, t, a, b), of a caller who knows that it runs in the main thread. */
PyObject *tell(PyObject *self, PyObject *const *args, Py_ssize_t given)
{
    int64_t numbers[5];

    (void)self;
    if (given == 2) {
        Code *code = code_of(args[0]);

        if (!code)
            return failed() ? NULL : nothing();
        if (!code->lines)
            return nothing();
        return tell_line(code, (int)PyLong_AsLong(args[1]));
    }
    if (given != 6 || !PyBytes_CheckExact(args[0]) || PyBytes_Size(args[0]) > ROOM) {
        PyErr_SetString(PyExc_TypeError, "tell(code, line) or tell(site, line, kind, t, a, b)");
        return NULL;
    }
    for (int i = 0; i < 5; i++)
        numbers[i] = PyLong_AsLongLong(args[i + 1]);
    if (PyErr_Occurred())
        return NULL;
    if (record(args[0], numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]))
        return NULL;
    return nothing();
}
