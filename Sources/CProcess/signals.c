#define _GNU_SOURCE
#include "CProcess.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t stop_signal = 0;
static volatile sig_atomic_t interrupt_count = 0;
static volatile sig_atomic_t wants_checkpoint = 0;
static volatile sig_atomic_t alarm_exit_code = 0;

static void on_stop(int signal) {
    if (signal == SIGINT) {
        if (interrupt_count > 0) _exit(130);
        interrupt_count = 1;
    }
    if (stop_signal == 0) stop_signal = signal;
}

// mpirun and orted, the parents of ranks, send SIGCONT one second before SIGTERM: time for a last
// checkpoint.
static void on_continue(int signal, siginfo_t *info, void *context) {
    (void)signal;
    (void)context;
    if (info->si_pid == getppid()) wants_checkpoint = 1;
}

static void on_alarm(int signal) {
    (void)signal;
    _exit(alarm_exit_code);
}

static int install(int signal, void (*handler)(int)) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    return sigaction(signal, &action, NULL) == 0 ? 0 : errno;
}

int cprocess_install_stop_signals(void) {
    static const int stops[] = {SIGUSR1, SIGUSR2, SIGTERM, SIGINT, SIGHUP, SIGXCPU};
    for (unsigned i = 0; i < sizeof stops / sizeof *stops; i++) {
        struct sigaction before;
        if (sigaction(stops[i], NULL, &before) == 0 && before.sa_handler == SIG_IGN) continue;
        int code = install(stops[i], on_stop);
        if (code != 0) return code;
    }
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_continue;
    action.sa_flags = SA_RESTART | SA_SIGINFO;
    sigemptyset(&action.sa_mask);
    return sigaction(SIGCONT, &action, NULL) == 0 ? 0 : errno;
}

int cprocess_stop_signal(void) { return stop_signal; }

int cprocess_take_checkpoint_request(void) {
    if (!wants_checkpoint) return 0;
    wants_checkpoint = 0;
    return 1;
}

int cprocess_exit_after(unsigned seconds, int exit_code) {
    alarm_exit_code = exit_code;
    int code = install(SIGALRM, on_alarm);
    if (code == 0) alarm(seconds);
    return code;
}
