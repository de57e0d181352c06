#define _GNU_SOURCE
#include "CProcess.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static void on_failed_write(int signal) { (void)signal; }

static void open_standard_streams(void) {
    // open() takes the lowest free descriptor.
    int descriptor;
    do descriptor = open("/dev/null", O_RDWR);
    while (descriptor >= 0 && descriptor <= STDERR_FILENO);
    if (descriptor > STDERR_FILENO) close(descriptor);
}

// An empty handler and not SIG_IGN, which programs that this one starts would inherit.
static void survive(int signal) {
    struct sigaction action;
    if (sigaction(signal, NULL, &action) != 0 || action.sa_handler == SIG_IGN) return;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_failed_write;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    (void)sigaction(signal, &action, NULL);
}

void cprocess_begin(void) {
    open_standard_streams();
    survive(SIGPIPE);
    survive(SIGXFSZ);
}
