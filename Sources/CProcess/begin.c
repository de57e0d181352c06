#define _GNU_SOURCE
#include "CProcess.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static void do_nothing(int signal) { (void)signal; }

static void open_standard_streams(void) {
    // open() returns the lowest free descriptor.
    int descriptor;
    do descriptor = open("/dev/null", O_RDWR);
    while (descriptor >= 0 && descriptor <= STDERR_FILENO);
    if (descriptor > STDERR_FILENO) close(descriptor);
}

// Ignores a signal in this process only: an empty handler instead of SIG_IGN, which programs that
// it starts would inherit.
static void ignore_in_this_process(int signal) {
    struct sigaction action;
    if (sigaction(signal, NULL, &action) != 0 || action.sa_handler == SIG_IGN) return;
    memset(&action, 0, sizeof action);
    action.sa_handler = do_nothing;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    (void)sigaction(signal, &action, NULL);
}

void cprocess_begin(void) {
    open_standard_streams();
    ignore_in_this_process(SIGPIPE);
    ignore_in_this_process(SIGXFSZ);
}
