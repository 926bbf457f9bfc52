/* Load what is written in Python, when something of the program's is to be told for the first time.
 *
 * Any thread may be the first, and a signal handler may run in the middle of it and raise: so it is
 * made apart from what is there, and is there when it is whole.
 */
#include "native.h"

#include <string.h>

static int said; /* what went wrong: the first is enough */

/* Is this frame's file of the probe, or of what loads it? */
static int is_ours(PyObject *tb)
{
    PyObject *frame = PyObject_GetAttrString(tb, "tb_frame"), *code, *file;
    const char *name, *folder = PyUnicode_AsUTF8AndSize(K.folder, NULL);
    int ours;

    code = frame ? PyObject_GetAttrString(frame, "f_code") : NULL;
    file = code ? PyObject_GetAttrString(code, "co_filename") : NULL;
    name = file ? PyUnicode_AsUTF8AndSize(file, NULL) : NULL;
    ours = name && ((!strncmp(name, folder, strlen(folder)) && name[strlen(folder)] == '/') ||
                    !strncmp(name, "<frozen importlib", strlen("<frozen importlib")));
    PyErr_Clear();
    Py_XDECREF(frame);
    Py_XDECREF(code);
    Py_XDECREF(file);
    return ours;
}

/* The next of a traceback, for the reference to this one; NULL = it was the last. */
static PyObject *next(PyObject *tb)
{
    PyObject *inner = PyObject_GetAttrString(tb, "tb_next");

    Py_DECREF(tb);
    if (inner == Py_None) {
        Py_DECREF(inner);
        return NULL;
    }
    return inner;
}

/* Was an exception raised by us, or by what loads us, and not by a signal handler meanwhile? */
static int failed_here(PyObject *error)
{
    PyObject *tb = PyException_GetTraceback(error);
    int ours = PyErr_GivenExceptionMatches(error, PyExc_Exception);

    while (tb && ours) {
        PyObject *this = tb;

        Py_INCREF(this);
        tb = next(tb);
        if (!tb)
            ours = is_ours(this);
        Py_DECREF(this);
    }
    Py_XDECREF(tb);
    return ours;
}

/* Take our frames off the top of its traceback. */
static void strip(PyObject *error)
{
    PyObject *tb = PyException_GetTraceback(error);

    while (tb && is_ours(tb))
        tb = next(tb);
    PyException_SetTraceback(error, tb ? tb : Py_None);
    Py_XDECREF(tb);
}

/* The exception that is set was raised while we did something, or in what was called of the Python
 * part: 0 = by us, that is said in the log, once; -1 = it is the program's, and goes on. */
int settle(const char *what)
{
    PyObject *type, *error, *tb;

    PyErr_Fetch(&type, &error, &tb);
    if (!type)
        return 0;
    PyErr_NormalizeException(&type, &error, &tb);
    if (tb)
        PyException_SetTraceback(error, tb);
    Py_XDECREF(tb);
    if (failed_here(error)) {
        if (!said++)
            trouble(what, error);
        Py_XDECREF(type);
        Py_XDECREF(error);
        return 0;
    }
    strip(error);
    PyErr_Restore(type, error, PyException_GetTraceback(error));
    return -1;
}

/* Say in the log that the probe itself failed. */
void trouble(const char *what, PyObject *error)
{
    PyObject *done = NULL, *text, *start, *all;

    if (P.start) {
        done = PyObject_CallMethod(P.start, "trouble", "sO", what, error);
    } else if ((text = PyObject_Repr(error))) {
        start = PyUnicode_Substring(text, 0, 300);
        all = start ? Py_BuildValue("(sO)", what, start) : NULL;
        if (all)
            say("probe-error", Py_None, all);
        Py_DECREF(text);
        Py_XDECREF(start);
        Py_XDECREF(all);
    }
    Py_XDECREF(done);
    PyErr_Clear();
}

/* The functions of sitecustomize.py, which is run for them without its end. */
static PyObject *loader(PyObject *own, PyObject *files)
{
    PyObject *file = PyUnicode_FromFormat("%U/sitecustomize.py", K.door), *space, *done;
    PyObject *code = file ? text_of(file, K.loads, K.fix) : NULL, *found = NULL, *made = NULL;

    space = code ? Py_BuildValue("{sOsO}", "__builtins__", own, "__file__", file) : NULL;
    if (space && !PyDict_SetItemString(space, "__name__", K.folder) &&
        (done = PyEval_EvalCode(code, space, space))) {
        Py_DECREF(done);
        found = PyDict_GetItemString(space, "_loader");
    }
    if (found)
        made = PyObject_CallFunctionObjArgs(found, K.folder, files, own, NULL);
    Py_XDECREF(file);
    Py_XDECREF(code);
    Py_XDECREF(space);
    return made;
}

/* The modules that are known from the start, by name. */
static PyObject *all_known(void)
{
    PyObject *all = PyDict_New();

    for (int i = 0; all && i < MODULES; i++) {
        if (PyDict_SetItemString(all, names_of_known[i], K.modules[i])) {
            Py_DECREF(all);
            return NULL;
        }
    }
    return all;
}

/* Load _procviz_start; NULL with an exception. */
static PyObject *load(PyObject *stubs)
{
    PyObject *own = PyDict_Copy(K.builtins), *files = all_known(), *part = module(), *tools = NULL;
    PyObject *start = NULL, *done = NULL;

    if (own && files && part && stubs && !add_stand_ins(stubs, 0))
        tools = loader(own, files); /* (load, hold, loaded, views) */
    if (tools && !PyDict_SetItemString(PyTuple_GetItem(tools, 2), "_procviz_native", part))
        start = PyObject_CallFunction(PyTuple_GetItem(tools, 0), "s", "_procviz_start");
    if (start)
        done = PyObject_CallMethod(start, "adopt", "OOOOOOO", K.folder, K.door, K.hidden, tools,
                                   part, K.kinds, stubs);
    if (!done) {
        Py_XDECREF(start);
        start = NULL;
    }
    Py_XDECREF(own);
    Py_XDECREF(files);
    Py_XDECREF(part);
    Py_XDECREF(tools);
    Py_XDECREF(done);
    return start;
}

/* 1 = the Python part is there; 0 = not now, which has been said; -1 = with an exception. */
static int there(void)
{
    PyObject *stubs, *start, *hooks;

    if (P.start)
        return 1;
    if (!know_modules()) {
        PyErr_SetString(PyExc_ImportError, "Python takes its modules apart");
        return settle("loading");
    }
    stubs = PyDict_New();
    start = load(stubs);
    hooks = start ? PyObject_GetAttrString(start, "hooks") : NULL;
    if (!hooks) {
        Py_XDECREF(start);
        Py_XDECREF(stubs);
        return settle("loading");
    }
    if (P.start) { /* who came in between was quicker */
        Py_DECREF(start);
        Py_DECREF(stubs);
        Py_DECREF(hooks);
        return 1;
    }
    P.stubs = stubs;
    P.hooks = hooks;
    P.start = start;
    return 1;
}

/* Call a function of _procviz_start, with up to two arguments; -1 with an exception of the
 * program's. */
int ask(const char *function, PyObject *one, PyObject *two)
{
    int is = there();
    PyObject *call, *done = NULL;

    if (is != 1)
        return is;
    call = PyObject_GetAttrString(P.start, function);
    if (call)
        done = PyObject_CallFunctionObjArgs(call, one, two, NULL);
    Py_XDECREF(call);
    if (!done)
        return settle("loading");
    Py_DECREF(done);
    return 0;
}

/* Have a part of the probe loaded, if that can be done now; -1 with an exception that is the
 * program's. */
int first(const char *part)
{
    PyObject *name = PyUnicode_FromString(part);
    int result = name ? ask("first", name, NULL) : settle("loading");

    Py_XDECREF(name);
    return result;
}
