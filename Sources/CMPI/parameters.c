#define _GNU_SOURCE
#include "parameters.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Where Debian's Open MPI reads the system's parameters.
static const char system_file[] = "/etc/openmpi/openmpi-mca-params.conf";
static const char user_file[] = ".openmpi/mca-params.conf";

// Whether the file has a line `name = value`.
static int file_sets(const char *path, const char *name) {
    FILE *file = fopen(path, "re");
    if (file == NULL) return 0;
    char line[1024];
    int is_set = 0;
    while (!is_set && fgets(line, sizeof line, file) != NULL) {
        const char *begin = line + strspn(line, " \t");
        size_t length = strcspn(begin, " \t=\n");
        is_set = length == strlen(name) && strncmp(begin, name, length) == 0;
    }
    fclose(file);
    return is_set;
}

void cmpi_set_default(const char *name, const char *value) {
    char variable[128];
    snprintf(variable, sizeof variable, "OMPI_MCA_%s", name);
    if (getenv(variable) != NULL || file_sets(system_file, name)) return;
    const char *home = getenv("HOME");
    if (home != NULL) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", home, user_file);
        if (file_sets(path, name)) return;
    }
    setenv(variable, value, 1);
}
