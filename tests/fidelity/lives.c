/* Processes as only C makes them: ./lives MODE [COUNT].  Linked statically: no probe gets in. */

#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;
static int count = 20;

static void again(char *mode, char *number) {
    char *argv[] = {"lives", mode, number, NULL};
    execv("/proc/self/exe", argv);
    _exit(127);
}

static void wait_for_all(void) {
    while (wait(NULL) > 0) {
    }
}

static pid_t child_that_exits(int code) {
    pid_t child = fork();
    if (child == 0) _exit(code);
    return child;
}

static void storm(void) {
    for (int i = 0; i < count; i++) waitpid(child_that_exits(i & 0xFF), NULL, 0);
}

static void crowd(void) {
    for (int i = 0; i < count; i++) child_that_exits(i & 0xFF);
    wait_for_all();
}

static void by_vfork(void) {
    for (volatile int i = 0; i < count; i++) {
        if (vfork() == 0) {
            if (i & 1) _exit(i);
            again("exit", "3");
        }
        wait(NULL);
    }
}

static void by_posix_spawn(void) {
    char *argv[] = {"lives", "exit", "4", NULL};
    pid_t child;
    for (int i = 0; i < count; i++) {
        posix_spawn(&child, "/proc/self/exe", NULL, NULL, argv, environ);
        waitpid(child, NULL, 0);
    }
}

static void make_daemon(void) {
    if (fork() == 0) {
        setsid();
        if (fork() == 0) {
            usleep(50000);
            _exit(9);
        }
        _exit(0);
    }
    wait(NULL);
}

static void orphans(int lifetime) {
    for (int i = 0; i < count; i++) {
        if (fork() == 0) {
            if (fork() == 0) {
                usleep(lifetime);
                _exit(i);
            }
            _exit(0);
        }
        if (!lifetime) wait(NULL);
    }
    if (lifetime) wait_for_all();
}

static void subreaper(void) {
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    orphans(900000); /* long enough to be seen with their new parent */
}

static void *one_thread(void *unused) {
    for (int i = 0; i < count; i++) waitpid(child_that_exits(i), NULL, 0);
    return unused;
}

static void threads(void) {
    pthread_t all[4];
    for (int i = 0; i < 4; i++) pthread_create(&all[i], NULL, one_thread, NULL);
    for (int i = 0; i < 4; i++) pthread_join(all[i], NULL);
}

static void *thread_execs(void *unused) {
    again("exit", "7");
    return unused;
}

static void exec_from_thread(void) {
    pthread_t thread;
    for (int i = 0; i < 3; i++) {
        if (fork() == 0) {
            pthread_create(&thread, NULL, thread_execs, NULL);
            pause();
        }
        wait(NULL);
    }
    pthread_create(&thread, NULL, thread_execs, NULL);
    pthread_join(thread, NULL);
}

static void *thread_exits(void *code) {
    usleep(50000);
    if (code) exit((int)(long)code);
    return NULL;
}

static void leader_leaves_first(void) {
    pthread_t thread;
    if (fork() == 0) { /* the process goes on without its first thread, and ends with 0 */
        pthread_create(&thread, NULL, thread_exits, NULL);
        pthread_exit(NULL);
    }
    if (fork() == 0) {
        pthread_create(&thread, NULL, thread_exits, (void *)5L);
        pthread_exit(NULL);
    }
    wait_for_all();
}

static void *thread_sleeps(void *unused) {
    pause();
    return unused;
}

static void killed_with_threads(void) {
    pthread_t thread;
    for (int i = 0; i < 5; i++) {
        pid_t child = fork();
        if (child == 0) {
            for (int j = 0; j < 4; j++) pthread_create(&thread, NULL, thread_sleeps, NULL);
            pause();
        }
        usleep(2000);
        kill(child, i & 1 ? SIGKILL : SIGTERM);
        waitpid(child, NULL, 0);
    }
}

static void nobody_waits(int flags) {
    struct sigaction action = {.sa_handler = flags ? SIG_DFL : SIG_IGN, .sa_flags = flags};
    sigaction(SIGCHLD, &action, NULL);
    for (int i = 0; i < count; i++) child_that_exits(i);
    wait_for_all();
    usleep(500000); /* only who is still there can be asked what it ignores */
}

static void deaths(void) {
    int how[] = {SIGKILL, SIGTERM, SIGSEGV, SIGABRT, SIGRTMIN + 3, SIGRTMAX};
    for (size_t i = 0; i < sizeof how / sizeof *how; i++) {
        pid_t child = fork();
        if (child == 0) {
            if (i & 1) raise(how[i]);
            pause();
        }
        if (!(i & 1)) kill(child, how[i]);
        waitpid(child, NULL, 0);
    }
}

static void looks_before_it_reaps(void) {
    siginfo_t info;
    for (int i = 0; i < count; i++) {
        pid_t child = child_that_exits(i);
        waitid(P_PID, child, &info, WEXITED | WNOWAIT);
        waitid(P_PID, child, i & 1 ? &info : NULL, WEXITED);
    }
}

int main(int argc, char **argv) {
    const char *mode = argc > 1 ? argv[1] : "";
    if (argc > 2) count = atoi(argv[2]);
    if (!strcmp(mode, "exit")) return count;
    else if (!strcmp(mode, "storm")) storm();
    else if (!strcmp(mode, "crowd")) crowd();
    else if (!strcmp(mode, "vfork")) by_vfork();
    else if (!strcmp(mode, "posix-spawn")) by_posix_spawn();
    else if (!strcmp(mode, "daemon")) make_daemon();
    else if (!strcmp(mode, "orphans")) orphans(0);
    else if (!strcmp(mode, "subreaper")) subreaper();
    else if (!strcmp(mode, "threads")) threads();
    else if (!strcmp(mode, "thread-exec")) exec_from_thread();
    else if (!strcmp(mode, "leader")) leader_leaves_first();
    else if (!strcmp(mode, "thread-kill")) killed_with_threads();
    else if (!strcmp(mode, "ignored")) nobody_waits(0);
    else if (!strcmp(mode, "nocldwait")) nobody_waits(SA_NOCLDWAIT);
    else if (!strcmp(mode, "deaths")) deaths();
    else if (!strcmp(mode, "waitid")) looks_before_it_reaps();
    else return fprintf(stderr, "no mode %s\n", mode), 2;
    return 0;
}
