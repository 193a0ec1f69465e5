# Several cells: contrasts, one-way and crossed factors, as name,value lines.
# Run in this folder: Rscript several_cells.R > several_cells.csv. Debian r-cran-car, -emmeans, -sandwich.
suppressPackageStartupMessages({library(car); library(emmeans); library(sandwich)})
v <- function(p) paste(p, packageVersion(p)); cat("# ", R.version.string, "; ", v("car"), "; ", v("emmeans"), "; ", v("sandwich"), "\n", sep = ""); cat("name,value\n")
put <- function(name, value) cat(sprintf("%s,%.15g\n", name, as.numeric(value)[1]))
d <- read.csv("../data/participants.csv", check.names = FALSE)
d$labor <- factor(d$labor, c("build", "prebuilt", "unbuild")); d$fate <- factor(d$fate, c("kept", "destroyed"))
contrasts(d$labor) <- contr.sum(3); contrasts(d$fate) <- contr.sum(2)

one <- lm(wtp ~ labor, d); k <- summary(contrast(emmeans(one, "labor"), list(x = c(1, -.5, -.5))))
put("pooled.estimate", k$estimate); put("pooled.se", k$SE); put("pooled.df", k$df); put("pooled.t", k$t.ratio); put("pooled.p", k$p.value)
# Welch's form by its definition
w <- c(1, -.5, -.5); n <- tapply(d$wtp, d$labor, length); u <- w^2 * tapply(d$wtp, d$labor, var) / n
e <- sum(w * tapply(d$wtp, d$labor, mean)); df <- sum(u)^2 / sum(u^2 / (n - 1))
put("welch.estimate", e); put("welch.se", sqrt(sum(u))); put("welch.df", df); put("welch.p", 2 * pt(-abs(e / sqrt(sum(u))), df))
limits <- function(t, df) sapply(c(.975, .025), function(p) uniroot(function(x) pt(t, df, x) - p, c(t - 10, t + 10), tol = 1e-13)$root)
J <- function(df) exp(lgamma(df / 2) - log(sqrt(df / 2)) - lgamma((df - 1) / 2)); s <- J(k$df) * sqrt(sum(w^2 / n))
put("contrast.g", s * k$t.ratio); l <- s * limits(k$t.ratio, k$df); put("contrast.g.low", l[1]); put("contrast.g.high", l[2])

a <- anova(one); put("anova.F", a$F[1]); put("anova.p", a$`Pr(>F)`[1])
ncp <- function(F, d1, d2, p) if (pf(F, d1, d2) < p) 0 else uniroot(function(x) pf(F, d1, d2, ncp = x) - p, c(0, 200), tol = 1e-12)$root
eta <- function(name, F, d1, d2) { put(name, F * d1 / (F * d1 + d2)); for (q in c(.975, .025)) { x <- ncp(F, d1, d2, q); put(paste0(name, if (q > .5) ".low" else ".high"), x / (x + d1 + d2 + 1)) } }
eta("eta2", a$F[1], 2, a$Df[2])
t <- oneway.test(wtp ~ labor, d); put("oneway.F", t$statistic); put("oneway.df2", t$parameter[2]); put("oneway.p", t$p.value)
h <- linearHypothesis(one, c("labor1 = 0", "labor2 = 0"), vcov. = vcovHC(one, "HC3")); put("hc3.F", h$F[2]); put("hc3.p", h$`Pr(>F)`[2])
p <- c(); for (x in list(c("build", "prebuilt"), c("build", "unbuild"), c("prebuilt", "unbuild"))) p <- c(p, t.test(d$wtp[d$labor == x[1]], d$wtp[d$labor == x[2]])$p.value)
q <- p.adjust(p, "holm"); for (i in 1:3) { put(paste0("pair.", i, ".p"), p[i]); put(paste0("pair.", i, ".holm"), q[i]) }

two <- lm(wtp ~ labor * fate, d); cov <- lm(wtp ~ labor * fate + age, d)
for (fit in c("two", "cov")) for (hc in c("classic", "hc3")) {
  A <- if (hc == "classic") Anova(get(fit), type = 3) else suppressMessages(Anova(get(fit), type = 3, white.adjust = "hc3"))
  for (term in rownames(A)) if (!term %in% c("(Intercept)", "Residuals")) { put(paste(fit, hc, term, "F", sep = "."), A[term, if (hc == "hc3") "F" else "F value"]); put(paste(fit, hc, term, "p", sep = "."), A[term, "Pr(>F)"]) }
}
A <- Anova(two, type = 3); eta("eta2.interaction", A["labor:fate", "F value"], 2, A["Residuals", "Df"])
s <- d[d$labor != "unbuild", ]; s$labor <- droplevels(s$labor); contrasts(s$labor) <- contr.sum(2); m <- lm(wtp ~ labor * fate, s)
K <- vcovHC(m, "HC3"); b <- coef(m); for (i in 2:4) { f <- if (i == 4) 4 else 2; put(paste0("square.", i, ".estimate"), f * b[i]); put(paste0("square.", i, ".se"), f * sqrt(K[i, i])); put(paste0("square.", i, ".p"), 2 * pt(-abs(b[i] / sqrt(K[i, i])), m$df.residual)) }
# g of the interaction contrast of four cells: pooled t, scale sqrt(sum 1 / n)
nn <- table(s$labor, s$fate); t4 <- summary(m)$coefficients[4, 3]; sc <- J(m$df.residual) * sqrt(sum(1 / nn)); put("square.g", sc * t4)
l <- sc * limits(t4, m$df.residual); put("square.g.low", l[1]); put("square.g.high", l[2])
