/* The sitecustomize that Python imports at its start: what sitecustomize.py is where this has not
 * been built for a Python. */
#include "native.h"

#include <string.h>

#define PREFIX "PROCVIZ_"
#define PATH "PYTHONPATH"

/* Run what is written in Python instead. */
static int run_text(PyObject *module, PyObject *door)
{
    PyObject *space = PyModule_GetDict(module), *code = NULL, *done = NULL, *loads = NULL;
    PyObject *file = PyUnicode_FromFormat("%U/sitecustomize.py", door), *marshal;

    marshal = PyImport_ImportModule("marshal");
    if (marshal)
        loads = PyObject_GetAttrString(marshal, "loads");
    if (file && loads && !PyDict_SetItemString(space, "__file__", file) &&
        !PyDict_SetItemString(space, "__builtins__", PyEval_GetBuiltins()))
        code = text_of(file, loads, NULL);
    Py_XDECREF(marshal);
    Py_XDECREF(loads);
    if (code)
        done = PyEval_EvalCode(code, space, space);
    Py_XDECREF(file);
    Py_XDECREF(code);
    Py_XDECREF(done);
    return done ? 0 : -1;
}

static int is_native(PyObject *environ, PyObject *door)
{
    PyObject *key = PyBytes_FromString(PREFIX "NATIVE"), *value = NULL;

    if (key)
        value = PyDict_GetItemWithError(environ, key);
    Py_XDECREF(key);
    if (value && !strcmp(PyBytes_AsString(value), "0"))
        return 0;
    if (PyUnicode_AsUTF8AndSize(door, NULL))
        return 1;
    PyErr_Clear();
    return 0;
}

/* Have the program's PYTHONPATH in the environment; see _procviz_env.py. */
static int hide_path(PyObject *environ, PyObject *ours)
{
    PyObject *key = PyBytes_FromString(PATH), *value, *theirs = NULL;
    Py_ssize_t size = PyBytes_Size(ours);
    int result = -1;

    value = key ? PyDict_GetItemWithError(environ, key) : NULL;
    if (value && PyBytes_Check(value) && !strncmp(PyBytes_AsString(value), PyBytes_AsString(ours),
                                                  size)) {
        const char *rest = PyBytes_AsString(value) + size;

        if (!*rest) {
            result = PyDict_DelItem(environ, key);
        } else if (*rest == ':') {
            if (!strcmp(rest + 1, PyBytes_AsString(ours)))
                rest += 1 + size; /* it was set, but empty */
            else
                rest++;
            theirs = PyBytes_FromString(rest);
            result = theirs ? PyDict_SetItem(environ, key, theirs) : -1;
        } else {
            result = 0;
        }
    } else if (key && !PyErr_Occurred()) {
        result = 0;
    }
    Py_XDECREF(key);
    Py_XDECREF(theirs);
    return result;
}

/* Take ours out of what the program sees of its environment, and keep it. */
static int hide(PyObject *environ, PyObject *hidden, PyObject *ours)
{
    PyObject *keys = PyDict_Keys(environ);
    int result = keys ? 0 : -1;

    for (Py_ssize_t i = 0; !result && i < PyList_Size(keys); i++) {
        PyObject *key = PyList_GetItem(keys, i), *value;

        if (!PyBytes_Check(key) || strncmp(PyBytes_AsString(key), PREFIX, strlen(PREFIX)))
            continue;
        value = PyDict_GetItemWithError(environ, key);
        if (!value || PyDict_SetItem(hidden, key, value) || PyDict_DelItem(environ, key))
            result = -1;
    }
    Py_XDECREF(keys);
    return result ? result : hide_path(environ, ours);
}

/* Take our folder off the path of modules. */
static int forget(PyObject *door)
{
    PyObject *path = PySys_GetObject("path"), *cache = PySys_GetObject("path_importer_cache");

    for (Py_ssize_t i = path && PyList_Check(path) ? PyList_Size(path) : 0; i-- > 0;) {
        int same = PyObject_RichCompareBool(PyList_GetItem(path, i), door, Py_EQ);

        if (same < 0 || (same && PyList_SetSlice(path, i, i + 1, NULL)))
            return -1;
    }
    if (cache && PyDict_Check(cache) && PyDict_Contains(cache, door) == 1)
        return PyDict_DelItem(cache, door);
    return PyErr_Occurred() ? -1 : 0;
}

/* Forget the modules that only we have imported: those from this one on, of all that there are. */
static int forget_modules(Py_ssize_t from)
{
    PyObject *all = PySys_GetObject("modules"), *names;
    int result = 0;

    if (!all || PyDict_Size(all) == from)
        return 0;
    names = PyDict_Keys(all);
    for (Py_ssize_t i = from; names && !result && i < PyList_Size(names); i++)
        result = PyDict_DelItem(all, PyList_GetItem(names, i));
    Py_XDECREF(names);
    return names ? result : -1;
}

/* The spec of the sitecustomize that would have been found without us; NULL with an exception,
 * ImportError where there is none: then site goes on as it does when nobody has written one. */
static PyObject *find_theirs(void)
{
    PyObject *files = PyImport_ImportModule("_frozen_importlib_external"), *finder, *spec = NULL;
    PyObject *path = PySys_GetObject("path"), *text, *name;

    finder = files ? PyObject_GetAttrString(files, "PathFinder") : NULL;
    if (finder && path)
        spec = PyObject_CallMethod(finder, "find_spec", "sO", "sitecustomize", path);
    Py_XDECREF(files);
    Py_XDECREF(finder);
    if (spec == Py_None) {
        Py_DECREF(spec);
        spec = NULL;
        text = PyUnicode_FromString("No module named 'sitecustomize'");
        name = PyUnicode_FromString("sitecustomize");
        if (text && name)
            PyErr_SetImportError(text, name, NULL);
        Py_XDECREF(text);
        Py_XDECREF(name);
    }
    return spec;
}

/* Run it, in this very module, as importlib would in one of its own. */
static int chain(PyObject *module)
{
    PyObject *spec = find_theirs(), *import, *set = NULL, *given = NULL, *done, *loader = NULL;

    if (!spec)
        return -1;
    import = PyImport_ImportModule("_frozen_importlib");
    if (import)
        set = PyObject_GetAttrString(import, "_init_module_attrs");
    if (set)
        given = PyTuple_Pack(2, spec, module);
    done = call_with_true(set, given, "override");
    if (done) {
        Py_DECREF(done);
        done = NULL;
        loader = PyObject_GetAttrString(spec, "loader"); /* of a mere folder importlib makes one */
    }
    if (loader)
        done = PyObject_CallMethod(loader, "exec_module", "O", module);
    Py_DECREF(spec);
    Py_XDECREF(import);
    Py_XDECREF(set);
    Py_XDECREF(given);
    Py_XDECREF(loader);
    Py_XDECREF(done);
    return done ? 0 : -1;
}

/* Observe this process; -1 with an exception that is no affair of ours. */
static int observe(PyObject *environ, PyObject *folder, PyObject *door)
{
    PyObject *hidden = PyDict_New(), *path = PyUnicode_EncodeFSDefault(door);
    int result = hidden && path ? hide(environ, hidden, path) : -1;
    int is_main = !PyInterpreterState_GetID(PyInterpreterState_Get());

    if (!result && is_main && !K.folder) {
        Py_INCREF(folder);
        K.folder = folder;
        Py_INCREF(door);
        K.door = door;
        Py_INCREF(hidden);
        K.hidden = hidden;
        result = begin();
    }
    Py_XDECREF(hidden);
    Py_XDECREF(path);
    if (!result || !PyErr_ExceptionMatches(PyExc_Exception))
        return result;
    if (is_main)
        return settle("start");
    PyErr_Clear(); /* the program must run as if we were not here */
    return 0;
}

/* Forget the module that Python 3.11 imports to load a library, with -X dev: it looks up the codec by
 * which our name is encoded.  What the program has imported by itself is followed by others. */
static void forget_codec(void)
{
    PyObject *flags = PySys_GetObject("flags"), *all = PySys_GetObject("modules"), *names, *package;
    PyObject *mode = flags ? PyObject_GetAttrString(flags, "dev_mode") : NULL;
    Py_ssize_t last = all ? PyDict_Size(all) - 2 : -1; /* before us */

    if (mode && PyObject_IsTrue(mode) == 1 && last >= 0 && (names = PyDict_Keys(all))) {
        PyObject *name = PyList_GetItem(names, last);

        if (PyUnicode_Check(name) && !PyUnicode_CompareWithASCIIString(name, "encodings.ascii")) {
            PyDict_DelItem(all, name);
            package = PyDict_GetItemString(all, "encodings");
            if (package)
                PyObject_SetAttrString(package, "ascii", NULL);
        }
        Py_DECREF(names);
    }
    Py_XDECREF(mode);
    PyErr_Clear();
}

/* The folder of a file; NULL with an exception, which may have been set already. */
static PyObject *folder_of(PyObject *file)
{
    PyObject *parts = file ? PyObject_CallMethod(file, "rpartition", "s", "/") : NULL, *folder;

    if (!parts)
        return NULL;
    folder = PyTuple_GetItem(parts, 0);
    Py_XINCREF(folder);
    Py_DECREF(parts);
    return folder;
}

static int execute(PyObject *module)
{
    PyObject *all = PySys_GetObject("modules"), *posix = PyImport_ImportModule("posix"), *environ;
    PyObject *file = PyObject_GetAttrString(module, "__file__"), *door, *folder;
    Py_ssize_t before;
    int result = -1;

    forget_codec();
    before = all ? PyDict_Size(all) : 0;
    environ = posix ? PyObject_GetAttrString(posix, "environ") : NULL; /* the dict of os.environ */
    door = folder_of(file);
    folder = folder_of(door);
    if (environ && folder) {
        if (!is_native(environ, door))
            result = run_text(module, door);
        else if (!observe(environ, folder, door) && !forget_modules(before) && !forget(door))
            result = chain(module);
    }
    Py_XDECREF(posix);
    Py_XDECREF(file);
    Py_XDECREF(environ);
    Py_XDECREF(door);
    Py_XDECREF(folder);
    return result;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, execute}, {0, NULL}, {0, NULL}};
static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "sitecustomize", NULL, 0, NULL, slots, NULL, NULL, NULL};

__attribute__((visibility("default"))) PyObject *PyInit_sitecustomize(void);

PyObject *PyInit_sitecustomize(void)
{
    if (Py_Version >= 0x030C0000) { /* in each interpreter, also one with a GIL of its own */
        slots[1].slot = 3;           /* Py_mod_multiple_interpreters */
        slots[1].value = (void *)2;  /* Py_MOD_PER_INTERPRETER_GIL_SUPPORTED */
    }
    return PyModuleDef_Init(&definition);
}
