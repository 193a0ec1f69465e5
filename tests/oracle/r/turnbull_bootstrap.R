# The bootstrap of Turnbull's lower-bound means, as name,value lines: an EM of its own, in base R, resampling people within
# each condition. Run in this folder: Rscript turnbull_bootstrap.R > turnbull_bootstrap.csv (some minutes).
cat("# ", R.version.string, "\n", sep = ""); cat("name,value\n")
put <- function(name, value) cat(sprintf("%s,%.15g\n", name, as.numeric(value)[1]))
d <- read.csv("../data/intervals.csv"); cuts <- sort(unique(na.omit(c(d$double.low, d$double.high)))); from <- c(-Inf, cuts); to <- c(cuts, Inf)
at <- c(0, cuts)  # everybody at the lowest value of the piece, and nobody below nothing
lower_mean <- function(a, times) { p <- rep(1 / ncol(a), ncol(a))
  repeat { mix <- as.vector(a %*% p); q <- p * as.vector(crossprod(a, times / mix)) / sum(times); if (max(abs(q - p)) < 1e-8) return(sum(q * at)); p <- q } }
pieces <- function(rows) { low <- ifelse(is.na(rows$double.low), -Inf, rows$double.low); high <- ifelse(is.na(rows$double.high), Inf, rows$double.high)
  outer(low, from, "<=") * outer(high, to, ">=") }
boot <- function(name, rows) { set.seed(1976); B <- 20000
drawn <- lapply(c("build", "prebuilt"), function(cell) { a <- pieces(d[d$labor == cell, ][rows, ]); n <- nrow(a)
  key <- apply(a, 1, paste, collapse = ""); kinds <- a[!duplicated(key), ]; of <- match(key, unique(key)); put(paste0(name, ".", cell, ".mean"), lower_mean(kinds, tabulate(of, nrow(kinds))))
  replicate(B, { t <- tabulate(of[sample.int(n, n, TRUE)], nrow(kinds)); lower_mean(kinds[t > 0, , drop = FALSE], t[t > 0]) }) })
x <- drawn[[1]] - drawn[[2]]; put(paste0(name, ".se"), sd(x)); put(paste0(name, ".low"), quantile(x, .025)); put(paste0(name, ".high"), quantile(x, .975))
put(paste0(name, ".below"), mean(x < 0)); put(paste0(name, ".above"), mean(x > 0)) }
boot("all", 1:80); boot("few", 41:60)
