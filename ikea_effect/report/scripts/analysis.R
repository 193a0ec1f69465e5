# --- the tests, in base R alone ----------------------------------------------------------------------------

# The table, with these columns as numbers; without sessions that did not end, and those set apart.
read <- function(name, numbers, apart) {
  data <- read.csv(file.path(here, name), colClasses = "character", na.strings = "", check.names = FALSE,
                   fileEncoding = "UTF-8-BOM")
  missing <- c("NA", "NaN", "nan", "N/A", "#N/A", "NULL", ".")
  for (column in numbers) {
    cells <- data[[column]]
    data[[column]] <- as.numeric(ifelse(cells %in% missing, NA, cells))
  }
  gone <- data$status %in% c("interrupted", "ended-early", "waiting") | data$participant %in% apart
  data[!gone, , drop = FALSE]
}

# The rows in these levels of these factors.
within_cells <- function(d, kept) {
  for (factor in names(kept)) d <- d[d[[factor]] %in% kept[[factor]], , drop = FALSE]
  d
}

# The values of y in one level.
values <- function(d, y, factor, level) d[[y]][d[[factor]] %in% level & !is.na(d[[y]])]

# p of a statistic towards the side that was declared; law is a distribution function.
p_of <- function(statistic, law, side) {
  if (side == "two-sided") return(2 * law(abs(statistic), lower.tail = FALSE))
  law(statistic, lower.tail = side == "less")
}

t_test <- function(estimate, se, df, side) {
  t <- estimate / se
  p <- p_of(t, function(q, lower.tail) pt(q, df, lower.tail = lower.tail), side)
  c(estimate = estimate, se = se, statistic = t, df = df, p = p)
}

# The name of each row's cell, as in "build,kept"; NA where a level is missing.
named_cells <- function(d, factors) {
  name <- do.call(paste, c(lapply(factors, function(one) d[[one]]), sep = ","))
  ifelse(complete.cases(lapply(factors, function(one) d[[one]])), name, NA)
}

# Two means, each cell with a variance of its own (Welch), and weighted sums of several; df by Satterthwaite.
contrast <- function(d, y, factors, weights, side) {
  d[["the cell"]] <- named_cells(d, factors)
  found <- lapply(names(weights), function(name) values(d, y, "the cell", name))
  n <- lengths(found)
  parts <- weights^2 * sapply(found, var) / n
  df <- sum(parts)^2 / sum(parts^2 / (n - 1))
  t_test(sum(weights * sapply(found, mean)), sqrt(sum(parts)), df, side)
}

welch <- function(d, y, factor, high, low, side) {
  contrast(d, y, factor, setNames(c(1, -1), c(high, low)), side)
}

pooled_variance <- function(a, b) {
  (var(a) * (length(a) - 1) + var(b) * (length(b) - 1)) / (length(a) + length(b) - 2)
}

student <- function(d, y, factor, high, low, side) {
  a <- values(d, y, factor, high)
  b <- values(d, y, factor, low)
  se <- sqrt(pooled_variance(a, b) * (1 / length(a) + 1 / length(b)))
  t_test(mean(a) - mean(b), se, length(a) + length(b) - 2, side)
}

# Whether two means are closer than a bound: two one-sided tests by Welch's se; the weaker one answers.
equivalence <- function(d, y, factor, high, low, unit, bound) {
  a <- values(d, y, factor, high)
  b <- values(d, y, factor, low)
  margin <- if (unit == "d") bound * sqrt(pooled_variance(a, b)) else bound
  found <- welch(d, y, factor, high, low, "two-sided")
  t <- (found[["estimate"]] + c(margin, -margin)) / found[["se"]]
  p <- c(pt(t[1], found[["df"]], lower.tail = FALSE), pt(t[2], found[["df"]]))
  found[["statistic"]] <- t[which.max(p)]
  found[["p"]] <- max(p)
  found
}

# Two columns of the same people; where pairs are the unit, the mean of those members who have both.
paired <- function(d, high, low, pair, side) {
  both <- d[!is.na(d[[high]]) & !is.na(d[[low]]), , drop = FALSE]
  difference <- both[[high]] - both[[low]]
  if (pair != "") {
    who <- ifelse(is.na(both[[pair]]), paste("alone", both$participant), both[[pair]])
    difference <- tapply(difference, who, mean)
  }
  n <- length(difference)
  t_test(mean(difference), sd(difference) / sqrt(n), n - 1, side)
}

# The chance that one from the first cell has more; p of U with ties and continuity corrected.
mann_whitney <- function(d, y, factor, high, low, side) {
  a <- values(d, y, factor, high)
  b <- values(d, y, factor, low)
  alternative <- if (side == "two-sided") "two.sided" else side
  found <- wilcox.test(a, b, alternative = alternative, exact = FALSE, correct = TRUE)
  u <- unname(found$statistic)
  c(estimate = u / (length(a) * length(b)), statistic = u, p = found$p.value)
}

# The difference of the shares that chose an option; z of the pooled share.
proportion <- function(d, y, option, factor, high, low, side) {
  a <- as.numeric(values(d, y, factor, high) == option)
  b <- as.numeric(values(d, y, factor, low) == option)
  share <- mean(c(a, b))
  z <- (mean(a) - mean(b)) / sqrt(share * (1 - share) * (1 / length(a) + 1 / length(b)))
  se <- sqrt(mean(a) * (1 - mean(a)) / length(a) + mean(b) * (1 - mean(b)) / length(b))
  c(estimate = mean(a) - mean(b), se = se, statistic = z, p = p_of(z, pnorm, side))
}

# The columns of covariates: numbers as they are, words as 0 and 1 for every word but the first.
covariate_columns <- function(d, names) {
  columns <- lapply(names, function(name) {
    if (is.numeric(d[[name]])) return(matrix(d[[name]]))
    levels <- sort(unique(d[[name]]))[-1]
    matrix(sapply(levels, function(level) as.numeric(d[[name]] == level)), nrow = nrow(d))
  })
  do.call(cbind, c(list(matrix(0, nrow(d), 0)), columns))
}

# Coefficients, their covariance (HC3, or that of equal variances) and the residual df.
least_squares <- function(y, X, covariance) {
  Q <- qr.Q(qr(X))
  inverse <- solve(qr.R(qr(X)))
  b <- drop(inverse %*% crossprod(Q, y))
  residual <- drop(y - X %*% b)
  df <- length(y) - ncol(X)
  if (covariance == "classic") return(list(b = b, v = tcrossprod(inverse) * sum(residual^2) / df, df = df))
  weighted <- Q * (residual / (1 - rowSums(Q^2)))
  list(b = b, v = inverse %*% crossprod(weighted) %*% t(inverse), df = df)
}

whole_rows <- function(d, names) d[complete.cases(d[, unique(names), drop = FALSE]), , drop = FALSE]

# The outcome, and a matrix with a column for each cell and each covariate.
cell_design <- function(d, y, factors, cells, covariates) {
  d <- whole_rows(d, c(y, factors, covariates))
  d <- d[named_cells(d, factors) %in% cells, , drop = FALSE]
  shown <- outer(named_cells(d, factors), cells, "==") * 1
  list(y = d[[y]], X = cbind(shown, covariate_columns(d, covariates)))
}

# A weighted sum of the means of cells, at equal covariates: crossed factors (type III), a regression.
cells <- function(d, y, factors, weights, covariates, covariance, side) {
  made <- cell_design(d, y, factors, names(weights), covariates)
  fit <- least_squares(made$y, made$X, covariance)
  w <- c(weights, rep(0, ncol(made$X) - length(weights)))
  t_test(sum(w * fit$b), sqrt(drop(w %*% fit$v %*% w)), fit$df, side)
}

# Several such sums at once: F, and partial eta squared.
joint <- function(d, y, factors, names, rows, covariates, covariance) {
  made <- cell_design(d, y, factors, names, covariates)
  fit <- least_squares(made$y, made$X, covariance)
  L <- do.call(rbind, rows)
  L <- cbind(L, matrix(0, nrow(L), ncol(made$X) - ncol(L)))
  b <- L %*% fit$b
  f <- drop(t(b) %*% solve(L %*% fit$v %*% t(L), b)) / nrow(L)
  share <- f * nrow(L) / (f * nrow(L) + fit$df)
  c(estimate = share, statistic = f, df = fit$df, p = pf(f, nrow(L), fit$df, lower.tail = FALSE))
}

regression <- function(d, y, factor, high, low, covariates, covariance, side) {
  cells(d, y, factor, setNames(c(1, -1), c(high, low)), covariates, covariance, side)
}

# How much the effect changes with a number.
moderation <- function(d, y, factor, high, low, moderator, covariates, covariance, side) {
  d <- whole_rows(d, c(y, factor, moderator, covariates))
  d <- d[d[[factor]] %in% c(high, low), , drop = FALSE]
  treated <- as.numeric(d[[factor]] == high)
  X <- cbind(1, treated, d[[moderator]], treated * d[[moderator]], covariate_columns(d, covariates))
  fit <- least_squares(d[[y]], X, covariance)
  t_test(fit$b[[4]], sqrt(fit$v[4, 4]), fit$df, side)
}

# The slope of a term, such as fit or enjoyment*fit; numbers count from their means.
slope <- function(d, y, answer, terms, covariance, side) {
  parts <- strsplit(terms, "*", fixed = TRUE)
  atoms <- unique(unlist(parts))
  d <- whole_rows(d, c(y, sub("=.*", "", atoms)))
  column <- sapply(atoms, function(atom) {
    name <- sub("=.*", "", atom)
    if (name != atom) return(as.numeric(d[[name]] == sub("[^=]*=", "", atom)))
    d[[name]] - mean(d[[name]])
  })
  products <- sapply(parts, function(names) apply(column[, names, drop = FALSE], 1, prod))
  fit <- least_squares(d[[y]], cbind(1, products), covariance)
  place <- 1 + match(answer, terms)
  t_test(fit$b[[place]], sqrt(fit$v[place, place]), fit$df, side)
}

# Whether any of several cells differs, each with a variance of its own (Welch's F); partial eta squared.
one_way <- function(d, y, factor, levels) {
  found <- lapply(levels, function(level) values(d, y, factor, level))
  told <- oneway.test(unlist(found) ~ factor(rep(levels, lengths(found))), var.equal = FALSE)
  f <- told$statistic[[1]]
  k <- length(levels)
  share <- f * (k - 1) / (f * (k - 1) + sum(lengths(found)) - k)
  c(estimate = share, statistic = f, df = told$parameter[[2]], p = told$p.value)
}

# The effect that runs through mediators. Its interval is bootstrapped and differs from run to run: not here.
mediation <- function(d, y, factor, high, low, mediators, structure, compare, covariates) {
  d <- whole_rows(d, c(y, factor, mediators, covariates))
  d <- d[d[[factor]] %in% c(high, low), , drop = FALSE]
  first <- cbind(1, as.numeric(d[[factor]] == high), covariate_columns(d, covariates))
  m <- as.matrix(d[, mediators, drop = FALSE])
  path <- function(outcome, X, place) least_squares(outcome, X, "classic")$b[[place]]
  b <- sapply(seq_along(mediators), function(place) path(d[[y]], cbind(first, m), ncol(first) + place))
  if (structure == "serial") {
    found <- b[length(b)] * path(m[, 1], first, 2)
    for (place in seq_along(mediators)[-1]) {
      X <- cbind(first, m[, seq_len(place - 1), drop = FALSE])
      found <- found * path(m[, place], X, ncol(X))
    }
    return(c(estimate = found))
  }
  through <- setNames(sapply(mediators, function(name) path(m[, name], first, 2)) * b, mediators)
  if (length(compare)) return(c(estimate = through[[compare[1]]] - through[[compare[2]]]))
  c(estimate = sum(through))
}

# Prints every answer, and by how much it differs from what the program said; whether all agree.
beside_the_program <- function(answers, name) {
  said <- read.csv(file.path(here, name), colClasses = c(hypothesis = "character"), na.strings = "",
                   fileEncoding = "UTF-8-BOM")
  numbers <- c("estimate", "se", "statistic", "df", "p")
  worst <- 0
  cat(sprintf("%-44s", "hypothesis"), sprintf("%13s", numbers), "   differs by\n", sep = "")
  for (hypothesis in names(answers)) {
    found <- answers[[hypothesis]]
    row <- unlist(said[said$hypothesis == hypothesis, numbers])
    shared <- intersect(names(found), numbers[!is.na(row)])
    # Of means that are equal, rounding alone is left: hence no less than 1e-4.
    apart <- max(0, abs(found[shared] - row[shared]) / pmax(abs(row[shared]), 1e-4))
    worst <- max(worst, apart)
    shown <- sapply(numbers, function(one) if (one %in% names(found)) sprintf("%13.6g", found[[one]]) else sprintf("%13s", ""))
    cat(sprintf("%-44s", hypothesis), shown, sprintf("%13.1e", apart), "\n", sep = "")
  }
  worst <= 1e-8
}
