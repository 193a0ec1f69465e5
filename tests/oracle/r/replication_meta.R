# Meta-analysis by metafor, printed as name,value lines. Run: Rscript replication_meta.R > replication_meta.csv
suppressPackageStartupMessages(library(metafor))
cat("# ", R.version.string, "; metafor ", as.character(packageVersion("metafor")), "\n", sep = "")
cat("name,value\n")
put <- function(name, value) cat(sprintf("%s,%.15g\n", name, as.numeric(value)[1]))
control <- list(threshold = 1e-14, maxiter = 1000)

sets <- list(
  six = data.frame(d = c(.58, .35, .12, .41, .70, .05), v = c(.081, .040, .022, .051, .090, .030)),
  spread = data.frame(d = c(1.2, .1, -.4, .8, .3, .9, -.1, .5), v = c(.05, .02, .04, .03, .06, .02, .05, .04)),
  alike = data.frame(d = c(.30, .32, .28, .31), v = c(.05, .04, .06, .03)))
for (name in names(sets)) {
  t <- sets[[name]]
  fit <- function(rows) {
    m <- rma(t$d[rows], t$v[rows], method = "REML", test = "knha", control = control)
    pr <- predict(m)
    c(mu = m$beta[1], se = m$se, low = m$ci.lb, high = m$ci.ub, p = m$pval, tau2 = m$tau2, q = m$QE,
      p_q = m$QEp, i2 = m$I2 / 100, pi_low = pr$pi.lb, pi_high = pr$pi.ub)
  }
  all <- fit(seq_len(nrow(t))); for (k in names(all)) put(paste0(name, ".", k), all[k])
  for (i in seq_len(nrow(t))) { left <- fit(-i); for (k in c("mu", "se", "tau2")) put(sprintf("%s.without%d.%s", name, i - 1, k), left[k]) }
  fe <- rma(t$d, t$v, method = "FE"); put(paste0(name, ".fe.mu"), fe$beta); put(paste0(name, ".fe.se"), fe$se); put(paste0(name, ".fe.p"), fe$pval)
  if (nrow(t) > 4) {
    t$x <- seq_len(nrow(t)) - 1; t$g <- rep(c("a", "b", "b"), length.out = nrow(t))
    m <- rma(d, v, mods = ~ x + g, data = t, method = "REML", test = "knha", control = control)
    for (j in 1:3) { put(sprintf("%s.reg.b%d", name, j - 1), m$beta[j]); put(sprintf("%s.reg.se%d", name, j - 1), m$se[j]); put(sprintf("%s.reg.p%d", name, j - 1), m$pval[j]) }
    put(paste0(name, ".reg.tau2"), m$tau2); put(paste0(name, ".reg.qe"), m$QE)
    b <- rma(d, v, data = t, subset = g == "b", method = "REML", test = "knha", control = control)
    put(paste0(name, ".group_b.mu"), b$beta[1]); put(paste0(name, ".group_b.se"), b$se)
    put(paste0(name, ".group_b.tau2"), b$tau2); put(paste0(name, ".group_b.q"), b$QE)
    a <- rma(d, v, data = t, subset = g == "a", method = "EE")
    if (a$k == 2) {
      put(paste0(name, ".group_a.mu"), a$beta[1]); put(paste0(name, ".group_a.se"), a$se)
      put(paste0(name, ".group_a.low"), a$ci.lb); put(paste0(name, ".group_a.high"), a$ci.ub)
      put(paste0(name, ".group_a.q"), a$QE); put(paste0(name, ".group_a.i2"), a$I2 / 100)
    }
  }
}

# A moderator of three levels beside a number, each level pooled alone, and all of them without a moderator.
t <- data.frame(
  d = c(.92, .48, -.35, .13, 1.31, .42, .40, .95, -.18, .67, .05, .38),
  v = c(.060, .045, .020, .052, .080, .035, .025, .110, .030, .041, .066, .050),
  pay = c(0, 5, 10, 2.5, 0, 7.5, 4, 1, 10, 6, 3, 8),
  good = rep(c("box", "crane", "lego"), 4))
m <- rma(d, v, mods = ~ pay + good, data = t, method = "REML", test = "knha", control = control)
for (j in 1:4) { put(sprintf("three.reg.b%d", j - 1), m$beta[j]); put(sprintf("three.reg.se%d", j - 1), m$se[j])
  put(sprintf("three.reg.low%d", j - 1), m$ci.lb[j]); put(sprintf("three.reg.high%d", j - 1), m$ci.ub[j]); put(sprintf("three.reg.p%d", j - 1), m$pval[j]) }
put("three.reg.tau2", m$tau2); put("three.reg.qe", m$QE); put("three.reg.p_qe", m$QEp)
for (level in c("box", "crane", "lego")) {
  one <- rma(d, v, data = t, subset = good == level, method = "REML", test = "knha", control = control)
  least <- rma(d, v, data = t, subset = good == level, method = "FE")
  put(sprintf("three.%s.mu", level), one$beta[1]); put(sprintf("three.%s.se", level), one$se); put(sprintf("three.%s.fe.se", level), least$se)
  put(sprintf("three.%s.tau2", level), one$tau2); put(sprintf("three.%s.q", level), one$QE); put(sprintf("three.%s.i2", level), one$I2 / 100)
}
