# Bids at bounds and values known up to an interval, as name,value lines.
# Run in this folder: Rscript bounded.R > bounded.csv. Debian r-cran-aer, -survival.
suppressPackageStartupMessages({library(AER); library(survival)})
v <- function(p) paste(p, packageVersion(p)); cat("# ", R.version.string, "; ", v("AER"), "; ", v("survival"), "\n", sep = ""); cat("name,value\n")
put <- function(name, value) cat(sprintf("%s,%.15g\n", name, as.numeric(value)[1]))
d <- read.csv("../data/participants.csv", check.names = FALSE); d <- d[d$labor != "unbuild", ]; d$x <- as.numeric(d$labor == "build")
fit <- function(name, m) { put(paste0(name, ".b"), coef(m)["x"]); put(paste0(name, ".se"), sqrt(diag(vcov(m)))["x"]); put(paste0(name, ".sigma"), m$scale); put(paste0(name, ".loglik"), logLik(m))
  k <- length(coef(m)); V <- vcov(m); g <- c(1, -coef(m)["x"]) / m$scale; i <- c(which(names(coef(m)) == "x"), k + 1); g <- c(1 / m$scale, -coef(m)["x"] / m$scale); put(paste0(name, ".d"), coef(m)["x"] / m$scale); put(paste0(name, ".d.se"), sqrt(t(g) %*% V[i, i] %*% g)) }
ctl <- survreg.control(rel.tolerance = 1e-14, maxiter = 200)
fit("tobit", tobit(wtp ~ x + age, left = 0, right = 6, data = d, control = ctl)); fit("tobit.left", tobit(wtp ~ x, left = 0, data = d, control = ctl))
i <- read.csv("../data/intervals.csv"); i$x <- as.numeric(i$labor == "build")
fit("list", survreg(Surv(list.low, list.high, type = "interval2") ~ x, i, dist = "gaussian", control = ctl)); fit("double", survreg(Surv(double.low, double.high, type = "interval2") ~ x, i, dist = "gaussian", control = ctl))

# Turnbull on cells: self-consistency to 1e-13 on the pieces between neighboring limits, (low, high]; survfit stops its EM earlier
npmle <- function(lo, hi) { lo[is.na(lo)] <- -Inf; hi[is.na(hi)] <- Inf; cuts <- sort(unique(c(lo, hi))); L <- head(cuts, -1); U <- cuts[-1]
  A <- outer(lo, L, "<=") & outer(hi, U, ">="); p <- rep(1 / ncol(A), ncol(A)); repeat { w <- sweep(A, 2, p, "*"); q <- colMeans(w / rowSums(w)); if (max(abs(q - p)) < 1e-13) break; p <- q }
  list(L = L, U = U, p = p) }
for (c in c("build", "prebuilt")) { s <- i[i$labor == c, ]; f <- npmle(s$double.low, s$double.high); for (q in c(1, 2, 4)) put(sprintf("turnbull.%s.%g", c, q), sum(f$p[f$L >= q])); low <- ifelse(is.finite(f$L), f$L, 0); put(paste0("turnbull.", c, ".mean"), sum(f$p * low))
  z <- summary(survfit(Surv(double.low, double.high, type = "interval2") ~ 1, s, conf.type = "none"), times = 2 + 1e-6)$surv; put(paste0("survfit.", c, ".2"), z) }

p <- glm(as.numeric(wtp > 0) ~ x + age, binomial, d, control = list(epsilon = 1e-15)); q <- lm(log(wtp) ~ x + age, d[d$wtp > 0, ])
put("hurdle.logit.b", coef(p)["x"]); put("hurdle.logit.se", sqrt(vcov(p)["x", "x"])); put("hurdle.log.b", coef(q)["x"]); put("hurdle.log.se", sqrt(vcov(q)["x", "x"]))
smear <- tapply(exp(resid(q)), d$x[d$wtp > 0], mean); at <- function(x) { e <- d; e$x <- x; list(s = predict(p, e, type = "response"), m = exp(predict(q, e)) * smear[[as.character(x)]]) }; h <- at(1); l <- at(0)
put("hurdle.estimate", mean(h$s * h$m) - mean(l$s * l$m)); put("hurdle.shares", mean(h$s) - mean(l$s)); put("hurdle.ratio", mean(h$m) / mean(l$m))

best <- function(v, cost = 0) { u <- sort(unique(v)); r <- (u - cost) * sapply(u, function(t) mean(v >= t)); c(u[which.max(r)], max(r)) }
for (c in c("build", "prebuilt")) { v <- d$wtp[d$labor == c]; put(paste0("demand.", c, ".price"), best(v)[1]); put(paste0("demand.", c, ".revenue"), best(v)[2]); put(paste0("demand.", c, ".price1"), best(v, 1)[1]); put(paste0("demand.", c, ".at3"), mean(v >= 3)) }
