/*
 * orthant in C: what the programs do, on data in the caller's memory. Python, R and Julia stand on this.
 *
 *   orthant_job* job = orthant_new("recover");
 *   orthant_dense(job, "data", ORTHANT_DOUBLE, 1797, 64, 64, 1, pixels);
 *   if (orthant_run(job, "{\"rank\": 10, \"starts\": 20}", NULL, NULL) != ORTHANT_OK) puts(orthant_error(job));
 *   puts(orthant_document(job, "solution.json"));
 *   const orthant_matrix R = orthant_result(job, "R");
 *   orthant_free(job);
 *
 * A job is one command of `orthant` or `orthant-verify`, what it is given and what it found. Its options are those
 * of the command line as one JSON object, with underscores in the place of hyphens ({"max_seconds": 10}), and its
 * documents those that the command line writes. What the command line takes from files comes from memory here, or
 * from a file all the same, as an option of the same name.
 *
 *   command     given                                                   options beside those of `orthant COMMAND --help`
 *   recover     data, weights, L and R or U (a start), fixed columns    data: a file instead of "data"
 *   certify     data, weights, L and R or U, witness.L …                data, or problem: a folder
 *   escape      data, weights, L and R or U                             data, or problem: a folder
 *   project     data, weights, and R (L for side right)                 data; factors: a folder
 *   copositive  matrix                                                  matrix: a file, or a name of the gallery
 *   rip         -                                                       problem: a folder
 *   instance    -                                                       name
 *   reproduce   -                                                       -
 *   verify      -                                                       certificate: a file or folder; data: a file
 *   report      -                                                       solution: a file
 *
 * Memory. Dense data of doubles or floats whose rows or columns are contiguous, and compressed rows or columns with
 * indices of 4 bytes in ascending order, are not copied: they must stay as they are until the job is freed. Other
 * strides, wider or unordered indices cost one copy. Results belong to the job.
 *
 * Threads. Jobs are independent: any number may run at a time, each in one thread of the caller's at a time. The work
 * is done by a thread of the job's own with `threads` threads of OpenMP (default: as many as OpenMP would use in the
 * calling thread); so a process that was forked may run jobs. Callbacks come from the thread that called.
 *
 * Errors. No function ends the process, and no exception comes through: functions say how they ended, and
 * orthant_error has the line that the command line prints. A job that is NULL is bad input.
 */
#ifndef ORTHANT_H
#define ORTHANT_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define ORTHANT_API __attribute__((visibility("default")))
#else
#define ORTHANT_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Grows by one whenever a program that was compiled before would no longer work. */
#define ORTHANT_ABI 1

typedef struct orthant_job orthant_job;

/* The exit codes of the programs. */
typedef enum {
  ORTHANT_OK = 0,
  ORTHANT_BAD_INPUT = 2,         /* and orthant_error says what was found and what was expected */
  ORTHANT_OUT_OF_BUDGET = 3,     /* before there was any answer */
  ORTHANT_INTERNAL_FAILURE = 4,
  ORTHANT_OUTPUT_FAILURE = 5     /* a file cannot be written */
} orthant_status;

typedef enum { ORTHANT_DOUBLE = 0, ORTHANT_FLOAT = 1 } orthant_type;    /* of entries */
typedef enum { ORTHANT_INT32 = 0, ORTHANT_INT64 = 1 } orthant_integer; /* of indices */

/* Entry (i, j) is entries[i * row_stride + j * col_stride]; no such matrix: entries is NULL. */
typedef struct {
  const double* entries;
  int64_t rows, cols, row_stride, col_stride;
} orthant_matrix;

/* Told how far a job is, ten times a second: `share` of the work is done, as far as that can be said (0 … 1), and
 * `words` say how. Stops the job when it returns something else than 0: the job ends with the best so far. */
typedef int (*orthant_progress)(void* context, double share, const char* words);

ORTHANT_API const char* orthant_version(void); /* "0.1.0" */
ORTHANT_API int orthant_abi(void);             /* ORTHANT_ABI of the library */

/* JSON: [{"command": "recover", "help": …, "matrices": [names], "names": [names], "options": [{"name",
 * "type", "default", "lower", "upper", "help"}, …]}, …]; type: number, integer, boolean, text or word, with the
 * words in "expected". */
ORTHANT_API const char* orthant_commands(void);

/* A job of the command, or NULL when there is no such command or no memory. */
ORTHANT_API orthant_job* orthant_new(const char* command);
ORTHANT_API void orthant_free(orthant_job* job); /* NULL is allowed */

/* What the job is given: see above for the names. Strides count entries, not bytes. NaN is a missing entry of data
 * (option `missing`). `start` has lines + 1 offsets into `index` and `entries`; rows for csr, columns for csc. */
ORTHANT_API orthant_status orthant_dense(orthant_job* job, const char* name, orthant_type type, int64_t rows,
                                         int64_t cols, int64_t row_stride, int64_t col_stride, const void* entries);
ORTHANT_API orthant_status orthant_csr(orthant_job* job, const char* name, orthant_type type, int64_t rows, int64_t cols,
                                       orthant_integer integer, const void* start, const void* index,
                                       const void* entries);
ORTHANT_API orthant_status orthant_csc(orthant_job* job, const char* name, orthant_type type, int64_t rows, int64_t cols,
                                       orthant_integer integer, const void* start, const void* index,
                                       const void* entries);
/* `row_names` or `column_names` of data: `count` texts in UTF-8, which are copied. */
ORTHANT_API orthant_status orthant_names(orthant_job* job, const char* name, int64_t count, const char* const* texts);

/* Runs the job once. `options`: a JSON object, or NULL for none; `progress` may be NULL. */
ORTHANT_API orthant_status orthant_run(orthant_job* job, const char* options, orthant_progress progress, void* context);

/* The line of the last failure of this job, or "". Until the next call with this job. */
ORTHANT_API const char* orthant_error(const orthant_job* job);

/* What a job found. `orthant_results` is JSON: {"documents": [names], "matrices": [names]}. A document is text in
 * UTF-8, such as solution.json, certificate.json, report.html; made when it is first asked for; NULL when there is
 * none of that name. Matrices such as L, R, U, minima/2/L, escape/L (of certify: a way
 * down). */
ORTHANT_API const char* orthant_results(orthant_job* job);
ORTHANT_API const char* orthant_document(orthant_job* job, const char* name);
ORTHANT_API orthant_matrix orthant_result(orthant_job* job, const char* name);

/* Everything that the command line writes with --out, into a folder, which is made. */
ORTHANT_API orthant_status orthant_write(orthant_job* job, const char* folder);

/* The core whose kernels OpenBLAS should run on this processor, for OPENBLAS_CORETYPE in the environment before the
 * library is loaded; NULL when it chose well. */
ORTHANT_API const char* orthant_better_blas(void);

#ifdef __cplusplus
}
#endif
#endif
