/* A program in C: eight people's counts, recovered and proved. */
#include <orthant/orthant.h>
#include <stdio.h>
#include <string.h>

int main(void) {
  static const double counts[] = {3, 9, 8, 2, 5, 9, 7, 9, 1, 9, 0, 7, 4, 8, 3, 3, 7, 8, 8, 7, 6, 2, 3, 2,
                                  8, 6, 0, 1, 2, 9, 0, 4, 0, 4, 7, 9, 6, 6, 6, 9, 7, 2, 5, 1, 0, 2, 7, 3};
  orthant_job* job = orthant_new("recover");
  orthant_dense(job, "data", ORTHANT_DOUBLE, 8, 6, 6, 1, counts);
  if (orthant_run(job, "{\"rank\": 3, \"starts\": 4}", NULL, NULL) != ORTHANT_OK) {
    printf("FAILED: %s\n", orthant_error(job));
    return 1;
  }
  const orthant_matrix R = orthant_result(job, "R");
  const int proved = strstr(orthant_document(job, "certificate.json"), "\"verified\"") != NULL;
  printf("C: orthant %s, R is %d by %d, %s\n", orthant_version(), (int)R.rows, (int)R.cols,
         proved ? "verified" : "not verified");
  orthant_free(job);
  return R.rows == 6 && R.cols == 3 && proved ? 0 : 1;
}
