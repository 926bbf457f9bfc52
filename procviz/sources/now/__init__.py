"""Where a Python process stands now, read from outside: no stop, no cost for the program.

The log holds each line of a process once between two other events, so one that computes or hangs
shows its last *new* line.  Here its stack is read from its memory, as py-spy does: `elf` finds the
interpreter's state in the file that the process has mapped, `offsets` knows its layout, `frames`
walks from there to the code objects, `lines` decodes their tables.  All of that is pure over a
function ``read(address, size)``; only `reader` touches the system.

The process goes on meanwhile, so what is read is checked, twice, and left out where in doubt.
"""
