/* The first process of a run, while it is held: what Python would do here, see warden.py.
 *
 *     held GATE FAILED COUNT PATH... ARGUMENT...
 *
 * Says in FAILED that it is ready, waits for a byte in GATE, and becomes the program: the first of
 * the COUNT paths that can be executed, with these arguments and the environment that it has.  At
 * the end of file it exits; where none can be executed, it says why in FAILED.
 *
 * A process that was forked from a Python gives back all of that one's memory in execve(2), which
 * takes half a millisecond of the program's time; this one has next to none.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LEAVE 127 /* as a shell that finds no program */
#define GIVEN 4   /* words before the paths */

extern char **environ;

/* As os.execvpe: a folder without it is passed over, the first other error is the one to tell. */
static int become(char **paths, int count, char **argv)
{
    int last = ENOENT, other = 0;

    for (int i = 0; i < count; i++) {
        execve(paths[i], argv, environ);
        last = errno;
        if (!other && last != ENOENT && last != ENOTDIR)
            other = last;
    }
    return other ? other : last;
}

int main(int argc, char **argv)
{
    int gate, failed, count, size;
    char letter, text[16];
    ssize_t got;

    if (argc <= GIVEN)
        return LEAVE;
    gate = atoi(argv[1]);
    failed = atoi(argv[2]);
    count = atoi(argv[3]);
    if (count < 1 || count >= argc - GIVEN)
        return LEAVE;
    fcntl(gate, F_SETFD, FD_CLOEXEC);
    fcntl(failed, F_SETFD, FD_CLOEXEC);
    if (write(failed, "r", 1) != 1)
        return LEAVE;
    do
        got = read(gate, &letter, 1);
    while (got < 0 && errno == EINTR);
    if (got != 1)
        return LEAVE;
    size = snprintf(text, sizeof text, "%d", become(argv + GIVEN, count, argv + GIVEN + count));
    if (write(failed, text, (size_t)size) != size)
        return LEAVE;
    return LEAVE;
}
