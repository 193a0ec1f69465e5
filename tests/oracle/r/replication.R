# Replication criteria on several pairs of studies, computed by R. Prints name,value lines to replication.csv.
# Run: Rscript replication.R > replication.csv
# Needs BayesFactor (Debian r-cran-bayesfactor). The sceptical p-value is solved here from its definition
# (Held 2020), by root finding, since ReplicationSuccess is not packaged.
suppressPackageStartupMessages(library(BayesFactor))
cat("# ", R.version.string, "; BayesFactor ", as.character(packageVersion("BayesFactor")), "\n", sep = "")
cat("name,value\n")
put <- function(name, value) cat(sprintf("%s,%.15g\n", name, as.numeric(value)[1]))

pairs <- list(
  worked = c(2.12, 26, 26, 1.30, 60, 60), opposite = c(2.12, 26, 26, -1.00, 60, 60),
  strong = c(3.58, 26, 26, 4.20, 100, 90), unequal = c(2.50, 15, 40, 0.30, 200, 150),
  small = c(3.00, 4, 5, 2.00, 6, 5), negative = c(-2.70, 30, 30, -1.10, 80, 80))

limits <- function(t, df) {                                   # exact noncentrality limits
  at <- function(p) uniroot(function(n) pt(t, df, n) - p, c(t - 15, t + 15), tol = 1e-13)$root
  c(at(.975), at(.025))
}
sceptical <- function(zo, zr, c, factor) {
  low <- min(abs(zo), abs(zr))
  f <- function(z) (zo^2 / z^2 - 1) * (zr^2 / z^2 - 1) - c
  z <- uniroot(f, c(1e-6, low), tol = 1e-14)$root * factor
  if (sign(zo) == sign(zr)) pnorm(z, lower.tail = FALSE) else pnorm(z)
}
for (name in names(pairs)) {
  x <- pairs[[name]]; to <- x[1]; n1 <- x[2]; n2 <- x[3]; tr <- x[4]; m1 <- x[5]; m2 <- x[6]
  so <- sqrt(1 / n1 + 1 / n2); sr <- sqrt(1 / m1 + 1 / m2); dfo <- n1 + n2 - 2; dfr <- m1 + m2 - 2
  do <- to * so; dr <- tr * sr
  vo <- so^2 + do^2 / (2 * (n1 + n2)); vr <- sr^2 + dr^2 / (2 * (m1 + m2))
  p <- function(what, value) put(paste0(name, ".", what), value)
  p("d_original", do); p("v_original", vo); p("d_replication", dr); p("v_replication", vr)
  p("p_replication", 2 * pt(-abs(tr), dfr))
  l <- limits(tr, dfr); p("limits.low", l[1] * sr); p("limits.high", l[2] * sr)
  z <- qnorm(.975); p("prediction.low", do - z * sqrt(vo + vr)); p("prediction.high", do + z * sqrt(vo + vr))
  crit <- qt(.975, dfo)
  power <- function(ncp) pt(crit, dfo, ncp, lower.tail = FALSE) + pt(-crit, dfo, ncp) - 1 / 3
  d33 <- uniroot(power, c(.01, 8), tol = 1e-14)$root * so
  p("d33", d33); p("small_telescopes", pt(tr * sign(to), dfr, d33 / sr))
  p("tost_zero", max(pnorm((dr - d33) / sqrt(vr)), pnorm((dr + d33) / sqrt(vr), lower.tail = FALSE)))
  s <- sqrt(vo + vr)
  p("tost_original", max(pnorm((dr - do - d33) / s), pnorm((dr - do + d33) / s, lower.tail = FALSE)))
  one <- function(t, a, b) exp(ttest.tstat(t, a, b, rscale = sqrt(2) / 2)$bf)
  both <- exp(meta.ttestBF(c(to, tr), c(n1, m1), c(n2, m2), rscale = sqrt(2) / 2)@bayesFactor$bf)
  p("bf10_original", one(to, n1, n2)); p("bf10_replication", one(tr, m1, m2)); p("bf10_both", both)
  zo <- -qnorm(pt(-abs(to), dfo)) * sign(to); zr <- -qnorm(pt(-abs(tr), dfr)) * sign(tr)
  p("sceptical", sceptical(zo, zr, vo / vr, 1)); p("golden", sceptical(zo, zr, vo / vr, sqrt((sqrt(5) + 1) / 2)))
  v <- 1 / (1 / vo + 1 / vr); p("pooled", v * (do / vo + dr / vr)); p("pooled_se", sqrt(v))
  a <- do^2 - z^2 * vo
  if (a > 0) { r <- sqrt((do * dr)^2 - a * (dr^2 - z^2 * vr)); p("fieller.low", (do * dr - r) / a); p("fieller.high", (do * dr + r) / a) }
}
