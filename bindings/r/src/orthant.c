/*
 * Jobs of liborthant in R. A job is an external pointer, which keeps what the job was given: matrices are not copied.
 *
 *   orthant_r_load(place)                                      load the library, once
 *   orthant_r_run(command, matrices, names, options, progress) list(job, line of the error or NULL, how it ended)
 *   orthant_r_results(job), orthant_r_document(job, name)      texts
 *   orthant_r_matrix(job, name)                                a matrix of R's
 *   orthant_r_write(job, folder)
 */
#define R_NO_REMAP /* error is a function of orthant.h here */
#include "library.h"

#include <R.h>
#include <R_ext/Rdynload.h>
#include <Rinternals.h>
#include <string.h>

static void end_job(SEXP pointer) {
  orthant_job* job = R_ExternalPtrAddr(pointer);
  if (job != NULL) orthant.free_job(job);
  R_ClearExternalPtr(pointer);
}

static orthant_job* job_of(SEXP pointer) {
  orthant_job* job = R_ExternalPtrAddr(pointer);
  if (job == NULL) Rf_error("the job has ended with the session that ran it; expected a result of this session");
  return job;
}

static const char* text_of(SEXP text) {
  return Rf_translateCharUTF8(STRING_ELT(text, 0));
}

static SEXP element(SEXP list, const char* name) {
  SEXP names = Rf_getAttrib(list, R_NamesSymbol);
  for (R_xlen_t k = 0; k < XLENGTH(list); ++k)
    if (strcmp(CHAR(STRING_ELT(names, k)), name) == 0) return VECTOR_ELT(list, k);
  return R_NilValue;
}

/* A matrix of doubles, or list(by, dim, start, index, entries) with `by` csc or csr. */
static orthant_status give_matrix(orthant_job* job, const char* name, SEXP matrix) {
  MARK_NOT_MUTABLE(matrix);
  if (TYPEOF(matrix) == REALSXP) {
    const int* dim = INTEGER(Rf_getAttrib(matrix, R_DimSymbol));
    return orthant.dense(job, name, ORTHANT_DOUBLE, dim[0], dim[1], 1, dim[0], REAL(matrix));
  }
  const int* dim = INTEGER(element(matrix, "dim"));
  const int* start = INTEGER(element(matrix, "start"));
  const int* index = INTEGER(element(matrix, "index"));
  const double* entries = REAL(element(matrix, "entries"));
  const int by_columns = strcmp(text_of(element(matrix, "by")), "csc") == 0;
  return (by_columns ? orthant.csc : orthant.csr)(job, name, ORTHANT_DOUBLE, dim[0], dim[1], ORTHANT_INT32, start,
                                                  index, entries);
}

static orthant_status give_names(orthant_job* job, const char* name, SEXP texts) {
  const R_xlen_t count = XLENGTH(texts);
  const char** copies = (const char**)R_alloc(count > 0 ? count : 1, sizeof *copies);
  for (R_xlen_t k = 0; k < count; ++k) copies[k] = Rf_translateCharUTF8(STRING_ELT(texts, k));
  return orthant.names(job, name, count, copies);
}

/* How a job ended that did not fail. */
enum { finished = 0, stopped = 1, interrupted = 2, failed = 3 };

struct listener {
  SEXP progress; /* a function of (share, words), or NULL */
  int ended;
};

static void check_interrupt(void* nothing) {
  (void)nothing;
  R_CheckUserInterrupt();
}

/* Nothing of R's may jump across the library: both calls come back whatever happens. */
static int told(void* context, double share, const char* words) {
  struct listener* listener = context;
  if (!R_ToplevelExec(check_interrupt, NULL)) {
    listener->ended = interrupted;
  } else if (listener->progress != R_NilValue) {
    SEXP call = PROTECT(Rf_lang3(listener->progress, PROTECT(Rf_ScalarReal(share)), PROTECT(Rf_mkString(words))));
    int error = 0;
    SEXP answer = R_tryEvalSilent(call, R_GlobalEnv, &error);
    if (error)
      listener->ended = failed;
    else if (TYPEOF(answer) == LGLSXP && XLENGTH(answer) == 1 && LOGICAL(answer)[0] == 0)
      listener->ended = stopped;
    UNPROTECT(3);
  }
  return listener->ended != finished;
}

static SEXP run(SEXP command, SEXP matrices, SEXP names, SEXP options, SEXP progress) {
  orthant_job* job = orthant.new_job(text_of(command));
  if (job == NULL) Rf_error("%s: no such command, or no memory", text_of(command));
  SEXP pointer = PROTECT(R_MakeExternalPtr(job, R_NilValue, matrices));
  R_RegisterCFinalizerEx(pointer, end_job, TRUE);

  orthant_status status = ORTHANT_OK;
  SEXP given = Rf_getAttrib(matrices, R_NamesSymbol);
  for (R_xlen_t k = 0; k < XLENGTH(matrices) && status == ORTHANT_OK; ++k)
    status = give_matrix(job, CHAR(STRING_ELT(given, k)), VECTOR_ELT(matrices, k));
  given = Rf_getAttrib(names, R_NamesSymbol);
  for (R_xlen_t k = 0; k < XLENGTH(names) && status == ORTHANT_OK; ++k)
    status = give_names(job, CHAR(STRING_ELT(given, k)), VECTOR_ELT(names, k));
  struct listener listener = {progress, finished};
  if (status == ORTHANT_OK) status = orthant.run(job, text_of(options), told, &listener);

  SEXP out = PROTECT(Rf_allocVector(VECSXP, 3));
  SET_VECTOR_ELT(out, 0, pointer);
  if (status != ORTHANT_OK) SET_VECTOR_ELT(out, 1, Rf_ScalarString(Rf_mkCharCE(orthant.error(job), CE_UTF8)));
  SET_VECTOR_ELT(out, 2, Rf_ScalarInteger(listener.ended));
  UNPROTECT(2);
  return out;
}

static SEXP text_or_null(const char* text) {
  return text == NULL ? R_NilValue : Rf_ScalarString(Rf_mkCharCE(text, CE_UTF8));
}

static SEXP results(SEXP pointer) {
  return text_or_null(orthant.results(job_of(pointer)));
}

static SEXP document(SEXP pointer, SEXP name) {
  return text_or_null(orthant.document(job_of(pointer), text_of(name)));
}

static SEXP matrix(SEXP pointer, SEXP name) {
  const orthant_matrix found = orthant.result(job_of(pointer), text_of(name));
  if (found.entries == NULL) return R_NilValue;
  SEXP out = PROTECT(Rf_allocMatrix(REALSXP, (int)found.rows, (int)found.cols));
  double* entries = REAL(out);
  for (int64_t j = 0; j < found.cols; ++j)
    for (int64_t i = 0; i < found.rows; ++i)
      *entries++ = found.entries[i * found.row_stride + j * found.col_stride];
  UNPROTECT(1);
  return out;
}

static SEXP write_results(SEXP pointer, SEXP folder) {
  orthant_job* job = job_of(pointer);
  if (orthant.write(job, text_of(folder)) != ORTHANT_OK) Rf_error("%s", orthant.error(job));
  return folder;
}

static SEXP load(SEXP place) {
  const char* asked = text_of(place);
  const char* problem = orthant_load(asked[0] != '\0' ? asked : ORTHANT_LIBRARY);
  if (problem != NULL) Rf_error("%s", problem);
  return Rf_mkString(orthant.version());
}

static const R_CallMethodDef calls[] = {
    {"orthant_r_load", (DL_FUNC)&load, 1},         {"orthant_r_run", (DL_FUNC)&run, 5},
    {"orthant_r_results", (DL_FUNC)&results, 1},   {"orthant_r_document", (DL_FUNC)&document, 2},
    {"orthant_r_matrix", (DL_FUNC)&matrix, 2},     {"orthant_r_write", (DL_FUNC)&write_results, 2},
    {NULL, NULL, 0},
};

void R_init_orthant(DllInfo* library) {
  R_registerRoutines(library, NULL, calls, NULL, NULL);
  R_useDynamicSymbols(library, FALSE);
}
