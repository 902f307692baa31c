# RcppML's nmf as a curve. It has no way to be watched, but it is deterministic for a seed: the run is repeated from
# the start with maxit = 1, 2, 3, 4, 6, 8, 11, ... until one takes longer than the limit, or all take longer than
# four times it. A point of the curve is the seconds of a whole run and the objective of its result.
#
#   Rscript peer_rcppml.R DENSE.npy or FOLDER RANK SEED THREADS SECONDS
#
# A sparse matrix comes as a folder with indptr.npy, indices.npy, data.npy, shape.npy. Prints one JSON document.
suppressPackageStartupMessages({
  library(Matrix)
  library(RcppML)
})

# The part of the .npy format that NumPy writes for int32, int64 and float64 in C order, little-endian.
read_npy <- function(path) {
  file <- file(path, "rb")
  on.exit(close(file))
  readBin(file, "raw", 8)
  header <- readChar(file, readBin(file, "integer", 1, size = 2, endian = "little", signed = FALSE))
  descr <- sub(".*'descr': '<([if][48])'.*", "\\1", header)
  extents <- sub(".*'shape': ", "", header)
  shape <- as.integer(regmatches(extents, gregexpr("[0-9]+", extents))[[1]])
  what <- if (startsWith(descr, "i")) "integer" else "numeric"
  values <- readBin(file, what, prod(shape), size = as.integer(substr(descr, 2, 2)), endian = "little")
  if (length(shape) == 2) matrix(values, shape[1], shape[2], byrow = TRUE) else values
}

read_matrix <- function(path) {
  if (!dir.exists(path)) return(read_npy(path))
  part <- function(name) read_npy(file.path(path, name))
  new("dgCMatrix", i = part("indices.npy"), p = part("indptr.npy"), x = part("data.npy"), Dim = part("shape.npy"))
}

resident_megabytes <- function(field) {
  line <- grep(paste0("^", field, ":"), readLines("/proc/self/status"), value = TRUE)
  as.numeric(gsub("[^0-9]", "", line)) * 1024 / 1e6
}

# ||A - WH||^2 = ||A||^2 - 2<A'W, H'> + <W'W, HH'> with the scaling d in H, in double.
squared_distance <- function(A, squared_norm, fit) {
  H <- fit$h * fit$d
  cross <- sum(t(as.matrix(crossprod(A, fit$w))) * H)
  squared_norm - 2 * cross + sum(crossprod(fit$w) * tcrossprod(H))
}

arguments <- commandArgs(trailingOnly = TRUE)
rank <- as.integer(arguments[2])
seed <- as.integer(arguments[3])
limit <- as.numeric(arguments[5])
setRcppMLthreads(as.integer(arguments[4]))
before <- resident_megabytes("VmRSS")
A <- read_matrix(arguments[1])
squared_norm <- if (is(A, "sparseMatrix")) sum(A@x^2) else sum(A^2)

invisible(gc())
cat("5", file = "/proc/self/clear_refs")  # the peak of reading does not count
points <- character()
maxit <- 1
spent <- 0
repeat {
  seconds <- system.time(fit <- nmf(A, rank, tol = 0, maxit = maxit, verbose = FALSE, seed = seed))[["elapsed"]]
  if (maxit == 1) peak <- resident_megabytes("VmHWM")  # later ones hold an earlier result, too
  points <- c(points, sprintf("[%.6f, %.17g, %d]", seconds, squared_distance(A, squared_norm, fit), maxit))
  spent <- spent + seconds
  if (seconds >= limit || spent >= 4 * limit) break
  maxit <- max(maxit + 1, round(maxit * 1.4))
}
cat(sprintf('{"curve": [%s], "iterations": %d, "peak_mb": %.1f, "before_mb": %.1f}\n',
            paste(points, collapse = ", "), maxit, peak, before))
