/* The log, and ordinary records of the first moments: see _procviz_log.py. */
#include "native.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define HIGH 1024 /* descriptors */
#define FAR 64

static char *path;

/* Open the log on a high descriptor, out of the way of programs that count them. */
static int open_log(void)
{
    int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC), top;
    long limit = sysconf(_SC_OPEN_MAX);
    struct stat there;

    if (fd < 0)
        return -1;
    top = limit > 0 && limit < HIGH ? (int)limit : HIGH;
    for (int number = top - 1; number > top - FAR && number > fd; number--) {
        if (fstat(number, &there)) {
            if (fcntl(fd, F_DUPFD_CLOEXEC, number) == number) {
                close(fd);
                fd = number;
            }
            break;
        }
    }
    lseek(fd, MARK, SEEK_SET);
    S.fd = fd;
    return 0;
}

/* lend(): close it, for what can be loaded with one more descriptor; False = it would not do. */
PyObject *lend(PyObject *self, PyObject *none)
{
    struct rlimit limit;
    int does = !getrlimit(RLIMIT_NOFILE, &limit) && (rlim_t)S.fd < limit.rlim_cur &&
               lseek((int)S.fd, 0, SEEK_CUR) == MARK && !close((int)S.fd);

    (void)self;
    (void)none;
    return PyBool_FromLong(does);
}

/* reopen(): open it again. */
PyObject *reopen(PyObject *self, PyObject *none)
{
    (void)self;
    (void)none;
    return PyBool_FromLong(!open_log());
}

/* log_to(path): begin. */
PyObject *log_to(PyObject *self, PyObject *given)
{
    char *text = PyBytes_AsString(given);

    (void)self;
    if (!text || !(path = strdup(text)))
        return NULL;
    S.me = getpid();
    if (open_log())
        return PyErr_SetFromErrnoWithFilename(PyExc_OSError, path);
    return nothing();
}

#define INHERITED 10 /* descriptors; a program is given more than these by very few */

/* has_channels(terminals): was this process started with a pipe or a socket?  But for those in the
 * list "inode:device,..." of the sockets that stand for the person's terminal. */
PyObject *has_channels(PyObject *self, PyObject *terminals)
{
    const char *list = PyBytes_AsString(terminals);
    struct stat is;
    int found = 0;

    (void)self;
    if (!list)
        return NULL;
    for (int fd = 0; fd < INHERITED && !found; fd++) {
        if (fstat(fd, &is))
            continue;
        if (S_ISSOCK(is.st_mode)) {
            char name[64];
            size_t size = snprintf(name, sizeof name, "%llu:%llu", (unsigned long long)is.st_ino,
                                   (unsigned long long)is.st_dev);

            found = 1;
            for (const char *at = list; *at; at += strcspn(at, ","), at += *at == ',')
                if (!strncmp(at, name, size) && (!at[size] || at[size] == ','))
                    found = 0;
        } else {
            found = S_ISFIFO(is.st_mode);
        }
    }
    return PyBool_FromLong(found);
}

/* emit(kind, place, args): append an ordinary record; False = the descriptor is no longer the
 * log's: the program has closed it, and may have a file of its own there. */
PyObject *emit(PyObject *self, PyObject *args)
{
    PyObject *kind, *place, *more, *data = NULL, *check = NULL, *whole = NULL, *result = NULL;
    char head[2 + 4 + 8] = "\xa5Z", *bytes, *hash;
    Py_ssize_t size, given;
    int64_t t = now();
    long long me = getpid(), tid = thread();

    (void)self;
    if (!PyArg_ParseTuple(args, "OOO", &kind, &place, &more))
        return NULL;
    if (lseek((int)S.fd, 0, SEEK_CUR) != MARK)
        return PyBool_FromLong(0);
    data = PyObject_CallFunction(P.dumps, "(OLLLLOO)i", kind, (long long)t, (long long)t, me,
                                 tid == me || tid < 0 ? 0 : tid, place, more, 2);
    if (data)
        check = PyObject_CallFunction(P.checksum, "LO", KEY, data);
    if (!check || PyBytes_AsStringAndSize(data, &bytes, &size) ||
        PyBytes_AsStringAndSize(check, &hash, &given) || given != 8)
        goto out;
    for (int i = 0; i < 4; i++)
        head[2 + i] = (char)(size >> 8 * i);
    memcpy(head + 6, hash, 8);
    whole = PyBytes_FromStringAndSize(NULL, sizeof head + size);
    if (!whole)
        goto out;
    bytes = memcpy(PyBytes_AsString(whole), head, sizeof head);
    memcpy(bytes + sizeof head, PyBytes_AsString(data), size);
    if (pwrite((int)S.fd, bytes, sizeof head + size, 0) != (ssize_t)(sizeof head + size))
        S.lost++;
    S.epoch++;
    result = PyBool_FromLong(1);
out:
    Py_XDECREF(data);
    Py_XDECREF(check);
    Py_XDECREF(whole);
    return result;
}
