"""How true the log is: programs run once under strace and procviz together, and both compared.

uv run python -m tests.fidelity [NAME…]          a table; status 1 if anything differs
uv run python -m tests.fidelity --strace         what `--strace` tells, against strace's own text
uv run python -m tests.fidelity --forks 10       1,000 times fork, _exit and waitpid, ten times over
uv run python -m tests.fidelity --kill 500       processes killed at random moments
"""
