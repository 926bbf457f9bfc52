/* Whose is a file, and what lean records of a function in it begin with: see _procviz_frames.py. */
#include "native.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LONGEST 4096 /* of a path, PATH_MAX */

static struct {
    char *ours, *library, *programs; /* prefixes; programs may be NULL */
} places;

static int begins(const char *text, const char *prefix)
{
    return prefix && !strncmp(text, prefix, strlen(prefix));
}

/* What the names of files in it begin with. */
static char *copy(PyObject *path)
{
    const char *text = path ? PyUnicode_AsUTF8AndSize(path, NULL) : NULL;
    char *folder = text ? malloc(strlen(text) + 2) : NULL;

    return folder ? strcat(strcpy(folder, text), "/") : NULL;
}

/* Set the three prefixes from folders, the last may be NULL; -1 and an exception where one is not
 * UTF-8. */
int set_places(PyObject *folder, PyObject *library, PyObject *programs)
{
    places.ours = copy(folder);
    places.library = copy(library);
    places.programs = copy(programs);
    return PyErr_Occurred() ? -1 : 0;
}

/* The path from the root of a name that is relative to here; NULL with an exception. */
static PyObject *absolute(PyObject *name)
{
    char here[LONGEST];
    PyObject *folder, *path = NULL;

    if (!getcwd(here, sizeof here)) {
        PyErr_SetFromErrno(PyExc_OSError);
        return NULL;
    }
    folder = PyUnicode_DecodeFSDefault(here);
    if (folder)
        path = PyUnicode_FromFormat("%U/%U", folder, name);
    Py_XDECREF(folder);
    return path;
}

/* What K.kinds says of a file that has not been seen yet. */
static PyObject *classify(PyObject *name)
{
    const char *text = PyUnicode_AsUTF8AndSize(name, NULL);
    PyObject *kind = Py_None;

    if (!text) { /* no UTF-8: nothing of ours or the library's, mostly */
        PyErr_Clear();
        kind = name;
    } else if (begins(text, places.ours)) {
        kind = Py_False;
    } else if (*text == '<') {
        if (!strcmp(text, "<string>") || !strcmp(text, "<stdin>"))
            return PyUnicode_FromString("");
    } else if (begins(text, places.programs)) {
        kind = name;
    } else if (!begins(text, places.library) && !strstr(text, "/site-packages/") &&
               !strstr(text, "/dist-packages/")) {
        if (*text != '/')
            return absolute(name);
        kind = name;
    }
    Py_INCREF(kind);
    return kind;
}

/* Whose is the file of this name?  `*kind` is what K.kinds says; -1 with an exception. */
int whose(PyObject *name, PyObject **kind)
{
    PyObject *found = PyDict_GetItemWithError(K.kinds, name);

    if (found) {
        Py_INCREF(found);
    } else {
        if (PyErr_Occurred() || !(found = classify(name)))
            return -1;
        if (PyDict_SetItem(K.kinds, name, found)) {
            Py_DECREF(found);
            return -1;
        }
    }
    *kind = found;
    if (found == Py_None)
        return LIBRARY;
    if (found == Py_False)
        return OURS;
    return PyUnicode_GetLength(found) ? PROGRAM : TEXT;
}

/* Return what lean records begin with, of a file and a function, see _procviz_log.py; NULL where
 * that is too long, or with an exception. */
PyObject *site_of(PyObject *kind, PyObject *qualname)
{
    PyObject *parts = PyObject_CallMethod(qualname, "rpartition", "s", "<locals>."), *data = NULL,
             *check = NULL, *site = NULL;
    Py_ssize_t size, given, whole;
    char *bytes, *hash, *to;

    if (parts)
        data = PyObject_CallFunction(K.dumps, "(OO)i", kind, PyTuple_GetItem(parts, 2), 2);
    if (data)
        check = PyObject_CallFunction(K.checksum, "LO", KEY, data);
    if (!check || PyBytes_AsStringAndSize(data, &bytes, &size) ||
        PyBytes_AsStringAndSize(check, &hash, &given))
        goto out;
    whole = (NUMBERS + 7 * 8 + given + size + 7) & ~(Py_ssize_t)7;
    if (given != 8 || whole > ROOM || !(site = PyBytes_FromStringAndSize(NULL, whole)))
        goto out;
    to = PyBytes_AsString(site);
    memset(to, 0, whole);
    memcpy(to, "\xa5L", 2);
    for (int i = 0; i < 6; i++)
        to[2 + i] = (char)((uint64_t)size >> 8 * i);
    memcpy(to + NUMBERS + 7 * 8, hash, 8);
    memcpy(to + NUMBERS + 7 * 8 + 8, bytes, size);
out:
    Py_XDECREF(parts);
    Py_XDECREF(data);
    Py_XDECREF(check);
    return site;
}
