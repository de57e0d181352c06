#define _GNU_SOURCE
#include "CProcess.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

// Everything that on_crash calls is async-signal-safe: no stdio, no allocation, no locks.

static const char *own_name = "a process";
static const char *const *phase_names = NULL;
static int64_t phase_name_count = 0;
static int log_descriptor = -1;

struct crash {
    int signal;
    const char *name;
};

static const struct crash crashes[] = {
    {SIGSEGV, "SIGSEGV (invalid memory)"},  {SIGBUS, "SIGBUS (memory that is not there)"},
    {SIGILL, "SIGILL (trap)"},              {SIGFPE, "SIGFPE (arithmetic)"},
    {SIGABRT, "SIGABRT (abort)"},           {SIGTRAP, "SIGTRAP (trap)"},
};

struct line {
    char bytes[512];
    size_t count;
};

static void append(struct line *line, const char *text) {
    // One byte stays free for the newline.
    while (*text != '\0' && line->count + 1 < sizeof line->bytes)
        line->bytes[line->count++] = *text++;
}

// Padded with leading zeros to `width` digits.
static void append_number(struct line *line, int64_t number, int width) {
    char digits[24];
    char *next = digits + sizeof digits - 1;
    *next = '\0';
    uint64_t rest = number < 0 ? 0 : (uint64_t)number;
    for (int count = 0; rest > 0 || count < width || count == 0; count++) {
        *--next = (char)('0' + rest % 10);
        rest /= 10;
    }
    append(line, next);
}

// The time in UTC, in the format of the other log lines. Not by gmtime_r, which may take a lock.
// The calendar is computed with years that begin in March (H. Hinnant, "chrono-compatible low-level
// date algorithms").
static void append_time(struct line *line) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    int64_t days = now.tv_sec / 86400 + 719468;
    int64_t seconds = now.tv_sec % 86400;
    int64_t era = days / 146097;
    int64_t day_of_era = days % 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day + 2) / 153;
    append_number(line, year_of_era + era * 400 + (month >= 10), 4);
    append(line, "-");
    append_number(line, month < 10 ? month + 3 : month - 9, 2);
    append(line, "-");
    append_number(line, day - (153 * month + 2) / 5 + 1, 2);
    append(line, "T");
    append_number(line, seconds / 3600, 2);
    append(line, ":");
    append_number(line, seconds / 60 % 60, 2);
    append(line, ":");
    append_number(line, seconds % 60, 2);
    append(line, "Z ");
}

static void append_place(struct line *line, const struct cprocess_place *place) {
    if (place->phase >= 0 && place->phase < phase_name_count) {
        append(line, " while ");
        append(line, phase_names[place->phase]);
    }
    if (place->epoch == 0) return;
    append(line, ", epoch ");
    append_number(line, place->epoch, 1);
    append(line, ", after step ");
    append_number(line, place->step, 1);
}

static void on_crash(int signal) {
    struct line line = {.count = 0};
    append_time(&line);
    size_t time_length = line.count;
    append(&line, own_name);
    append(&line, " crashed: ");
    for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++)
        if (crashes[i].signal == signal) append(&line, crashes[i].name);
    struct cprocess_place place = cprocess_read_place(cprocess_own_place());
    append_place(&line, &place);
    line.bytes[line.count++] = '\n';
    ssize_t written = write(STDERR_FILENO, line.bytes + time_length, line.count - time_length);
    if (log_descriptor >= 0) written = write(log_descriptor, line.bytes, line.count);
    (void)written;
    // SA_RESETHAND has restored the default action, which the signal triggers when this function
    // returns.
    raise(signal);
}

static int give_stack(void) {
    static void *memory = NULL;
    if (memory != NULL) return 0;
    // The handler needs a stack of its own: after a stack overflow, the other one has no room for
    // it.
    size_t size = (size_t)SIGSTKSZ < (64 << 10) ? 64 << 10 : (size_t)SIGSTKSZ;
    memory = malloc(size);
    if (memory == NULL) return ENOMEM;
    stack_t stack = {.ss_sp = memory, .ss_size = size};
    return sigaltstack(&stack, NULL) == 0 ? 0 : errno;
}

int cprocess_watch_crashes(const char *name, const char *const *phases, int64_t phase_count) {
    own_name = name;
    phase_names = phases;
    phase_name_count = phase_count;
    int code = give_stack();
    for (size_t i = 0; i < sizeof crashes / sizeof *crashes && code == 0; i++) {
        struct sigaction action;
        memset(&action, 0, sizeof action);
        action.sa_handler = on_crash;
        action.sa_flags = SA_ONSTACK | (int)SA_RESETHAND;
        sigemptyset(&action.sa_mask);
        if (sigaction(crashes[i].signal, &action, NULL) != 0) code = errno;
    }
    return code;
}

void cprocess_set_crash_log(int descriptor) { log_descriptor = descriptor; }
