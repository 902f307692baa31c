# From the arguments of a function to a job of the library, and back. Matrices are what a job is given, anything else
# is an option, under the names of the command line with underscores.

loaded <- new.env()

.onLoad <- function(libname, pkgname) {
  loaded$version <- .Call(orthant_r_load, Sys.getenv("ORTHANT_LIBRARY"))
}

#' The version of the library.
orthant_version <- function() loaded$version

is_matrix <- function(x) is.matrix(x) || is.data.frame(x) || methods::is(x, "Matrix")

# As the library reads it: doubles by columns, or a compressed sparse matrix as Matrix stores it, both without a copy.
readable <- function(x, name) {
  if (methods::is(x, "Matrix")) {
    if (methods::is(x, "sparseMatrix") && !methods::is(x, "dgRMatrix")) {
      if (!methods::is(x, "dgCMatrix"))
        x <- methods::as(methods::as(methods::as(x, "dMatrix"), "generalMatrix"), "CsparseMatrix")
      return(list(by = "csc", dim = dim(x), start = x@p, index = x@i, entries = x@x))
    }
    if (methods::is(x, "dgRMatrix")) return(list(by = "csr", dim = dim(x), start = x@p, index = x@j, entries = x@x))
    x <- methods::as(x, "matrix")
  }
  if (is.data.frame(x)) x <- as.matrix(x)
  if (!is.numeric(x) && !is.logical(x))
    stop(name, ": entries of type ", typeof(x), "; expected numbers", call. = FALSE)
  if (!is.double(x)) storage.mode(x) <- "double"
  x
}

as_json <- function(value, name) {
  if (length(value) > 1) value <- paste(value, collapse = ",") # lists are texts: rank = c(2, 3, 5)
  if (is.character(value)) return(as.character(jsonlite::toJSON(enc2utf8(value), auto_unbox = TRUE)))
  if (is.logical(value) && !is.na(value)) return(if (value) "true" else "false")
  if (is.numeric(value) && is.finite(value))
    return(if (value == round(value) && abs(value) < 2^53) sprintf("%.0f", value) else sprintf("%.17g", value))
  stop(name, " = ", format(value), "; expected a number, a text, TRUE or FALSE", call. = FALSE)
}

from_json <- function(text) {
  if (is.null(text)) NULL else jsonlite::fromJSON(text, simplifyDataFrame = FALSE)
}

# Lists of matrices, such as witness = list(L = , R = ), are matrices with names of their own: witness.L.
flat <- function(arguments) {
  nested <- vapply(arguments, function(x) is.list(x) && !is_matrix(x), logical(1))
  inside <- lapply(names(arguments)[nested], function(name) {
    inside <- unclass(arguments[[name]])
    inside <- inside[intersect(names(inside), c("L", "R", "U"))]
    stats::setNames(inside, paste0(name, ".", names(inside)))
  })
  c(arguments[!nested], do.call(c, inside))
}

bar <- function(share, words) cat(sprintf("\r%3.0f %%  %-60s", 100 * share, words), file = stderr())

run <- function(command, arguments, progress) {
  arguments <- flat(arguments[!vapply(arguments, is.null, logical(1))])
  if (is.null(names(arguments)) || any(names(arguments) == ""))
    stop(command, ": an argument without a name; expected name = value", call. = FALSE)
  given <- vapply(arguments, is_matrix, logical(1))
  matrices <- Map(readable, arguments[given], names(arguments)[given])
  options <- paste0("{", paste0('"', names(arguments)[!given], '": ',
                                unlist(Map(as_json, arguments[!given], names(arguments)[!given])), collapse = ", "), "}")
  if (!any(!given)) options <- "{}"
  names <- if ("data" %in% names(arguments)[given]) dimnames(arguments$data)
  names <- if (is.null(names)) list() else stats::setNames(names, c("row_names", "column_names"))
  names <- names[!vapply(names, is.null, logical(1))]
  shown <- isTRUE(progress)
  ended <- .Call(orthant_r_run, command, matrices, names, options, if (shown) bar else if (is.function(progress)) progress)
  if (shown) cat("\n", file = stderr())
  if (ended[[3]] == 2L) { # as R ends everything that is interrupted
    signalCondition(structure(class = c("interrupt", "condition"), list(message = "interrupted", call = NULL)))
    invokeRestart("abort")
  }
  if (ended[[3]] == 3L) stop("the function of progress failed: ", geterrmessage(), call. = FALSE)
  if (!is.null(ended[[2]])) stop(ended[[2]], call. = FALSE)
  list(job = ended[[1]], names = names, found = from_json(.Call(orthant_r_results, ended[[1]])))
}

# The main document as a list with the factors. The job, from which more can be had, is an attribute.
result <- function(ran, command, main) {
  out <- from_json(.Call(orthant_r_document, ran$job, main))
  out <- structure(out, class = c(paste0("orthant_", command), "orthant"), job = ran$job, labels = ran$names,
                   documents = ran$found$documents)
  for (side in intersect(c("L", "R", "U"), ran$found$matrices)) out[[side]] <- factor_of(out, side, side)
  out
}

factor_of <- function(object, side, name) {
  factor <- .Call(orthant_r_matrix, attr(object, "job"), name)
  labels <- attr(object, "labels")
  if (!is.null(factor)) rownames(factor) <- if (side == "R") labels$column_names else labels$row_names
  factor
}
