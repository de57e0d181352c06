#define _GNU_SOURCE
#include "CProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/// Sets the standard streams of a new process. Returns 0, or -1 with errno.
static int redirect(int output) {
    int input = open("/dev/null", O_RDONLY);
    if (input < 0 || dup2(input, STDIN_FILENO) < 0) return -1;
    if (input != STDIN_FILENO) close(input);
    if (output < 0) return 0;
    return dup2(output, STDOUT_FILENO) < 0 || dup2(output, STDERR_FILENO) < 0 ? -1 : 0;
}

// Not posix_spawn, which cannot set the signal that a child gets when its parent dies. Between fork
// and exec, only async-signal-safe functions are called.
int cprocess_start(
    const char *path, char *const arguments[], char *const environment[], int output,
    int death_signal) {
    // A successful exec closes it; otherwise the child writes errno to it.
    int report[2];
    if (pipe2(report, O_CLOEXEC) != 0) return -errno;
    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0) {
        sigset_t none;
        sigemptyset(&none);
        // If the parent died before prctl, the signal will never come: getppid tells.
        if (prctl(PR_SET_PDEATHSIG, death_signal) == 0 && getppid() == parent &&
            setpgid(0, 0) == 0 && redirect(output) == 0 &&
            sigprocmask(SIG_SETMASK, &none, NULL) == 0)
            execve(path, arguments, environment);
        int code = errno;
        ssize_t written = write(report[1], &code, sizeof code);
        _exit(written == sizeof code ? 127 : 126);
    }
    int code = child < 0 ? errno : 0;
    close(report[1]);
    if (child > 0) {
        ssize_t count;
        do count = read(report[0], &code, sizeof code);
        while (count < 0 && errno == EINTR);
        if (count > 0) waitpid(child, NULL, 0);
    }
    close(report[0]);
    return code == 0 ? child : -code;
}

int cprocess_adopt_orphans(void) {
    return prctl(PR_SET_CHILD_SUBREAPER, 1) == 0 ? 0 : errno;
}
