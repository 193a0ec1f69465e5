# log BF10 of two t tests that share one effect (Cauchy prior, r = sqrt(2)/2), by R's own integrate() in both steps.
# Run in this folder: Rscript opposed.R > opposed.csv. Base R.
cat("# ", R.version.string, "\n", sep = ""); cat("name,value\n")
# density of t at noncentrality ncp, as an integral over the spread s (s^2 df is chi-square), on the log of s
log_density <- function(t, df, ncp) {
  g <- function(s) dnorm(t * s - ncp, log = TRUE) + log(s) + dchisq(df * s^2, df, log = TRUE) + log(2 * df * s)
  m <- optimize(function(x) g(exp(x)), c(-12, 6), maximum = TRUE, tol = 1e-12)
  h <- 12 / sqrt(df + 2) + 2
  f <- function(x) exp(g(exp(x)) + x - m$objective - m$maximum)
  m$objective + m$maximum + log(integrate(f, m$maximum - h, m$maximum + h, rel.tol = 1e-10, subdivisions = 2000)$value)
}
log_bf10 <- function(ts, scales, dfs) {
  joint <- function(d) sum(mapply(function(t, s, df) log_density(t, df, d / sqrt(s)) - log_density(t, df, 0), ts, scales, dfs)) + dcauchy(d, 0, sqrt(2) / 2, log = TRUE)
  m <- optimize(joint, c(min(ts * sqrt(scales), 0) - 1, max(ts * sqrt(scales), 0) + 1), maximum = TRUE, tol = 1e-9)
  h <- 1e-3; k <- -(joint(m$maximum + h) - 2 * joint(m$maximum) + joint(m$maximum - h)) / h^2
  edges <- m$maximum + 12 / sqrt(k) * c(-3, -1, -.3, 0, .3, 1, 3)
  f <- Vectorize(function(d) exp(joint(d) - m$objective))
  m$objective + log(sum(sapply(1:6, function(i) integrate(f, edges[i], edges[i + 1], rel.tol = 1e-9, subdivisions = 500)$value)))
}
of <- function(name, t1, n1, t2, n2) cat(sprintf("%s,%.15g\n", name, log_bf10(c(t1, t2), c(sum(1 / n1), sum(1 / n2)), c(sum(n1), sum(n2)) - 2)))
of("alike", 2.12, c(26, 26), 1.5, c(40, 40))
of("opposed", 7, c(4, 4), -9, c(2, 400))
of("strongly opposed", 9, c(4, 4), -12, c(2, 4000))
of("extremely opposed", 20, c(4, 4), -40, c(3, 4000))
of("opposed with few", 1301, c(3, 3), -900, c(3, 3))
