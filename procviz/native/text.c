/* The text of sitecustomize.py, read without a call of Python's: the program may have put functions
 * of its own in the place of all that Python imports with. */
#include "native.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LONGEST 4096   /* of a path, PATH_MAX */
#define MOST (1 << 20) /* bytes of a file */
#define HEAD 16        /* of a .pyc: magic number, flags, time and size of the source (PEP 552) */

/* Open a file to read, also where the program has taken all descriptors: then that of the log is
 * used, and *lent says so. */
static int open_file(const char *path, int *lent)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0 && errno == EMFILE && lend()) {
        *lent = 1;
        fd = open(path, O_RDONLY | O_CLOEXEC);
    }
    return fd;
}

/* All of a file, with a zero behind it, for the caller to free; NULL where that cannot be: errno
 * says why. */
static char *contents(const char *path, size_t *size)
{
    int lent = 0, fd = open_file(path, &lent), why;
    char *text = fd < 0 ? NULL : malloc(MOST + 1);
    ssize_t got = 0;

    *size = 0;
    while (text && *size < MOST && (got = read(fd, text + *size, MOST - *size)) > 0)
        *size += (size_t)got;
    why = errno;
    if (fd >= 0)
        close(fd);
    if (lent)
        reopen();
    if (text && got < 0) {
        free(text);
        text = NULL;
    }
    if (text)
        text[*size] = 0;
    errno = why;
    return text;
}

static uint32_t number(const char *bytes)
{
    uint32_t found = 0;

    for (int i = 3; i >= 0; i--)
        found = found << 8 | (unsigned char)bytes[i];
    return found;
}

/* What was compiled of it, where Python would take that; NULL with an exception or without. */
static PyObject *compiled(const char *path, PyObject *file, PyObject *loads, PyObject *fix)
{
    char beside[LONGEST], *bytes;
    const char *slash = strrchr(path, '/');
    PyObject *code = NULL, *done;
    struct stat source;
    size_t size;

    if (!slash || stat(path, &source) ||
        PyOS_snprintf(beside, sizeof beside, "%.*s/__pycache__/%.*s.%s.pyc", (int)(slash - path),
                      path, (int)strlen(slash + 1) - 3, slash + 1,
                      PyImport_GetMagicTag()) >= (int)sizeof beside)
        return NULL;
    bytes = contents(beside, &size);
    if (bytes && size > HEAD && number(bytes) == (uint32_t)PyImport_GetMagicNumber() &&
        !number(bytes + 4) && number(bytes + 8) == (uint32_t)source.st_mtime &&
        number(bytes + 12) == (uint32_t)source.st_size)
        code = PyObject_CallFunction(loads, "y#", bytes + HEAD, (Py_ssize_t)(size - HEAD));
    free(bytes);
    if (code && fix) {
        done = PyObject_CallFunctionObjArgs(fix, code, file, NULL);
        Py_XDECREF(done);
        if (!done) {
            Py_DECREF(code);
            code = NULL;
        }
    }
    return code;
}

/* The code of one of our files; NULL with an exception. */
PyObject *text_of(PyObject *file, PyObject *loads, PyObject *fix)
{
    const char *path = PyUnicode_AsUTF8AndSize(file, NULL);
    PyObject *code = path ? compiled(path, file, loads, fix) : NULL;
    char *text;
    size_t size;

    if (code || !path)
        return code;
    PyErr_Clear(); /* a damaged file */
    text = contents(path, &size);
    if (!text)
        return PyErr_SetFromErrnoWithFilename(PyExc_OSError, path);
    code = Py_CompileString(text, path, Py_file_input);
    free(text);
    return code;
}
