#ifndef CPROCESS_H
#define CPROCESS_H

#include <stddef.h>

// What must be async-signal-safe, which Swift is not: signal handlers that set flags or end the
// process at once.

// SIGUSR1, SIGTERM and SIGINT ask for a stop: the flag below. A second SIGINT ends the process with
// code 130. SIGCONT from the parent process asks for a checkpoint. Interrupted system calls are
// restarted. Returns 0, or errno.
int cprocess_install_stop_signals(void);

// The number of the first stop signal that came, 0 if none.
int cprocess_stop_signal(void);

// 1 if a checkpoint was asked for since the last call, else 0.
int cprocess_take_checkpoint_request(void);

// Ends the process with exit_code after some seconds, wherever it hangs then (SIGALRM). Returns 0,
// or errno.
int cprocess_exit_after(unsigned seconds, int exit_code);

// Writes the ELF build-id of the program in hexadecimal, cut to capacity and ended by 0; nothing
// where the linker left none.
void cprocess_build_id(char *text, size_t capacity);

#endif
