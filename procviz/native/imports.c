/* Which modules are imported that have a hook, by nobody noticing: sys.meta_path stays as it is. */
#include "native.h"

static const struct {
    const char *name;
    int late; /* does it wait for the first use?  See _procviz_late.py */
} hooks[] = {
#include "hooks.h" /* from _procviz_names.py, by building.py */
};
#define COUNT ((int)(sizeof hooks / sizeof *hooks))

static PyObject *original; /* borrowed: who calls find_spec keeps it */
static int awaited; /* do lines begin when usercustomize has been looked for? */

static int has_hook(PyObject *name)
{
    if (P.hooks)
        return PyDict_Contains(P.hooks, name);
    for (int i = 0; i < COUNT; i++)
        if (!PyUnicode_CompareWithASCIIString(name, hooks[i].name))
            return 1;
    return 0;
}

/* What the finder for files has found; -1 with an exception of a signal handler's. */
static int found(PyObject *name, PyObject *spec)
{
    PyObject *loader;
    int has = spec != Py_None && PyUnicode_Check(name) ? has_hook(name) : 0, result = 0;

    if (has < 0) /* a str of a class of its own, which does not like to be a key */
        PyErr_Clear();
    if (has < 1)
        return 0;
    loader = PyObject_GetAttrString(spec, "loader");
    if (!loader)
        PyErr_Clear();
    else if (loader != Py_None)
        result = ask("found", name, loader);
    Py_XDECREF(loader);
    return result;
}

/* Begin lines if this name was awaited for that, and has been looked for; -1 with an exception of a
 * signal handler's, 0 = that which is set, if any, still is. */
static int looked_for(PyObject *name)
{
    PyObject *type, *error, *tb;
    int result;

    if (!awaited || !name || !PyUnicode_Check(name) ||
        PyUnicode_CompareWithASCIIString(name, "usercustomize"))
        return 0;
    awaited = 0;
    PyErr_Fetch(&type, &error, &tb);
    result = begin_lines() ? settle("lines") : 0;
    if (!result) {
        PyErr_Restore(type, error, tb);
        return 0;
    }
    Py_XDECREF(type);
    Py_XDECREF(error);
    Py_XDECREF(tb);
    return result;
}

static PyObject *find_spec(PyObject *self, PyObject *args, PyObject *kwargs)
{
    PyObject *name = PyTuple_Size(args) > 1 ? PyTuple_GetItem(args, 1) : NULL, *spec;

    (void)self;
    if (!name && kwargs)
        name = PyDict_GetItemString(kwargs, "fullname");
    spec = PyObject_Call(original, args, kwargs);
    if (looked_for(name) || (spec && name && found(name, spec))) {
        Py_XDECREF(spec);
        return NULL;
    }
    return spec;
}

static PyMethodDef finding = {"find_spec", (PyCFunction)(void (*)(void))find_spec,
                              METH_VARARGS | METH_KEYWORDS, NULL};

/* Begin to watch them. */
int watch_imports(void)
{
    PyObject *finder = PyObject_GetAttrString(K.modules[FILES], "PathFinder"), *space, *method;
    PyObject *make = PyDict_GetItemString(K.builtins, "classmethod"), *made = NULL;
    StandIn *one = NULL;

    space = finder ? PyObject_GetAttrString(finder, "__dict__") : NULL;
    method = space ? PyMapping_GetItemString(space, "find_spec") : NULL;
    original = method ? PyObject_GetAttrString(method, "__func__") : NULL;
    if (original)
        one = stand_for(original, NULL);
    if (one && (one->call = PyCFunction_New(&finding, NULL)))
        made = PyObject_CallFunctionObjArgs(make, one, NULL);
    if (made && PyObject_SetAttrString(finder, "find_spec", made)) {
        Py_DECREF(made);
        made = NULL;
    }
    Py_XDECREF(finder);
    Py_XDECREF(space);
    Py_XDECREF(method);
    Py_XDECREF(original);
    Py_XDECREF(one);
    Py_XDECREF(made);
    return made ? 0 : -1;
}

/* Have the hooks run of what is there already, as some .pth file has imported it. */
int greet(void)
{
    PyObject *all = PySys_GetObject("modules");
    int present = 0, now = 0;

    for (int i = 0; all && i < COUNT; i++)
        if (PyDict_GetItemString(all, hooks[i].name)) {
            present = 1;
            now |= !hooks[i].late;
        }
    if (now)
        return first("boot"); /* which runs them */
    return present ? ask("arrived", NULL, NULL) : 0;
}

/* Is this what a class of a finder is called? */
static int is_called(PyObject *finder, const char *name)
{
    PyObject *its = PyObject_GetAttrString(finder, "__name__");
    int same = its && PyUnicode_Check(its) && !PyUnicode_CompareWithASCIIString(its, name);

    PyErr_Clear();
    Py_XDECREF(its);
    return same;
}

/* Will the finder for files be asked for what is neither built in nor frozen? */
static int finds_last(void)
{
    PyObject *all = PySys_GetObject("meta_path");
    Py_ssize_t size = all && PyList_Check(all) ? PyList_Size(all) : 0;

    return size > 2 && is_called(PyList_GetItem(all, size - 1), "PathFinder") &&
           is_called(PyList_GetItem(all, size - 2), "FrozenImporter") &&
           is_called(PyList_GetItem(all, size - 3), "BuiltinImporter");
}

/* Is this frame that of the function of site which has us imported? */
static int is_sites(PyObject *frame, PyObject *site)
{
    PyObject *code = (PyObject *)PyFrame_GetCode((PyFrameObject *)frame), *globals, *name;
    int same;

    name = PyObject_GetAttrString(code, "co_name");
    same = name && !PyUnicode_CompareWithASCIIString(name, "execsitecustomize");
    globals = same ? PyObject_GetAttrString(frame, "f_globals") : NULL;
    same = globals && globals == PyModule_GetDict(site);
    PyErr_Clear();
    Py_DECREF(code);
    Py_XDECREF(name);
    Py_XDECREF(globals);
    return same;
}

/* Does site look for usercustomize next?  Then lines are told as soon as that was looked for: what is
 * done until then would be looked at in vain, which cost more than all that was put in place. */
int await_user_site(void)
{
    PyObject *all = PySys_GetObject("modules"), *site, *enabled;
    PyObject *frame = (PyObject *)PyEval_GetFrame(), *next;

    site = all ? PyDict_GetItemString(all, "site") : NULL;
    if (!site || !PyModule_Check(site) || PyDict_GetItemString(all, "usercustomize"))
        return 0;
    Py_XINCREF(frame);
    while (frame && frame != Py_None && !is_sites(frame, site)) {
        next = PyObject_GetAttrString(frame, "f_back");
        Py_DECREF(frame);
        frame = next;
    }
    PyErr_Clear();
    Py_XDECREF(frame);
    enabled = PyDict_GetItemString(PyModule_GetDict(site), "ENABLE_USER_SITE");
    awaited = frame && frame != Py_None && enabled && PyObject_IsTrue(enabled) == 1 && finds_last();
    return awaited;
}
