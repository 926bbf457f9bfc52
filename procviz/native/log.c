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
int reopen(void)
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

/* Close it, for what can be loaded with one more descriptor; 0 = it would not do. */
int lend(void)
{
    struct rlimit limit;

    return !getrlimit(RLIMIT_NOFILE, &limit) && (rlim_t)S.fd < limit.rlim_cur &&
           lseek((int)S.fd, 0, SEEK_CUR) == MARK && !close((int)S.fd);
}

/* Begin with the log of this path; -1 with an exception. */
int open_log(PyObject *given)
{
    char *text = PyBytes_AsString(given);

    if (!text || !(path = strdup(text)))
        return -1;
    S.me = getpid();
    if (!reopen())
        return 0;
    PyErr_SetFromErrnoWithFilename(PyExc_OSError, path);
    return -1;
}

#define INHERITED 10 /* descriptors; a program is given more than these by very few */

/* Is a socket in the list "inode:device,..."? */
static int is_listed(const char *list, const struct stat *is)
{
    char name[64];
    size_t size = snprintf(name, sizeof name, "%llu:%llu", (unsigned long long)is->st_ino,
                           (unsigned long long)is->st_dev);

    for (const char *at = list; *at; at += strcspn(at, ","), at += *at == ',')
        if (!strncmp(at, name, size) && (!at[size] || at[size] == ','))
            return 1;
    return 0;
}

/* Is stdout a socket that stands for the person's terminal, as listed? */
int is_terminal(const char *terminals)
{
    struct stat is;

    return !fstat(1, &is) && is_listed(terminals, &is);
}

/* Was this process started with a pipe or a socket?  But for those that stand for a terminal. */
int has_channels(const char *terminals)
{
    struct stat is;

    for (int fd = 0; fd < INHERITED; fd++)
        if (!fstat(fd, &is) && (S_ISFIFO(is.st_mode) ||
                                (S_ISSOCK(is.st_mode) && !is_listed(terminals, &is))))
            return 1;
    return 0;
}

/* Append an ordinary record; -1 with an exception, 0 = the descriptor is no longer the log's: the
 * program has closed it, and may have a file of its own there. */
int say(const char *kind, PyObject *place, PyObject *more)
{
    PyObject *data, *check = NULL, *whole = NULL;
    char head[2 + 4 + 8] = "\xa5Z", *bytes, *hash;
    Py_ssize_t size, given;
    long long t = now(), me = getpid(), tid = thread();
    int result = -1;

    if (!K.dumps || lseek((int)S.fd, 0, SEEK_CUR) != MARK)
        return 0;
    data = PyObject_CallFunction(K.dumps, "(sLLLLOO)i", kind, t, t, me,
                                 tid == me || tid < 0 ? 0 : tid, place, more, 2);
    if (data)
        check = PyObject_CallFunction(K.checksum, "LO", KEY, data);
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
    result = 1;
out:
    Py_XDECREF(data);
    Py_XDECREF(check);
    Py_XDECREF(whole);
    return result;
}
