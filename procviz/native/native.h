/* The part of the probe that runs each time the program forks, waits, leaves or reaches a line.
 *
 * What it does is what _procviz_tell.py, _procviz_lean.py and _procviz_trace.py do where this has
 * not been built, and the records are the same.  It is for programs that fork often: the first
 * touch of each page of memory after a fork costs both processes a fault, and to call a Python
 * function touches many.  Here it is one page, `S`.
 *
 * Only the stable ABI (PEP 384) of Python 3.11 is used, and references are counted by functions:
 * one library for all versions, and later ones count those of immortal objects otherwise (PEP 683).
 * All of it runs with the GIL held, in the main interpreter.
 */
#ifndef PROCVIZ_NATIVE_H
#define PROCVIZ_NATIVE_H

#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030B0000
#include <Python.h>

#include <stdint.h>

#undef Py_INCREF
#undef Py_DECREF
#undef Py_XDECREF
#undef Py_XINCREF
#define Py_INCREF(o) Py_IncRef((PyObject *)(o))
#define Py_DECREF(o) Py_DecRef((PyObject *)(o))
#define Py_XINCREF(o) Py_IncRef((PyObject *)(o))
#define Py_XDECREF(o) Py_DecRef((PyObject *)(o))

#define ROOM 1000       /* of a whole record */
#define NEAR 1024       /* bytes for what belongs to the first codes */
#define MARK 0x30707276 /* see _procviz_log.py */
#define NUMBERS 8       /* where they begin in a record */

#define KEY 0x70726F63767ALL /* of the checksum; the reader has the same */

/* kinds of lean records, 0 is a line; the reader has the same */
enum { LINE, FORK, FORKED, EXIT, WAIT, WAITED, WAITPID, WAITEDPID };

/* A code object that has run.  Those that the table holds are kept, so an address stays its own. */
typedef struct {
    PyObject *code;
    PyObject *site;    /* bytes that lean records of it begin with; NULL = there are none */
    uint32_t *told;    /* the epoch in which each line was told last, from line `first` on */
    int first, count;  /* of `told` */
    char lines;        /* are its lines told? */
    char library;      /* is it in a library? */
    char module;       /* is it the text of a module? */
    char off;          /* has it places that are switched off? */
    int64_t watched;   /* events of sys.monitoring */
} Code;

/* What is touched by each record, in one page. */
typedef struct {
    int64_t me, fd, lost, lean, plain_waits, epoch; /* see _procviz_log.py */
    int64_t line, nonce, main, returned, tool, watched, resting, at_line, at_return;
    PyObject *forking;                               /* borrowed from the table, or NULL */
    PyObject *again, *off, *restart, *tracer, *hearing, *hushed;
    PyObject *site;        /* whose bytes lie in `record` */
    int64_t size;          /* of these */
    Code *last;            /* what was looked up last */
    int64_t record[ROOM / 8];
    char *near;            /* what is free of `space` */
    char space[NEAR];
} State;

extern State S;

#define OUR_CALLER "_procviz_call" /* see _procviz_frames.py */
enum { OURS, LIBRARY, TEXT, PROGRAM }; /* whose a file is; TEXT: the program's, but no file */

/* Functions of the Python part. */
typedef struct {
    PyObject *first;    /* (part): have this part of the probe loaded, if that can be done */
    PyObject *trouble;  /* (what, error): say in the log that the probe itself failed */
    PyObject *kinds;    /* file name -> whose it is, see _procviz_frames.py */
    PyObject *dumps;    /* marshal.dumps */
    PyObject *checksum; /* _imp.source_hash */
    PyObject *events;   /* sys.monitoring.set_local_events, from Python 3.12 on */
    PyObject *append;   /* (bytes): a record, where the descriptor is no longer the log's */
    PyObject *tell_lost; /* (pid) */
    PyObject *line;     /* (code, line): an ordinary record of a line */
    PyObject *swallowed; /* (error) -> is it a failure of the probe's own, which was told? */
    PyObject *gettrace; /* sys.gettrace, as it was */
    PyObject *forked;   /* (code, line, child, nonce): an ordinary record of a fork that is over */
    PyObject *waited;   /* (name, code, line, t, target, end, result or None, error or None) */
    PyObject *polled;   /* (pid, options, result): of an os.waitpid that a library made */
} Parts;

extern Parts P;

int64_t now(void);
int64_t thread(void);
int here(void);
int failed(void);

int need(PyObject **part);
PyObject *nothing(void);
PyObject *lend(PyObject *self, PyObject *none);
PyObject *reopen(PyObject *self, PyObject *none);
PyObject *log_to(PyObject *self, PyObject *path);
PyObject *emit(PyObject *self, PyObject *args);

int whose(PyObject *name, PyObject **kind);
int set_places(PyObject *args);
PyObject *site_of(PyObject *kind, PyObject *qualname);
Code *code_of(PyObject *code);
Code *caller(int *line);
int first_time(Code *code, int line);

int record(PyObject *site, int64_t line, int64_t kind, int64_t t, int64_t a, int64_t b);
PyObject *tell_line(Code *code, int line);
PyObject *tell(PyObject *self, PyObject *const *args, Py_ssize_t given);

/* What stands for a built-in function of a module, see _procviz_wrap.py. */
typedef struct StandIn StandIn;
/* Does what a call without keywords is for; sets *taken to 0 where that is left to `call`. */
typedef PyObject *(*Quick)(StandIn *self, PyObject *const *args, Py_ssize_t given, int *taken);
typedef PyObject *(*Vector)(PyObject *self, PyObject *const *args, size_t given, PyObject *names);
struct StandIn {
    PyObject_HEAD
    Vector vector; /* PEP 590: no tuple is made of the arguments */
    PyObject *original;
    PyObject *call; /* what is called in its place; NULL = the original */
    PyObject *part; /* of the probe, which may have that called; NULL = none */
    Quick quick;    /* what is called before that */
};

PyObject *put_stand_ins(PyObject *self, PyObject *args);
PyObject *has_channels(PyObject *self, PyObject *terminals);
Quick quick_of(const char *name);
extern PyType_Spec stand_in;
extern PyType_Spec state;

PyObject *on_start(PyObject *self, PyObject *const *args, Py_ssize_t given);
PyObject *on_return(PyObject *self, PyObject *args);
PyObject *restart(PyObject *self, PyObject *none);
PyObject *again(Code *code);
int is_main(void);
void set_restart(int needed);

int hush(void);
void hear(void);
PyObject *quietly(PyObject *self, PyObject *const *args, Py_ssize_t given);
PyObject *hush_from_python(PyObject *self, PyObject *none);
PyObject *hear_from_python(PyObject *self, PyObject *none);
PyObject *traces(PyObject *self, PyObject *gettrace);
PyObject *settrace(PyObject *self, PyObject *tracer);

#endif
