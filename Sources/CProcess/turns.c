#define _GNU_SOURCE
#include "CProcess.h"

#include <errno.h>
#include <sched.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

// The kernel's struct sched_attr, which glibc before 2.41 does not declare.
struct attributes {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
};

int cprocess_ask_for_turns(uint64_t nanoseconds) {
    struct attributes now = {0};
    if (syscall(SYS_sched_getattr, 0, &now, sizeof now, 0) != 0) return errno;
    // For other policies, the field `runtime` has a different meaning.
    if (now.policy != SCHED_OTHER && now.policy != SCHED_BATCH) return 0;
    struct attributes wish = {
        .size = sizeof wish, .policy = now.policy, .nice = now.nice, .runtime = nanoseconds};
    return syscall(SYS_sched_setattr, 0, &wish, 0) == 0 ? 0 : errno;
}
