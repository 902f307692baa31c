/* From an array to factors and what they are, in C. */
#include <orthant/orthant.h>
#include <stdio.h>
#include <string.h>

static int told(void* context, double share, const char* words) {
  (void)context;
  fprintf(stderr, "%3.0f %% %s\n", 100 * share, words);
  return 0; /* go on */
}

static int failed(const orthant_job* job) {
  fprintf(stderr, "%s\n", orthant_error(job));
  return 1;
}

int main(void) {
  static const double counts[] = {3, 9, 8, 2, 5, 9, 7, 9, 1, 9, 0, 7, 4, 8, 3, 3, 7, 8, 8, 7, 6, 2, 3, 2,
                                  8, 6, 0, 1, 2, 9, 0, 4, 0, 4, 7, 9, 6, 6, 6, 9, 7, 2, 5, 1, 0, 2, 7, 3};
  static const char* const columns[] = {"apples", "pears", "plums", "nuts", "figs", "dates"};
  orthant_job* job = orthant_new("recover");
  orthant_matrix R;
  int j, k;
  if (orthant_dense(job, "data", ORTHANT_DOUBLE, 8, 6, 6, 1, counts) != ORTHANT_OK) return failed(job);
  if (orthant_names(job, "column_names", 6, columns) != ORTHANT_OK) return failed(job);
  if (orthant_run(job, "{\"rank\": 3, \"starts\": 4}", told, NULL) != ORTHANT_OK) return failed(job);

  R = orthant_result(job, "R");
  for (j = 0; j < R.rows; ++j) {
    printf("%-7s", columns[j]);
    for (k = 0; k < R.cols; ++k) printf(" %6.3f", R.entries[j * R.row_stride + k * R.col_stride]);
    printf("\n");
  }
  printf("%s\n", strstr(orthant_document(job, "certificate.json"), "strict_local_minimizer") != NULL
                     ? "a strict local minimizer"
                     : "something else");
  if (orthant_write(job, "found") != ORTHANT_OK) return failed(job);
  orthant_free(job);
  return 0;
}
