# Covariates, moderation, simple slopes, Johnson-Neyman, mediation, as name,value lines.
# Run in this folder: Rscript regression.R > regression.csv. Debian r-cran-sandwich, -lmtest.
suppressPackageStartupMessages({library(sandwich); library(lmtest)})
v <- function(p) paste(p, packageVersion(p)); cat("# ", R.version.string, "; ", v("sandwich"), "; ", v("lmtest"), "\n", sep = ""); cat("name,value\n")
put <- function(name, value) cat(sprintf("%s,%.15g\n", name, as.numeric(value)[1]))
d <- read.csv("../data/participants.csv", check.names = FALSE); d <- d[d$labor != "unbuild", ]; d$x <- as.numeric(d$labor == "build")
row <- function(name, m, term, vc = vcovHC(m, "HC3")) { c <- coeftest(m, vcov. = vc); put(paste0(name, ".b"), c[term, 1]); put(paste0(name, ".se"), c[term, 2]); put(paste0(name, ".p"), c[term, 4]) }
m <- lm(wtp ~ x + age + trait, d); for (t in c("x", "age", "trait")) row(paste0("hc3.", t), m, t); row("classic.x", m, "x", vcov(m)); put("r2", summary(m)$r.squared)
row("only.x", lm(wtp ~ x, d), "x")
m <- lm(wtp ~ x * trait, d); row("moderation", m, "x:trait")
for (k in -1:1) { d$c <- d$trait - (mean(d$trait) + k * sd(d$trait)); row(paste0("slope.", k), lm(wtp ~ x * c, d), "x") }
K <- vcovHC(m, "HC3"); b <- coef(m); crit <- qt(.975, m$df.residual)
gap <- function(w) { e <- b["x"] + w * b["x:trait"]; abs(e) - crit * sqrt(K["x", "x"] + 2 * w * K["x", "x:trait"] + w^2 * K["x:trait", "x:trait"]) }
grid <- seq(-60, 60, .05); g <- sapply(grid, gap); at <- which(diff(sign(g)) != 0); roots <- sapply(at, function(i) uniroot(gap, grid[c(i, i + 1)], tol = 1e-12)$root)
put("jn.count", length(roots)); for (i in seq_along(roots)) put(paste0("jn.", i), roots[i])

co <- function(f, t, data = d) unname(coef(lm(f, data))[t])
put("simple.ab", co(m1 ~ x, "x") * co(wtp ~ x + m1, "m1")); put("simple.direct", co(wtp ~ x + m1, "x")); put("simple.total", co(wtp ~ x, "x"))
y2 <- wtp ~ x + m1 + m2; put("parallel", co(m1 ~ x, "x") * co(y2, "m1") + co(m2 ~ x, "x") * co(y2, "m2")); put("parallel.m2", co(m2 ~ x, "x") * co(y2, "m2"))
put("serial", co(m1 ~ x, "x") * co(m2 ~ x + m1, "m1") * co(y2, "m2")); put("serial.m1", co(m1 ~ x, "x") * co(y2, "m1")); put("serial.m2", co(m2 ~ x + m1, "x") * co(y2, "m2"))
put("index", co(m1 ~ x * trait, "x:trait") * co(wtp ~ x + m1, "m1")); put("covariate.ab", co(m1 ~ x + age, "x") * co(wtp ~ x + m1 + age, "m1"))
n <- nrow(d); one <- rep(1, n); s <- function(y, X) .lm.fit(X, y)$coefficients
set.seed(3); k <- replicate(20000, { e <- d[sample(n, n, TRUE), ]; a <- s(e$m1, cbind(one, e$x))[2]; q <- s(e$m2, cbind(one, e$x, e$m1)); r <- s(e$wtp, cbind(one, e$x, e$m1, e$m2)); c(a * s(e$wtp, cbind(one, e$x, e$m1))[3], a * q[3] * r[4], s(e$m1, cbind(one, e$x, e$trait, e$x * e$trait))[4] * s(e$wtp, cbind(one, e$x, e$m1))[3]) })
est <- c(co(m1 ~ x, "x") * co(wtp ~ x + m1, "m1"), co(m1 ~ x, "x") * co(m2 ~ x + m1, "m1") * co(y2, "m2"), co(m1 ~ x * trait, "x:trait") * co(wtp ~ x + m1, "m1"))
for (i in 1:3) { nm <- c("boot.simple", "boot.serial", "boot.index")[i]; put(paste0(nm, ".se"), sd(k[i, ])); put(paste0(nm, ".low"), quantile(k[i, ], .025)); put(paste0(nm, ".high"), quantile(k[i, ], .975))
  z0 <- qnorm(mean(k[i, ] < est[i])); l <- quantile(k[i, ], pnorm(2 * z0 + qnorm(c(.025, .975)))); put(paste0(nm, ".bc.low"), l[1]); put(paste0(nm, ".bc.high"), l[2]) }

# some specifications of a multiverse: outcome in its three forms, with and without covariates
out <- list(raw = d$wtp, log1p = log1p(d$wtp), winsorized = pmin(d$wtp, quantile(d$wtp, .975)))
for (o in names(out)) for (cs in c("", " + age", " + age + trait")) { m <- lm(as.formula(paste0("out[[o]] ~ x", cs)), d); c <- summary(m); put(paste0("multiverse.", o, gsub(" ", "", cs), ".t"), c$coefficients[2, 3]); put(paste0("multiverse.", o, gsub(" ", "", cs), ".effect"), coef(m)[2] / c$sigma) }
