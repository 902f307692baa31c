/*
 * Loading liborthant. It is not linked: R itself links to some BLAS, whose functions would take the place of those
 * that liborthant brings along, with other threads than it counts on. RTLD_DEEPBIND gives it its own.
 *
 * An OpenBLAS that is older than the processor chooses kernels of 2004 when it is loaded, and can be told better only
 * before that: a child process loads it and is asked.
 */
#define _GNU_SOURCE
#include "library.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

orthant_functions orthant;

enum { how = RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND };

/* The core that OpenBLAS should run, or "". */
static void ask_child(const char* place, char* core, size_t size) {
  core[0] = '\0';
  int ends[2];
  if (pipe(ends) != 0) return;
  const pid_t child = fork();
  if (child == 0) {
    void* library = dlopen(place, how);
    const char* (*ask)(void) = NULL;
    if (library != NULL) *(void**)&ask = dlsym(library, "orthant_better_blas");
    const char* answer = ask != NULL ? ask() : NULL;
    if (answer != NULL) dprintf(ends[1], "%s", answer);
    _exit(0);
  }
  close(ends[1]);
  if (child > 0) {
    const ssize_t got = read(ends[0], core, size - 1);
    core[got > 0 ? got : 0] = '\0';
    waitpid(child, NULL, 0);
  }
  close(ends[0]);
}

const char* orthant_load(const char* place) {
  static char problem[1000];
  char core[64] = "";
  if (getenv("OPENBLAS_CORETYPE") == NULL) ask_child(place, core, sizeof core);
  if (core[0] != '\0') setenv("OPENBLAS_CORETYPE", core, 1);
  void* library = dlopen(place, how);
  if (core[0] != '\0') unsetenv("OPENBLAS_CORETYPE");
  if (library == NULL) {
    snprintf(problem, sizeof problem, "%s; expected liborthant", dlerror());
    return problem;
  }
  const struct {
    const char* name;
    void* function;
  } table[] = {
      {"orthant_version", &orthant.version},   {"orthant_abi", &orthant.abi},
      {"orthant_commands", &orthant.commands}, {"orthant_new", &orthant.new_job},
      {"orthant_free", &orthant.free_job},     {"orthant_dense", &orthant.dense},
      {"orthant_csr", &orthant.csr},           {"orthant_csc", &orthant.csc},
      {"orthant_names", &orthant.names},       {"orthant_run", &orthant.run},
      {"orthant_error", &orthant.error},       {"orthant_results", &orthant.results},
      {"orthant_document", &orthant.document}, {"orthant_result", &orthant.result},
      {"orthant_write", &orthant.write},
  };
  for (size_t k = 0; k < sizeof table / sizeof *table; ++k) {
    *(void**)table[k].function = dlsym(library, table[k].name);
    if (*(void**)table[k].function == NULL) {
      snprintf(problem, sizeof problem, "%s: no function %s; expected a newer liborthant", place, table[k].name);
      return problem;
    }
  }
  if (orthant.abi() != ORTHANT_ABI) {
    snprintf(problem, sizeof problem, "%s: C interface %d; expected %d: compile this package again", place,
             orthant.abi(), ORTHANT_ABI);
    return problem;
  }
  return NULL;
}
