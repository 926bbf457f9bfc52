/* os.fork, os._exit, os.wait and os.waitpid as most programs call them.
 *
 * That is: called by the program itself, in the main thread, with success.  All else is passed on
 * to the functions of the Python part.
 */
#include "native.h"

#include <string.h>
#include <sys/wait.h>

/* Return the code that calls, where a lean record of it may be written; else NULL, and *raised is
 * whether an exception of a signal handler's is set. */
static Code *lean(int *line, int *raised)
{
    Code *code;

    *raised = 0;
    if (!here())
        return NULL;
    code = caller(line);
    if (!code && PyErr_Occurred())
        *raised = failed();
    return code && code->site && *line > 0 ? code : NULL;
}

/* An exact int as a number; 0 = it is none, or has more than 31 bits. */
static int number(PyObject *one, long *found)
{
    int over;

    if (!PyLong_CheckExact(one))
        return 0;
    *found = PyLong_AsLongAndOverflow(one, &over);
    return !over && *found <= INT32_MAX && *found >= INT32_MIN;
}

static PyObject *quick_fork(StandIn *self, PyObject *const *args, Py_ssize_t given, int *taken)
{
    int line, raised = 0;
    Code *code = given ? NULL : lean(&line, &raised);
    PyObject *outer = S.forking, *child;
    int64_t outer_line = S.line, outer_nonce = S.nonce, nonce, me, t;
    long pid;
    int quiet;

    (void)args;
    *taken = raised || code;
    if (!code)
        return NULL;
    quiet = hush(); /* Python's own hooks run */
    S.forking = code->code;
    S.line = line;
    S.nonce = nonce = now();
    child = PyObject_CallNoArgs(self->original);
    if (child) {
        pid = PyLong_AsLong(child);
        me = thread();
        t = now();
        if (pid || (me != S.me && !S.lost)) {
            int64_t other = pid ? pid : S.me;

            S.me = me;
            raised = record(code->site, line, pid ? FORK : FORKED, t, other, nonce);
        } else { /* a fork hook was the first to tell something; or the parent has lost records */
            PyObject *done = PyObject_CallFunction(P.forked, "OiOL", code->code, line, child,
                                                   (long long)nonce);

            raised = done ? 0 : failed();
            Py_XDECREF(done);
        }
        if (raised) {
            Py_DECREF(child);
            child = NULL;
        }
    }
    S.forking = outer;
    S.line = outer_line;
    S.nonce = outer_nonce;
    if (quiet)
        hear();
    return child;
}

static PyObject *quick_exit(StandIn *self, PyObject *const *args, Py_ssize_t given, int *taken)
{
    int line, raised = 0;
    Code *code = NULL;
    long status;

    if (given == 1 && number(args[0], &status) && status >= 0 && status < 256)
        code = lean(&line, &raised);
    *taken = raised || code;
    if (!code || record(code->site, line, EXIT, now(), status, 0))
        return NULL;
    return PyObject_CallFunctionObjArgs(self->original, args[0], NULL);
}

/* Tell in the way of the Python part how a wait went that is begun; an exception that is set stays,
 * unless a signal handler raises another. */
static void tell_waited(const char *name, Code *code, int line, int64_t t, long target, int64_t end,
                        PyObject *result)
{
    PyObject *type, *error, *tb, *done;

    PyErr_Fetch(&type, &error, &tb);
    PyErr_NormalizeException(&type, &error, &tb);
    done = PyObject_CallFunction(P.waited, "sOiLlLOO", name, code->code, line, (long long)t, target,
                                 (long long)end, result ? result : Py_None,
                                 result ? Py_None : error);
    if (!done && failed()) {
        Py_XDECREF(type);
        Py_XDECREF(error);
        Py_XDECREF(tb);
        return;
    }
    Py_XDECREF(done);
    PyErr_Restore(type, error, tb);
}

/* A wait with these two arguments, or NULL. */
static PyObject *wait_for(StandIn *self, PyObject *pid, PyObject *options, const char *name,
                          Code *code, int line, long target, int began)
{
    int64_t t = now(), end;
    long child, status;
    PyObject *result;

    if (record(code->site, line, began, t, target, 0)) {
        tell_waited(name, code, line, t, target, 0, NULL);
        return NULL;
    }
    result = PyObject_CallFunctionObjArgs(self->original, pid, options, NULL);
    if (!result) {
        tell_waited(name, code, line, t, target, 0, NULL);
        return NULL;
    }
    end = now();
    if (!PyTuple_Check(result) || PyTuple_Size(result) != 2)
        return result;
    child = PyLong_AsLong(PyTuple_GetItem(result, 0));
    status = PyLong_AsLong(PyTuple_GetItem(result, 1));
    if (record(code->site, line, began + 1, end, child, status)) {
        tell_waited(name, code, line, t, target, end, result);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}

/* A library looks whether a child has ended, as multiprocessing often does: only a reap is told. */
static PyObject *poll(StandIn *self, PyObject *pid, PyObject *options)
{
    PyObject *result = PyObject_CallFunctionObjArgs(self->original, pid, options, NULL), *done;

    if (!result || !PyTuple_Check(result) || !PyLong_AsLong(PyTuple_GetItem(result, 0)))
        return result;
    done = PyObject_CallFunctionObjArgs(P.polled, pid, options, result, NULL);
    if (!done && failed()) {
        Py_DECREF(result);
        return NULL;
    }
    Py_XDECREF(done);
    return result;
}

static PyObject *quick_wait(StandIn *self, PyObject *const *args, Py_ssize_t given, int *taken)
{
    int line, raised = 0;
    Code *code = given || !S.plain_waits ? NULL : lean(&line, &raised);

    (void)args;
    *taken = raised || code;
    return code ? wait_for(self, NULL, NULL, "os.wait", code, line, -1, WAIT) : NULL;
}

static PyObject *quick_waitpid(StandIn *self, PyObject *const *args, Py_ssize_t given, int *taken)
{
    int line, raised = 0;
    long target, options;
    Code *code = NULL;

    if (given == 2 && number(args[0], &target) && number(args[1], &options)) {
        if (options == WNOHANG) {
            code = caller(&line);
            if (code && code->library)
                return poll(self, args[0], args[1]);
            if (!code && PyErr_Occurred())
                raised = failed();
            code = NULL;
        } else if (!options && target >= -1 && target < MARK && S.plain_waits) {
            code = lean(&line, &raised);
        }
    }
    *taken = raised || code;
    if (!code)
        return NULL;
    return wait_for(self, args[0], args[1], "os.waitpid", code, line, target, WAITPID);
}

Quick quick_of(const char *name)
{
    static const struct {
        const char *name;
        Quick quick;
    } all[] = {
        {"fork", quick_fork}, {"_exit", quick_exit}, {"wait", quick_wait}, {"waitpid", quick_waitpid}};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (!strcmp(all[i].name, name))
            return all[i].quick;
    return NULL;
}
