/* The native part of the probe: what Python itself is too slow for, in the observed process.

   One library has to serve every CPython from 3.11 on, as the observed program's Python is
   another one than the one that it was built by: the stable ABI alone, and nothing that headers
   inline into it. */
#include "native.h"

static PyModuleDef_Slot slots[] = {
    {0, NULL},
};

static struct PyModuleDef module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "_procviz_native",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit__procviz_native(void) { return PyModuleDef_Init(&module); }
