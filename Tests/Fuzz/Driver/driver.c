// libFuzzer's two entry points. Which harness runs is said by the variable HWR_FUZZ_HARNESS: all
// are in one program, so that they are linked once.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

// In Tests/Fuzz/Harnesses/EntryPoints.swift.
long hwr_fuzz_harness_number(const char *name);
void hwr_fuzz_run(long harness_number, const uint8_t *bytes, long byte_count);

int LLVMFuzzerInitialize(int *argument_count, char ***arguments);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t byte_count);

static long harness_number;

int LLVMFuzzerInitialize(int *argument_count, char ***arguments) {
    (void)argument_count;
    (void)arguments;
    const char *name = getenv("HWR_FUZZ_HARNESS");
    harness_number = name == NULL ? -1 : hwr_fuzz_harness_number(name);
    if (harness_number < 0) {
        fprintf(stderr, "fuzz: HWR_FUZZ_HARNESS names no harness; start it by scripts/fuzz\n");
        exit(64);
    }
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t byte_count) {
    hwr_fuzz_run(harness_number, bytes, (long)byte_count);
    return 0;
}
