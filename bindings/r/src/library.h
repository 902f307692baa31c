/* liborthant, loaded when the package is. */
#ifndef ORTHANT_R_LIBRARY_H
#define ORTHANT_R_LIBRARY_H

#include <orthant/orthant.h>

/* Functions of orthant.h, under their names. */
typedef struct {
  __typeof__(&orthant_version) version;
  __typeof__(&orthant_abi) abi;
  __typeof__(&orthant_commands) commands;
  __typeof__(&orthant_new) new_job;
  __typeof__(&orthant_free) free_job;
  __typeof__(&orthant_dense) dense;
  __typeof__(&orthant_csr) csr;
  __typeof__(&orthant_csc) csc;
  __typeof__(&orthant_names) names;
  __typeof__(&orthant_run) run;
  __typeof__(&orthant_error) error;
  __typeof__(&orthant_results) results;
  __typeof__(&orthant_document) document;
  __typeof__(&orthant_result) result;
  __typeof__(&orthant_write) write;
} orthant_functions;

extern orthant_functions orthant;

/* NULL, or why there is no library. */
const char* orthant_load(const char* place);

#endif
