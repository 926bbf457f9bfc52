/* What is put in place before the first line of the program. */
#include "native.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MOST 256     /* arguments that are told, and */
#define LONGEST 4096 /* characters of one: a list may be 2 MB, that is enough to know it again */

/* What the environment says under PROCVIZ_ and this name, in bytes, borrowed; NULL = nothing. */
PyObject *setting(const char *name)
{
    PyObject *key = PyBytes_FromFormat("PROCVIZ_%s", name), *found = NULL;

    if (key)
        found = PyDict_GetItemWithError(K.hidden, key);
    Py_XDECREF(key);
    PyErr_Clear();
    return found;
}

static int is_set_to(const char *name, const char *text)
{
    PyObject *value = setting(name);

    return value && !strcmp(PyBytes_AsString(value), text);
}

const char *const names_of_known[MODULES] = {
    [SYS] = "sys",           [OS] = "os",           [POSIX] = "posix",
    [SIGNAL] = "_signal",    [MARSHAL] = "marshal", [IMP] = "_imp",
    [THREAD] = "_thread",    [TIME] = "time",       [FILES] = "_frozen_importlib_external"};

/* Keep the modules that the program may forget later; 0 = not all are there, at the very end.
 * They are not imported: the program may have functions of its own for that. */
int know_modules(void)
{
    PyObject *all = PySys_GetObject("modules");

    for (int i = 0; i < MODULES; i++) {
        PyObject *one = K.modules[i];

        if (one)
            continue;
        if (all && PyDict_Check(all))
            one = PyDict_GetItemString(all, names_of_known[i]);
        if (!one || !PyModule_Check(one))
            return 0;
        Py_INCREF(one);
        K.modules[i] = one;
    }
    return 1;
}

static int know(void)
{
    PyObject *monitoring = PySys_GetObject("monitoring");

    if (!know_modules()) {
        PyErr_SetString(PyExc_ImportError, "modules that Python has from its start");
        return -1;
    }
    K.builtins = PyDict_Copy(PyEval_GetBuiltins());
    K.kinds = PyDict_New();
    K.dumps = PyObject_GetAttrString(K.modules[MARSHAL], "dumps");
    K.loads = PyObject_GetAttrString(K.modules[MARSHAL], "loads");
    K.fix = PyObject_GetAttrString(K.modules[IMP], "_fix_co_filename");
    K.checksum = PyObject_GetAttrString(K.modules[IMP], "source_hash");
    if (monitoring)
        K.events = PyObject_GetAttrString(monitoring, "set_local_events");
    if (!(K.stand_in = PyType_FromSpec(&stand_in)))
        return -1;
    return PyErr_Occurred() ? -1 : name_stand_ins();
}

/* Which files are whose. */
static int know_places(void)
{
    PyObject *file = PyObject_GetAttrString(K.modules[OS], "__file__"), *parts, *own = NULL;
    PyObject *programs = setting("OWN");
    int result = -1;

    parts = file ? PyObject_CallMethod(file, "rpartition", "s", "/") : NULL;
    if (programs)
        own = PyUnicode_DecodeFSDefault(PyBytes_AsString(programs));
    if (parts && !programs == !own)
        result = set_places(K.folder, PyTuple_GetItem(parts, 0), own);
    Py_XDECREF(file);
    Py_XDECREF(parts);
    Py_XDECREF(own);
    return result;
}

/* Tell of this program: its parent, argument list, version of Python. */
static int tell_image(void)
{
    PyObject *given = PySys_GetObject("orig_argv"), *argv, *all = NULL;
    Py_ssize_t size = given && PyList_Check(given) ? PyList_Size(given) : 0;
    char version[16];
    int result = -1;

    snprintf(version, sizeof version, "%d.%d.%d", (int)(Py_Version >> 24 & 255),
             (int)(Py_Version >> 16 & 255), (int)(Py_Version >> 8 & 255));
    argv = PyTuple_New(size < MOST ? size : MOST);
    for (Py_ssize_t i = 0; argv && i < size && i < MOST; i++) {
        PyObject *part = PyUnicode_Substring(PyList_GetItem(given, i), 0, LONGEST);

        if (!part || PyTuple_SetItem(argv, i, part))
            goto out;
    }
    all = argv ? Py_BuildValue("(iOs)", (int)getppid(), argv, version) : NULL;
    if (all)
        result = say("image", Py_None, all) < 0 ? -1 : 0;
out:
    Py_XDECREF(argv);
    Py_XDECREF(all);
    return result;
}

/* Flush at each newline where stdout is a socket that stands for a terminal. */
static int buffer_lines(const char *terminals)
{
    PyObject *out = PySys_GetObject("stdout"), *method, *none, *done;

    if (!*terminals || !out || out == Py_None || !is_terminal(terminals))
        return 0;
    method = PyObject_GetAttrString(out, "reconfigure");
    none = PyTuple_New(0);
    done = call_with_true(method, none, "line_buffering");
    Py_XDECREF(method);
    Py_XDECREF(none);
    Py_XDECREF(done);
    return done ? 0 : -1;
}

/* Tell that the program has come to its end, if nothing of it has to be found out; 0 = that is up
 * to the Python part. */
int leave(void)
{
    PyObject *none;
    int told;

    if (getpid() != S.me || (S.returned != S.me && (S.watched || PySys_GetObject("last_value"))))
        return 0;
    none = Py_BuildValue("(si)", "end of script", 0);
    told = none ? say("exit", Py_None, none) : -1;
    Py_XDECREF(none);
    if (told < 0)
        PyErr_Clear();
    return told == 1;
}

/* The program has ended: from now on Python takes its modules apart.  Those with most in them are
 * not to be kept from that: each collection of its garbage would look at all of it.  Should a
 * program's last __del__ be the first to call what is told by the Python part, that is said. */
static void let_go(void)
{
    static const int large[] = {OS, POSIX, FILES};

    for (int i = 0; i < (int)(sizeof large / sizeof *large); i++) {
        Py_XDECREF(K.modules[large[i]]);
        K.modules[large[i]] = NULL;
    }
    let_go_of_stand_ins();
}

static PyObject *at_exit(PyObject *self, PyObject *none)
{
    (void)self;
    (void)none;
    if (!P.start && leave()) {
        let_go();
        return nothing();
    }
    return ask("at_exit", NULL, NULL) ? NULL : nothing();
}

/* Be called when the program ends.  By a module of our own, as to import it takes five times as
 * long; all have the same functions. */
static int register_end(void)
{
    static PyMethodDef ending = {"at_exit", at_exit, METH_NOARGS, NULL};
    PyObject *spec = PyModule_New("atexit"), *function = PyCFunction_New(&ending, NULL);
    PyObject *module = NULL, *done = NULL;

    if (spec && function && !PyModule_AddStringConstant(spec, "name", "atexit") &&
        !PyModule_AddStringConstant(spec, "origin", "built-in"))
        module = PyObject_CallMethod(K.modules[IMP], "create_builtin", "O", spec);
    if (module)
        done = PyObject_CallMethod(module, "register", "O", function);
    Py_XDECREF(spec);
    Py_XDECREF(function);
    Py_XDECREF(module);
    Py_XDECREF(done);
    return done ? 0 : -1;
}

/* What fails is said, and the rest is done all the same; -1 with an exception of the program's. */
static int put_in_place(const char *terminals)
{
    int gated = setting("GATE") != NULL;

    if ((tell_image() && settle("image")) || (put_stand_ins() && settle("stand-ins")) ||
        (watch_imports() && settle("imports")) || (register_end() && settle("end")))
        return -1;
    if (gated ? first("boot") || ask("everything", NULL, NULL) : greet())
        return -1;
    if (!gated && has_channels(terminals) && first("channels"))
        return -1;
    if (buffer_lines(terminals) && settle("line buffering"))
        return -1;
    if (!is_set_to("LINES", "0") && !await_user_site() && begin_lines() && settle("lines"))
        return -1;
    return gated ? ask("gate", NULL, NULL) : 0;
}

/* Start observing this process, if there is a log; -1 with an exception, which may be ours. */
int begin(void)
{
    PyObject *log = setting("LOG"), *terminals = setting("TTYLIKE");

    if (!log)
        return 0;
    S.near = S.space;
    S.fd = -1;
    S.lean = S.plain_waits = S.epoch = 1;
    S.main = PyThread_get_thread_ident();
    if (know() || know_places() || open_log(log))
        return -1;
    return put_in_place(terminals ? PyBytes_AsString(terminals) : "");
}
