/* Stand-ins in the place of what the parts of the probe observe, until the first call loads one. */
#include "native.h"

#include <signal.h>

#define MOST 80 /* stand-ins */
#define SETS 4

static const struct {
    int module;
    const char *name, *part;
} names[] = {
#include "names.h" /* from _procviz_names.py, by building.py */
    {SYS, "exit", "exits"},
    {SYS, "addaudithook", "audit"},
    {OS, "_execvpe", "execs"}, /* of os.execvp and its like; before it tries the folders of PATH */
};
#define COUNT ((int)(sizeof names / sizeof *names))

static struct {
    int module;
    const char *name;
    StandIn *one;
} put[MOST];
static int count;
static PyObject *sets[SETS]; /* os.supports_fd and its like */

static StandIn *new(int module, const char *name, PyObject *original, const char *part)
{
    StandIn *one = count < MOST ? stand_for(original, part) : NULL;

    if (one) {
        put[count].module = module;
        put[count].name = name;
        put[count++].one = one; /* kept, until the program ends */
    }
    return one;
}

/* Have one in the place of a function of a module, in os, and in sets of functions. */
static int replace(int module, const char *name, const char *part)
{
    PyObject *space = PyModule_GetDict(K.modules[module]), *there = PyModule_GetDict(K.modules[OS]);
    PyObject *key = PyUnicode_InternFromString(name), *original;
    StandIn *one;
    int result = -1;

    original = key ? PyDict_GetItemWithError(space, key) : NULL;
    if (!original) { /* this platform has none */
        Py_XDECREF(key);
        return PyErr_Occurred() ? -1 : 0;
    }
    Py_INCREF(original);
    one = new(module, name, original, part);
    if (!one || PyDict_SetItem(space, key, (PyObject *)one))
        goto out;
    if (PyDict_GetItemWithError(there, key) == original &&
        PyDict_SetItem(there, key, (PyObject *)one))
        goto out;
    for (int i = 0; i < SETS; i++)
        if (PySet_Contains(sets[i], original) == 1 &&
            (PySet_Discard(sets[i], original) < 0 || PySet_Add(sets[i], (PyObject *)one)))
            goto out;
    result = PyErr_Occurred() ? -1 : 0;
out:
    Py_DECREF(key);
    Py_DECREF(original);
    return result;
}

/* The same where a module of the library has bound them, as some .pth file has imported it. */
static int replace_in(const char *name)
{
    PyObject *all = PySys_GetObject("modules"), *module, *key, *value;
    Py_ssize_t at = 0;

    module = all ? PyDict_GetItemString(all, name) : NULL;
    if (!module || !PyModule_Check(module))
        return 0;
    while (PyDict_Next(PyModule_GetDict(module), &at, &key, &value)) {
        if (!PyCFunction_CheckExact(value))
            continue;
        for (int i = 0; i < count; i++)
            if (put[i].one->original == value &&
                PyDict_SetItem(PyModule_GetDict(module), key, (PyObject *)put[i].one))
                return -1;
    }
    return 0;
}

/* The handler of SIGINT that Python has by itself: it loads what tells of handlers. */
static int stand_for_interrupt(PyObject *get, PyObject *set)
{
    PyObject *handler = PyObject_GetAttrString(K.modules[SIGNAL], "default_int_handler");
    PyObject *now = PyObject_CallFunction(get, "i", SIGINT), *done = NULL;
    StandIn *one = handler && now ? new(SIGNAL, "interrupt", handler, "handlers") : NULL;

    if (one)
        done = now == handler ? PyObject_CallFunction(set, "iO", SIGINT, one) : nothing();
    Py_XDECREF(handler);
    Py_XDECREF(now);
    Py_XDECREF(done);
    return done ? 0 : -1;
}

/* Put all in place; -1 with an exception. */
int put_stand_ins(void)
{
    static const char *const of_os[SETS] = {"supports_dir_fd", "supports_effective_ids",
                                            "supports_fd", "supports_follow_symlinks"};
    PyObject *get = PyObject_GetAttrString(K.modules[SIGNAL], "getsignal"), *set;
    int result;

    for (int i = 0; i < SETS; i++)
        if (!(sets[i] = PyObject_GetAttrString(K.modules[OS], of_os[i])))
            return -1;
    set = PyObject_GetAttrString(K.modules[SIGNAL], "signal");
    result = get && set ? 0 : -1;
    for (int i = 0; i < COUNT && !result; i++)
        result = replace(names[i].module, names[i].name, names[i].part);
    if (!result)
        result = replace_in("signal") || replace_in("subprocess") || stand_for_interrupt(get, set);
    Py_XDECREF(get);
    Py_XDECREF(set);
    return result ? -1 : 0;
}

/* The same of what shows that the program is traced, on Python 3.11. */
int put_tracers(void)
{
    int from = count;

    if (replace(SYS, "gettrace", "trace") || replace(SYS, "settrace", "trace") ||
        replace(POSIX, "register_at_fork", "trace"))
        return -1;
    return P.stubs && add_stand_ins(P.stubs, from) ? -1 : 0;
}

/* Add those from this one on to a dict: (module, name) -> stand-in. */
int add_stand_ins(PyObject *stubs, int from)
{
    for (int i = from; i < count; i++) {
        PyObject *key, *one = (PyObject *)put[i].one;
        int bad;

        if (!one)
            continue;
        Py_INCREF(one); /* else the garbage collector could take it meanwhile, at the very end */
        key = Py_BuildValue("(ss)", names_of_known[put[i].module], put[i].name);
        bad = !key || PyDict_SetItem(stubs, key, one);
        Py_DECREF(one);
        Py_XDECREF(key);
        if (bad)
            return -1;
    }
    return 0;
}

/* This one is gone. */
void forget_stand_in(StandIn *one)
{
    for (int i = 0; i < count; i++)
        if (put[i].one == one)
            put[i].one = NULL;
}

/* Let go of those in posix and os: these have them, and Python may tear them down. */
void let_go_of_stand_ins(void)
{
    for (int i = 0; i < SETS; i++) {
        Py_XDECREF(sets[i]);
        sets[i] = NULL;
    }
    for (int i = 0; i < count; i++)
        if (put[i].module == POSIX || put[i].module == OS)
            Py_XDECREF(put[i].one);
}
