library(orthant)

X <- matrix(c(3, 9, 8, 2, 5, 9, 7, 9, 1, 9, 0, 7, 4, 8, 3, 3, 7, 8, 8, 7, 6, 2, 3, 2,
              8, 6, 0, 1, 2, 9, 0, 4, 0, 4, 7, 9, 6, 6, 6, 9, 7, 2, 5, 1, 0, 2, 7, 3),
            8, 6, byrow = TRUE, dimnames = list(letters[1:8], LETTERS[1:6]))
refused <- function(expression) tryCatch(expression, error = conditionMessage)
near <- function(a, b) isTRUE(all.equal(a, b, tolerance = 1e-9, check.attributes = FALSE))

# recover: factors with names, the document, the other minima
found <- recover(X, rank = 3, starts = 4)
print(found)
stopifnot(near(found$objective, 64.34199628658), found$verdict == "strict_local_minimizer",
          found$certificate$rigor == "verified", identical(rownames(found$L), letters[1:8]),
          identical(rownames(found$R), LETTERS[1:6]), near(found$objective, sum((X - found$L %*% t(found$R))^2) / 2),
          length(found$minima) == 2)
other <- factors(found, minimum = 2)
stopifnot(near(sum((X - other$L %*% t(other$R))^2) / 2, 64.991232013098), grepl("<html", document(found, "report.html")))

# certify: anybody's factors, with a witness
worse <- certify(X, other$L, other$R, witness = found)
print(worse)
stopifnot(isTRUE(worse$spurious), worse$rigor == "verified", certify(X, found)$objective == found$objective)

# the data stay what they were, and are not copied on the way
stopifnot(identical(dimnames(X), list(letters[1:8], LETTERS[1:6])), X[8, 6] == 3)

# verify: the proof, from a folder and from the result
folder <- tempfile()
write_results(found, folder)
stopifnot(file.exists(file.path(folder, c("L.npy", "solution.json", "certificate.json", "report.html"))),
          verify(folder)$accepted, verify(found)$accepted)

# project: new rows, and columns
stopifnot(near(project(X, found$R)$objective, found$objective), near(project(X, found)$L, found$L),
          near(project(X, L = found$L)$R, found$R))

# integers, logicals, data frames, missing entries
whole <- X
storage.mode(whole) <- "integer"
same <- recover(whole, rank = 3, starts = 4)
stopifnot(identical(same$objective, found$objective), identical(recover(as.data.frame(X), 3, starts = 4)$L, found$L))
whole[2, 3] <- NA
holes <- recover(whole, rank = 2)
stopifnot(holes$model == "completion", holes$data$missing_entries == 1, ncol(holes$R) == 2)

# symmetric; weights; several ranks
S <- tcrossprod(X[, 1:2])
stopifnot(ncol(recover(S, rank = 2, model = "symmetric")$U) == 2,
          recover(X, rank = 2, weights = matrix(2, 8, 6))$data$weighted,
          nchar(document(recover(X, rank = 1:3, starts = 3), "rank_survey.json")) > 0)

# sparse matrices of Matrix
if (requireNamespace("Matrix", quietly = TRUE)) {
  sparse <- Matrix::Matrix(X, sparse = TRUE)
  stopifnot(methods::is(sparse, "dgCMatrix"))
  for (form in list(sparse, methods::as(sparse, "RsparseMatrix"), methods::as(sparse, "TsparseMatrix"),
                    Matrix::Matrix(X, sparse = FALSE)))
    stopifnot(near(recover(form, rank = 3, starts = 4)$objective, found$objective))
  stopifnot(near(recover(Matrix::Matrix(S, sparse = TRUE), 2)$objective, recover(S, 2)$objective))
}

# copositive
horn <- copositive("horn")
print(horn)
stopifnot(horn$verdict == "copositive", copositive(matrix(c(1, -2, -2, 1), 2))$verdict == "not_copositive",
          grepl("expected a symmetric matrix", refused(copositive(matrix(c(1, 2, 3, 1), 2)))))

# refusals: the library's line
stopifnot(grepl("rank = 0; expected", refused(recover(X, rank = 0))),
          grepl("unknown option 'start'", refused(recover(X, rank = 2, start = 3))),
          grepl("expected numbers", refused(recover(matrix("a", 2, 2), rank = 1))),
          grepl("minimum = 7; expected 1 to 2", refused(factors(found, 7))),
          grepl("expected one of", refused(document(found, "nothing"))),
          grepl("without a name", refused(recover(X, 2, 3))))

# progress: told, stopped, failing; an interrupt ends the call as R's own do
large <- tcrossprod(matrix(abs(sin(1:800)), 160), matrix(abs(cos(1:600)), 120)) + abs(sin(outer(1:160, 1:120)))
long <- function(...) recover(large, rank = 5, starts = 100000, numeric = TRUE, ...)
told <- 0
part <- long(max_seconds = 1, progress = function(share, words) told <<- told + 1)
stopifnot(told > 1, part$objective > 0)
begun <- proc.time()[["elapsed"]]
stopifnot(long(progress = function(share, words) FALSE)$objective > 0,
          grepl("no such thing", refused(long(progress = function(share, words) stop("no such thing")))))
# In braces: else only the last command is not waited for, and system() passes over interrupts while it waits.
system(paste0("{ sleep 1; kill -INT ", Sys.getpid(), "; }"), wait = FALSE)
ended <- tryCatch(long(), interrupt = function(condition) "interrupted")
stopifnot(identical(ended, "interrupted"), proc.time()[["elapsed"]] - begun < 60)
cat("passed\n")
