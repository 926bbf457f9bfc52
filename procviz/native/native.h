/* The part of the probe that runs when the program starts, and each time it forks, waits, leaves or
 * reaches a line.
 *
 * What it does is what _procviz_alone.py, and what _procviz_tell.py, _procviz_lean.py and
 * _procviz_trace.py do where this has not been built, and the records are the same.  It is for
 * programs that are short: Python files that are read at the start are what costs most of it.  And
 * for programs that fork often: the first touch of each page of memory after a fork costs both
 * processes a fault, and to call a Python function touches many.  Here it is one page, `S`.
 *
 * The way in is site.c, put_in_place() in start.c says what is done first, and there() in python.c
 * loads what is written in Python, when something of the program's is told that is not done here.
 *
 * Only the stable ABI (PEP 384) of Python 3.11 is used, and references are counted by functions:
 * one library for all versions, and later ones count those of immortal objects otherwise (PEP 683).
 * All of it runs with the GIL held; what other interpreters than the main one start is site.c's
 * hiding of our environment alone.
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

#define FAST(function) (PyCFunction)(void (*)(void))(function), METH_FASTCALL /* of a method */

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

/* What is known of this Python from the start: later the program may have changed any of it. */
enum { SYS, OS, POSIX, SIGNAL, MARSHAL, IMP, FILES, THREAD, TIME, MODULES };
typedef struct {
    PyObject *modules[MODULES];
    PyObject *builtins; /* a copy of that module's namespace */
    PyObject *folder;   /* str: that of the probe */
    PyObject *door;     /* str: the one in it, where this is found */
    PyObject *hidden;   /* dict: what the program does not see of its environment */
    PyObject *stand_in; /* type */
    PyObject *dumps;    /* marshal.dumps */
    PyObject *loads;    /* marshal.loads */
    PyObject *checksum; /* _imp.source_hash */
    PyObject *fix;      /* _imp._fix_co_filename */
    PyObject *events;   /* sys.monitoring.set_local_events, from Python 3.12 on */
    PyObject *kinds;    /* dict: file name -> whose it is, see _procviz_frames.py */
} Known;

extern Known K;
extern const char *const names_of_known[MODULES];

/* What is loaded of the Python part, when it is. */
typedef struct {
    PyObject *start;    /* _procviz_start */
    PyObject *hooks;    /* dict: its own */
    PyObject *stubs;    /* dict: its own */
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

int begin(void);
int know_modules(void);
int leave(void);
int first(const char *part);
int ask(const char *function, PyObject *one, PyObject *two);
int settle(const char *what);
void trouble(const char *what, PyObject *error);
PyObject *text_of(PyObject *file, PyObject *loads, PyObject *fix);
PyObject *setting(const char *name);
PyObject *module(void);

int64_t now(void);
int64_t thread(void);
int here(void);
int failed(void);

int need(PyObject **part);
PyObject *nothing(void);
PyObject *call_with_true(PyObject *function, PyObject *args, const char *name);
int open_log(PyObject *path);
int lend(void);
int reopen(void);
int say(const char *kind, PyObject *place, PyObject *args);
int is_terminal(const char *terminals);
int has_channels(const char *terminals);

int whose(PyObject *name, PyObject **kind);
int set_places(PyObject *folder, PyObject *library, PyObject *programs);
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
    const char *part; /* of the probe, which may have that called; NULL = none */
    Quick quick;    /* what is called before that */
};

StandIn *stand_for(PyObject *original, const char *part);
int name_stand_ins(void);
int put_stand_ins(void);
int put_tracers(void);
int add_stand_ins(PyObject *stubs, int from);
void forget_stand_in(StandIn *one);
void let_go_of_stand_ins(void);
int watch_imports(void);
int greet(void);
int await_user_site(void);
Quick quick_of(const char *name);
extern PyType_Spec stand_in;
extern PyType_Spec state;

PyObject *on_start(PyObject *self, PyObject *const *args, Py_ssize_t given);
PyObject *on_return(PyObject *self, PyObject *args);
PyObject *restart(PyObject *self, PyObject *none);
int begin_lines(void);
PyObject *again(Code *code);
int is_main(void);
void set_restart(int needed);

int hush(void);
void hear(void);
PyObject *quietly(PyObject *self, PyObject *const *args, Py_ssize_t given);
PyObject *hush_from_python(PyObject *self, PyObject *none);
PyObject *hear_from_python(PyObject *self, PyObject *none);
PyObject *traces(PyObject *self, PyObject *gettrace);
PyObject *tracer(void);
int trace_lines(void);
PyObject *settrace(PyObject *self, PyObject *tracer);

#endif
