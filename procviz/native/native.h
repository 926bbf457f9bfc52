/* What every file of the native part includes first: the stable ABI of CPython 3.11. */
#ifndef PROCVIZ_NATIVE_H
#define PROCVIZ_NATIVE_H

#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030B0000
#include <Python.h>

#endif
