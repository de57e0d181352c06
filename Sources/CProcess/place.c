#define _GNU_SOURCE
#include "CProcess.h"

#include <sys/mman.h>
#include <unistd.h>

static struct cprocess_place first_place;
static struct cprocess_place *current_place = &first_place;

static int64_t get(const int64_t *field) { return __atomic_load_n(field, __ATOMIC_RELAXED); }
static void set(int64_t *field, int64_t value) { __atomic_store_n(field, value, __ATOMIC_RELAXED); }
static void add(int64_t *field, int64_t value) {
    __atomic_fetch_add(field, value, __ATOMIC_RELAXED);
}

struct cprocess_place *cprocess_own_place(void) {
    return __atomic_load_n(&current_place, __ATOMIC_ACQUIRE);
}

struct cprocess_place cprocess_read_place(const struct cprocess_place *place) {
    return (struct cprocess_place){
        .process = get(&place->process),
        .phase = get(&place->phase),
        .epoch = get(&place->epoch),
        .step = get(&place->step),
        .images = get(&place->images),
        .meetings = get(&place->meetings),
        .heartbeats = get(&place->heartbeats),
        .unreached = get(&place->unreached),
    };
}

void cprocess_write_place(struct cprocess_place *place, const struct cprocess_place *value) {
    set(&place->process, value->process);
    set(&place->phase, value->phase);
    set(&place->epoch, value->epoch);
    set(&place->step, value->step);
    set(&place->images, value->images);
    set(&place->meetings, value->meetings);
    set(&place->heartbeats, value->heartbeats);
    set(&place->unreached, value->unreached);
}

void cprocess_keep_place(struct cprocess_place *place) {
    struct cprocess_place value = cprocess_read_place(cprocess_own_place());
    value.process = getpid();
    cprocess_write_place(place, &value);
    __atomic_store_n(&current_place, place, __ATOMIC_RELEASE);
}

void cprocess_enter_phase(int64_t phase) {
    struct cprocess_place *place = cprocess_own_place();
    if (get(&place->phase) == phase) return;
    set(&place->images, 0);
    set(&place->phase, phase);
}

void cprocess_set_step(int64_t epoch, int64_t step) {
    struct cprocess_place *place = cprocess_own_place();
    set(&place->epoch, epoch);
    set(&place->step, step);
}

void cprocess_count_images(int64_t count) { add(&cprocess_own_place()->images, count); }
void cprocess_begin_meeting(void) { add(&cprocess_own_place()->meetings, 1); }
void cprocess_end_meeting(void) { add(&cprocess_own_place()->meetings, 1); }
void cprocess_beat(void) { add(&cprocess_own_place()->heartbeats, 1); }
void cprocess_set_unreached(int64_t ranks) { set(&cprocess_own_place()->unreached, ranks); }

int cprocess_make_memory_file(size_t byte_count) {
    int file = memfd_create("hwr-dist-places", MFD_CLOEXEC);
    if (file >= 0 && ftruncate(file, (off_t)byte_count) != 0) {
        close(file);
        file = -1;
    }
    return file;
}

int64_t cprocess_take_flag(int64_t *flag) { return __atomic_exchange_n(flag, 1, __ATOMIC_ACQ_REL); }
