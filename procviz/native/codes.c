/* The code objects that have run, and which of their lines have been told. */
#include "native.h"

#include <stdlib.h>
#include <string.h>

#define ENOUGH 20000   /* codes of libraries: what is known of more is not kept */
#define SPAN (1 << 20) /* lines of one code object */
#define FEW 32         /* lines there is room for at first */

static Code **table;
static size_t room, used; /* room: a power of two */
static size_t libraries;
static Code passing; /* of a code that is not kept */

static size_t place(Code **in, size_t size, const PyObject *code)
{
    size_t at = ((uintptr_t)code >> 4) * 0x9E3779B97F4A7C15u >> 20;

    while (in[at & (size - 1)] && in[at & (size - 1)]->code != code)
        at++;
    return at & (size - 1);
}

static int grow(void)
{
    size_t size = room ? room * 2 : 512;
    Code **wider = calloc(size, sizeof *wider);

    if (!wider)
        return -1;
    for (size_t i = 0; i < room; i++)
        if (table[i])
            wider[place(wider, size, table[i]->code)] = table[i];
    free(table);
    table = wider;
    room = size;
    return 0;
}

/* Memory that is never given back: of the page that is touched anyway as long as there is some. */
static void *near(size_t bytes)
{
    char *found = S.near;

    bytes = (bytes + 7) & ~(size_t)7;
    if (found + bytes > S.space + NEAR)
        return calloc(1, bytes);
    S.near += bytes;
    return found;
}

/* Have a line in `told`; 0 = there is no room, or it is a line that no file has. */
static int reach(Code *code, int line)
{
    int first = code->count ? code->first : line, end = first + code->count, count;
    uint32_t *told;

    if (line >= first && line < end)
        return 1;
    if (line < first)
        first = line;
    else
        end = line + 1 > end ? line + 1 : end;
    if ((int64_t)end - first > SPAN)
        return 0;
    count = FEW;
    while (count < end - first)
        count *= 2;
    told = count == FEW ? near(sizeof *told * count) : calloc(count, sizeof *told);
    if (!told)
        return 0;
    if (code->count)
        memcpy(told + (code->first - first), code->told, sizeof *told * code->count);
    if (code->count > FEW)
        free(code->told);
    code->told = told;
    code->first = first;
    code->count = count;
    return 1;
}

/* Note that a line is told in this epoch; 0 = it was told in it already. */
int first_time(Code *code, int line)
{
    uint32_t *told;

    if ((line < code->first || line >= code->first + code->count) && !reach(code, line))
        return 1;
    told = &code->told[line - code->first];
    if (*told == (uint32_t)S.epoch)
        return 0;
    *told = (uint32_t)S.epoch;
    return 1;
}

/* Return what is known from now on of code that has not run before; NULL with an exception. */
static Code *meet(PyObject *object)
{
    PyObject *file = PyObject_GetAttrString(object, "co_filename"), *kind = NULL, *name = NULL;
    int owner = file ? whose(file, &kind) : -1, module;
    Code *code = NULL;

    if (owner >= 0)
        name = PyObject_GetAttrString(object, "co_qualname");
    if (!name)
        goto out;
    module = !PyUnicode_CompareWithASCIIString(name, "<module>");
    if (!PyUnicode_CompareWithASCIIString(name, OUR_CALLER))
        owner = OURS;
    code = &passing;
    /* the text of a library's module runs once: it need not stay in memory for us */
    if (owner != LIBRARY || (!module && libraries < ENOUGH)) {
        code = used * 2 < room || !grow() ? owner == PROGRAM ? near(sizeof *code)
                                                             : calloc(1, sizeof *code)
                                          : NULL;
        if (code) {
            Py_INCREF(object);
            table[place(table, room, object)] = code;
            used++;
            libraries += owner == LIBRARY;
        } else {
            code = &passing;
        }
    }
    code->code = object; /* as long as its frame runs, where it is not kept */
    code->site = NULL;
    code->watched = code->off = 0;
    code->lines = owner == PROGRAM;
    code->library = owner == LIBRARY;
    code->module = module && (owner == PROGRAM || owner == TEXT);
    if (owner == PROGRAM && code != &passing && !(code->site = site_of(kind, name)))
        code = PyErr_Occurred() ? NULL : code;
out:
    Py_XDECREF(file);
    Py_XDECREF(kind);
    Py_XDECREF(name);
    return code;
}

/* Return what is known of a code object; NULL and an exception of a signal handler's, or ours. */
Code *code_of(PyObject *object)
{
    size_t at;

    if (S.last && S.last->code == object)
        return S.last;
    if (!room && grow())
        return &passing;
    at = place(table, room, object);
    if (!table[at])
        return meet(object);
    return S.last = table[at];
}

/* Return what is known of the code that calls us, and its line; NULL where there is none, or with
 * an exception set. */
Code *caller(int *line)
{
    PyFrameObject *frame = PyEval_GetFrame();
    PyObject *object;
    Code *code;

    if (!frame)
        return NULL;
    object = (PyObject *)PyFrame_GetCode(frame);
    *line = PyFrame_GetLineNumber(frame);
    code = code_of(object);
    Py_DECREF(object);
    return code;
}
