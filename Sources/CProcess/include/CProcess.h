#ifndef CPROCESS_H
#define CPROCESS_H

#include <stddef.h>
#include <stdint.h>

// What must be async-signal-safe, which Swift is not: signal handlers that set flags or end the
// process at once, and what they tell of the process.

// To be called first. Standard streams that are closed are opened on /dev/null, so that no other
// file gets their descriptors. SIGPIPE and SIGXFSZ no longer end the process: the write that causes
// them fails with EPIPE or EFBIG.
void cprocess_begin(void);

// SIGUSR1, SIGUSR2, SIGTERM, SIGINT, SIGHUP and SIGXCPU ask for a stop: the flag below. A second
// SIGINT ends the process with code 130. One that was ignored before, as SIGHUP is under nohup,
// stays ignored. SIGCONT from the parent process asks for a checkpoint. Interrupted system calls
// are restarted. Returns 0, or errno.
int cprocess_install_stop_signals(void);

// The number of the first stop signal that came, 0 if none.
int cprocess_stop_signal(void);

// 1 if a checkpoint was asked for since the last call, else 0.
int cprocess_take_checkpoint_request(void);

// Ends the process with exit_code after some seconds, wherever it hangs then (SIGALRM). Returns 0,
// or errno.
int cprocess_exit_after(unsigned seconds, int exit_code);

// Where a process of a job stands. All are read and written one by one, from any thread or process,
// by the functions below alone.
struct cprocess_place {
    int64_t process;     // its number
    int64_t phase;       // see cprocess_watch_crashes
    int64_t epoch;       // from 1; 0 outside epochs
    int64_t step;        // steps of the epoch that are finished
    int64_t images;      // worked through since the phase began
    int64_t meetings;    // of the job's processes: two for each that is over, one for the present one
    int64_t heartbeats;  // how often its watchdog woke
    int64_t unreached;   // bit r: the network does not reach the host whose lowest rank is r
};

// From now on this process's place is kept in *place, which begins with what was kept so far. To be
// called by the thread that moves on, and not while another one counts images.
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

// A file of zeros without a name, which is gone when nobody has it open or mapped (memfd_create).
// Returns its descriptor, or -1.
int cprocess_make_memory_file(size_t byte_count);

// Sets *flag to 1; returns what it was.
int64_t cprocess_take_flag(int64_t *flag);

// SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT and SIGTRAP write one line with name, signal and place to
// standard error and to the log, and then end the process as without this. name ("rank 2 on node1")
// and phases, the phases' names by number, stay where they are. To be called again when the name
// changes. Returns 0, or errno.
int cprocess_watch_crashes(const char *name, const char *const *phases, int64_t phase_count);

// The file that gets the line, too; -1 for none.
void cprocess_set_crash_log(int descriptor);

// SIGKILL for this process when the thread that started it ends, as its process does at the latest
// (PR_SET_PDEATHSIG). Ends the process if that has just happened. Returns 0, or errno.
int cprocess_die_with_parent(void);

// Reads memory of another process as MPI does for single-copy messages (process_vm_readv). Returns 0,
// or errno: EPERM where the system or the container forbids it.
int cprocess_read_memory(int process, uint64_t address, void *bytes, size_t count);

// Room for more cores than any kernel is built for.
enum { CPROCESS_CORE_WORDS = 128 };

// Bit i % 64 of mask[i / 64] becomes 1 for each core (hardware thread) i that this process may run on
// (sched_getaffinity), all others 0. The mask has CPROCESS_CORE_WORDS words.
void cprocess_read_core_mask(uint64_t *mask);

// Asks the scheduler to let this thread, and those that it starts, run so long before another gets
// its turn. Linux 6.12 follows within 0.1 to 100 ms, older ones ignore it. Returns 0, or errno.
int cprocess_ask_for_turns(uint64_t nanoseconds);

// Writes the ELF build-id of the program in hexadecimal, cut to capacity and ended by 0; nothing
// where the linker left none.
void cprocess_build_id(char *text, size_t capacity);

// Starts the program at path in a process group of its own: nothing on its standard input, standard
// output and error going to the descriptor output (-1: where this process's own go), no signal
// blocked. It gets death_signal when this process ends in whatever way. Returns its process id, or
// -errno when it could not be started.
int cprocess_start(
    const char *path, char *const arguments[], char *const environment[], int output,
    int death_signal);

// Makes this process the parent of those whose parent ends, among all that it has started.
// Returns 0, or errno.
int cprocess_adopt_orphans(void);

#endif
