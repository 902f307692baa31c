# The commands. Each is one job of the library; its result is the document of docs/output.md as a list, with factors.

recover <- function(data, rank, ..., progress = NULL) {
  ran <- run("recover", list(data = data, rank = rank, ...), progress)
  main <- if ("solution.json" %in% ran$found$documents) "solution.json" else "rank_survey.json"
  result(ran, "recover", main)
}

certify <- function(data, L = NULL, R = NULL, ..., progress = NULL) {
  if (inherits(L, "orthant_recover")) {
    found <- L
    return(certify(data, found$L, R = found$R, U = found$U, ..., progress = progress))
  }
  result(run("certify", list(data = data, L = L, R = R, ...), progress), "certify", "certificate.json")
}

project <- function(data, R = NULL, L = NULL, ..., progress = NULL) {
  if (inherits(R, "orthant_recover")) R <- R$R
  side <- if (is.null(R) && !is.null(L)) "right"
  result(run("project", list(data = data, R = R, L = L, side = side, ...), progress), "project", "projection.json")
}

copositive <- function(matrix, ..., progress = NULL) {
  result(run("copositive", list(matrix = matrix, ...), progress), "copositive", "copositivity.json")
}

verify <- function(certificate, ..., progress = NULL) {
  if (inherits(certificate, "orthant")) {
    folder <- tempfile("orthant")
    on.exit(unlink(folder, recursive = TRUE))
    certificate <- write_results(certificate, folder)
  }
  result(run("verify", list(certificate = certificate, ...), progress), "verify", "verdict.json")
}

# What a result can give beside its fields.

factors <- function(object, minimum = 1) {
  sides <- if (is.null(object$U)) c("L", "R") else "U"
  names <- if (minimum == 1) sides else paste0("minima/", minimum, "/", sides)
  found <- lapply(seq_along(sides), function(k) factor_of(object, sides[k], names[k]))
  if (any(vapply(found, is.null, logical(1))))
    stop("minimum = ", minimum, "; expected 1 to ", length(object$minima), call. = FALSE)
  stats::setNames(found, sides)
}

document <- function(object, name = attr(object, "documents")[1]) {
  text <- .Call(orthant_r_document, attr(object, "job"), name)
  if (is.null(text))
    stop("document ", name, "; expected one of ", paste(attr(object, "documents"), collapse = ", "), call. = FALSE)
  text
}

write_results <- function(object, folder) {
  invisible(.Call(orthant_r_write, attr(object, "job"), path.expand(folder)))
}

in_words <- function(x, spurious = x$spurious) {
  paste0(gsub("_", " ", x$verdict), if (isTRUE(spurious)) ", spurious", if (!is.null(x$rigor)) paste0(", ", x$rigor))
}

print.orthant <- function(x, ...) {
  command <- sub("^orthant_", "", class(x)[1])
  number <- function(value, digits = 10) format(value, digits = digits)
  if (command %in% c("recover", "certify") && !is.null(x$objective)) {
    certificate <- if (command == "recover") x$certificate else x
    if (command == "recover") cat(x$data$rows, "x", x$data$cols, "of rank", x$rank, "\n")
    cat("objective", number(x$objective), "relative error", number(x$relative_error, 4), "\n")
    cat("verdict  ", in_words(certificate), "\n")
    writeLines(strwrap(unlist(certificate$reasons), indent = 2, exdent = 2))
    for (minimum in if (length(x$minima) > 1) x$minima)
      cat(" ", number(minimum$objective), " reached ", minimum$hits, " times: ", in_words(minimum), "\n", sep = "")
  } else if (command == "project") {
    cat(x$lines, "lines on rank", x$rank, "\nobjective", number(x$objective), "relative error",
        number(x$relative_error, 4), "\n")
  } else if (command == "copositive") {
    cat("verdict  ", in_words(x), "\nminimum   between", number(x$lower), "and", number(x$upper), "\n")
  } else if (command == "verify") {
    cat(if (x$accepted) c("accepted: ", x$statement) else c("rejected: ", x$reason), "\n", sep = "")
  } else if (!is.null(x$sentence)) {
    writeLines(strwrap(x$sentence))
  } else {
    cat("orthant", command, "with", names(x), "\n")
  }
  invisible(x)
}
