#define _GNU_SOURCE
#include "CProcess.h"

#include <elf.h>
#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct text {
    char *start;
    size_t capacity;
};

static void append_hexadecimal(const unsigned char *bytes, size_t count, struct text *text) {
    for (size_t i = 0; i < count && 2 * i + 3 <= text->capacity; i++)
        snprintf(text->start + 2 * i, 3, "%02x", bytes[i]);
}

/// Finds the build-id in the notes of the first object, which is the program itself; returns 1 to
/// stop there.
static int visit(struct dl_phdr_info *object, size_t size, void *context) {
    (void)size;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &object->dlpi_phdr[i];
        if (header->p_type != PT_NOTE) continue;
        const char *at = (const char *)(object->dlpi_addr + header->p_vaddr);
        const char *end = at + header->p_memsz;
        while (at + sizeof(ElfW(Nhdr)) <= end) {
            const ElfW(Nhdr) *note = (const void *)at;
            const char *name = at + sizeof *note;
            const char *content = name + ((note->n_namesz + 3u) & ~3u);
            if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == 4 && !memcmp(name, "GNU", 4))
                append_hexadecimal((const unsigned char *)content, note->n_descsz, context);
            at = content + ((note->n_descsz + 3u) & ~3u);
        }
    }
    return 1;
}

void cprocess_build_id(char *text, size_t capacity) {
    struct text target = {text, capacity};
    if (capacity == 0) return;
    text[0] = '\0';
    dl_iterate_phdr(visit, &target);
}
