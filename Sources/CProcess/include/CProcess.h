#ifndef CPROCESS_H
#define CPROCESS_H

#include <stddef.h>
#include <stdint.h>

// Functions about this process that Swift cannot provide: what must be async-signal-safe (signal
// handlers, and what they print), and Linux system calls without a Swift interface.

// Must be called first. Opens closed standard streams on /dev/null, so that no other file gets
// their descriptors. Makes SIGPIPE and SIGXFSZ harmless: the write that causes them fails with
// EPIPE or EFBIG instead.
void cprocess_begin(void);

// Installs handlers: SIGUSR1, SIGUSR2, SIGTERM, SIGINT, SIGHUP and SIGXCPU set the flag that
// cprocess_stop_signal returns. A second SIGINT ends the process with code 130. A signal that was
// ignored before, as SIGHUP under nohup, stays ignored. SIGCONT from the parent process asks for a
// checkpoint. Interrupted system calls are restarted. Returns 0, or errno.
int cprocess_install_stop_signals(void);

// The number of the first stop signal that arrived; 0 if none has.
int cprocess_stop_signal(void);

// 1 if a checkpoint was asked for since the last call, else 0.
int cprocess_take_checkpoint_request(void);

// Ends the process with exit_code after some seconds, even if it hangs (SIGALRM). Returns 0, or
// errno.
int cprocess_exit_after(unsigned seconds, int exit_code);

// The progress of a process of a job, for the watchdog and for crash reports. Other processes may
// read it through shared memory at any time, so each field is accessed atomically, only by the
// functions below.
struct cprocess_place {
    int64_t process;     // process id
    int64_t phase;       // index of the phase (Swift: Phase) in the names of cprocess_watch_crashes
    int64_t epoch;       // from 1; 0 outside epochs
    int64_t step;        // number of finished steps of the epoch
    int64_t images;      // number of images processed since the phase began
    int64_t meetings;    // raised at begin and end of each collective operation: odd inside one
    int64_t heartbeats;  // how often the process's watchdog has woken up
    int64_t unreached;   // bit r: the network does not reach the host whose lowest rank is r
};

// From now on, this process's progress is recorded in *place, to which the current values are
// copied first. Must be called by the thread that records phases and steps, while no other thread
// counts images.
void cprocess_keep_place(struct cprocess_place *place);
struct cprocess_place *cprocess_own_place(void);
struct cprocess_place cprocess_read_place(const struct cprocess_place *place);
void cprocess_write_place(struct cprocess_place *place, const struct cprocess_place *value);

void cprocess_enter_phase(int64_t phase);
void cprocess_set_step(int64_t epoch, int64_t step);
void cprocess_count_images(int64_t count);
void cprocess_begin_meeting(void);
void cprocess_end_meeting(void);
void cprocess_beat(void);
void cprocess_set_unreached(int64_t ranks);

// Creates an anonymous file of zeros, which exists as long as it is open or mapped somewhere
// (memfd_create). Returns its descriptor, or -1.
int cprocess_make_memory_file(size_t byte_count);

// Atomically sets *flag to 1 and returns its previous value.
int64_t cprocess_take_flag(int64_t *flag);

// On SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT and SIGTRAP, writes one line with name, signal and
// progress to standard error and to the log, before the process ends as it would without this.
// `name` ("rank 2 on node1") and `phases`, the names of the phases by index, are not copied: they
// must outlive the process. May be called again with another name. Returns 0, or errno.
int cprocess_watch_crashes(const char *name, const char *const *phases, int64_t phase_count);

// The file that the line is also written to; -1 for none.
void cprocess_set_crash_log(int descriptor);

// This process gets SIGKILL when the thread that started it ends, at the latest with that thread's
// process (PR_SET_PDEATHSIG). If that has already happened, it ends at once. Returns 0, or errno.
int cprocess_die_with_parent(void);

// Reads another process's memory, as MPI does for single-copy messages (process_vm_readv). Returns
// 0, or errno: EPERM if the system or the container forbids it.
int cprocess_read_memory(int process, uint64_t address, void *bytes, size_t count);

// Enough for more cores than any kernel supports.
enum { CPROCESS_CORE_WORDS = 128 };

// Sets bit i % 64 of mask[i / 64] for each core (hardware thread) i that this process may run on,
// and clears all others (sched_getaffinity). The mask has CPROCESS_CORE_WORDS words.
void cprocess_read_core_mask(uint64_t *mask);

// Requests a time slice: how long the scheduler should let this thread, and threads that it starts,
// run before another one gets the core (sched_setattr). Linux 6.12 honours 0.1 to 100 ms; older
// kernels ignore it. Returns 0, or errno.
int cprocess_ask_for_turns(uint64_t nanoseconds);

// Writes the program's ELF build-id in hexadecimal, truncated to capacity and terminated by 0; the
// empty string if the linker did not add one.
void cprocess_build_id(char *text, size_t capacity);

// Starts the program at path in a process group of its own, with standard input from /dev/null,
// standard output and error to the descriptor `output` (-1: where this process's own go), and no
// signal blocked. It gets death_signal when this process ends, however it ends. Returns its process
// id, or -errno if it could not be started.
int cprocess_start(
    const char *path, char *const arguments[], char *const environment[], int output,
    int death_signal);

// Makes this process a subreaper: descendants whose parent ends become its children
// (PR_SET_CHILD_SUBREAPER). Returns 0, or errno.
int cprocess_adopt_orphans(void);

#endif
