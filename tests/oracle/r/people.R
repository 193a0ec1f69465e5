# Chi-square, counts, slopes, moderators with levels, pairs as clusters, mediation within participants.
# Run in this folder: Rscript people.R > people.csv. Debian r-cran-mass, -sandwich, -lmtest, -clubsandwich, -effectsize.
suppressPackageStartupMessages({library(MASS); library(sandwich); library(lmtest); library(clubSandwich)})
v <- function(p) paste(p, packageVersion(p)); cat("# ", R.version.string, "; ", paste(sapply(c("MASS", "sandwich", "clubSandwich", "effectsize"), v), collapse = "; "), "\n", sep = ""); cat("name,value\n")
put <- function(name, value) cat(sprintf("%s,%.15g\n", name, as.numeric(value)[1]))
d <- read.csv("../data/people.csv"); d$x <- as.numeric(d$labor == "build"); d$status <- factor(d$status, c("low", "middle", "high"))
row <- function(name, m, term, vc = vcovHC(m, "HC3")) { c <- coeftest(m, vcov. = vc); put(paste0(name, ".b"), c[term, 1]); put(paste0(name, ".se"), c[term, 2]); put(paste0(name, ".p"), c[term, 4]) }

# a choice of three by two and by three levels; a small table, whose exact p R sums over all tables
t <- chisq.test(table(d$labor, d$pick), correct = FALSE); put("chi.x2", t$statistic); put("chi.p", t$p.value); put("chi.v", sqrt(t$statistic / sum(t$observed)))
ncp <- function(q) uniroot(function(l) pchisq(t$statistic, t$parameter, l) - q, c(0, 200), tol = 1e-12)$root
put("chi.v.low", sqrt(ncp(.95) / 120)); put("chi.v.high", sqrt(ncp(.05) / 120))
suppressPackageStartupMessages(library(effectsize)); both <- as.data.frame(cramers_v(table(d$labor, d$pick), adjust = FALSE, ci = .9, alternative = "two.sided")); put("chi.v.effectsize.low", both$CI_low); put("chi.v.effectsize.high", both$CI_high); put("chi.v.adjusted", cramers_v(table(d$labor, d$pick), adjust = TRUE)$Cramers_v_adjusted)
t3 <- chisq.test(table(d$status, d$pick), correct = FALSE); put("chi3.x2", t3$statistic); put("chi3.p", t3$p.value); put("chi3.v", sqrt(t3$statistic / sum(t3$observed) / 2)); put("chi3.v.adjusted", cramers_v(table(d$status, d$pick), adjust = TRUE)$Cramers_v_adjusted)
f <- d[1:24, ]; put("fisher.p", fisher.test(table(f$labor, f$pick))$p.value); put("fisher3.p", fisher.test(table(f$status, f$pick))$p.value)
two <- f[f$pick != "none", ]; put("fisher2.p", fisher.test(table(two$labor, two$pick))$p.value)

# counts
m <- glm(tries ~ x + skill, poisson, d, control = glm.control(1e-14, 100)); k <- vcovHC(m, "HC3"); put("poisson.b", coef(m)["x"]); put("poisson.se", sqrt(k["x", "x"])); put("poisson.p", 2 * pnorm(-abs(coef(m)["x"] / sqrt(k["x", "x"]))))
m <- glm.nb(tries ~ x + skill, d, control = glm.control(1e-14, 200)); s <- summary(m)$coefficients; put("nb.b", s["x", 1]); put("nb.se", s["x", 2]); put("nb.p", s["x", 4]); put("nb.dispersion", 1 / m$theta)

# slopes without a factor, at the means of what they are multiplied with
d$s <- d$skill - mean(d$skill); d$j <- d$joy - mean(d$joy)
m <- lm(wtp ~ s * j, d); row("product", m, "s:j"); row("alone", m, "s"); c <- coeftest(m, vcov. = vcovHC(m, "HC3")); put("product.partial", c["s:j", 3] / sqrt(c["s:j", 3]^2 + m$df.residual))
m <- lm(wtp ~ I(labor == "build") * s, d); row("level", m, 'I(labor == "build")TRUE:s')

# a moderator with levels: the effect at each, and F of both products (HC3)
m <- lm(wtp ~ x * status, d); K <- vcovHC(m, "HC3"); b <- coef(m)
for (l in levels(d$status)) { d$at <- relevel(d$status, l); row(paste0("at.", l), lm(wtp ~ x * at, d), "x") }
i <- c("x:statusmiddle", "x:statushigh"); F <- as.numeric(t(b[i]) %*% solve(K[i, i]) %*% b[i]) / 2; put("moderator.F", F); put("moderator.p", pf(F, 2, m$df.residual, lower.tail = FALSE))
e <- d[d$status != "middle", ]; m <- lm(wtp ~ x * I(status == "low"), e); row("two", m, 'x:I(status == "low")TRUE')

# pairs as clusters: CR2 with Satterthwaite's df, of people who stand for themselves in the model
cl <- function(name, m, term) { c <- coef_test(m, vcov = "CR2", cluster = d$pair, test = "Satterthwaite"); r <- c[rownames(c) == term, ]; if (nrow(r) == 0) r <- c[c$Coef == term, ]; put(paste0(name, ".b"), r$beta); put(paste0(name, ".se"), r$SE); put(paste0(name, ".df"), if (is.null(r$df_Satt)) r$df else r$df_Satt); put(paste0(name, ".p"), if (is.null(r$p_Satt)) r$p_val else r$p_Satt) }
cl("pairs", lm(wtp ~ x + skill, d), "x"); cl("pairs.product", lm(wtp ~ x * skill, d), "x:skill")
w <- Wald_test(lm(wtp ~ x * status, d), constraints = constrain_zero(c("x:statusmiddle", "x:statushigh")), vcov = "CR2", cluster = d$pair, test = "HTZ"); put("pairs.F", w$Fstat); put("pairs.df2", w$df_denom); put("pairs.Fp", w$p_val)
p <- aggregate(cbind(wtp, x) ~ pair, d, mean); t <- t.test(p$wtp[p$x == 1], p$wtp[p$x == 0]); put("pairmeans.t", t$statistic); put("pairmeans.df", t$parameter); put("pairmeans.p", t$p.value)

# mediation within participants (Montoya & Hayes 2017), by least squares on differences and centered means
s <- read.csv("../data/sides.csv"); own <- s[s$whose == "own", ]; other <- s[s$whose == "partner", ]; other <- other[match(own$participant, other$participant), ]
g <- data.frame(y = own$wtp - other$wtp, p = own$pride - other$pride, j = own$joy - other$joy, mp = (own$pride + other$pride) / 2, mj = (own$joy + other$joy) / 2); g$mp <- g$mp - mean(g$mp); g$mj <- g$mj - mean(g$mj)
m <- lm(y ~ p + mp, g); put("within.ab", mean(g$p) * coef(m)["p"]); put("within.direct", coef(m)[1]); put("within.total", mean(g$y)); put("within.b.p", summary(m)$coefficients["p", 4])
m <- lm(y ~ p + j + mp + mj, g); put("within2.p", mean(g$p) * coef(m)["p"]); put("within2.j", mean(g$j) * coef(m)["j"]); put("within2.direct", coef(m)[1])
n <- nrow(g); set.seed(5); k <- replicate(20000, { e <- g[sample(n, n, TRUE), ]; f <- .lm.fit(cbind(1, e$p, e$j, e$mp - mean(e$mp), e$mj - mean(e$mj)), e$y)$coefficients; c(mean(e$p) * f[2] + mean(e$j) * f[3], mean(e$p) * f[2] - mean(e$j) * f[3]) })
for (i in 1:2) { nm <- c("within.boot", "within.compare")[i]; put(paste0(nm, ".se"), sd(k[i, ])); put(paste0(nm, ".low"), quantile(k[i, ], .025)); put(paste0(nm, ".high"), quantile(k[i, ], .975)) }

# two indirect effects compared, between participants
d <- read.csv("../data/participants.csv", check.names = FALSE); d <- d[d$labor != "unbuild", ]; d$x <- as.numeric(d$labor == "build"); n <- nrow(d); one <- rep(1, n)
both <- function(e) { f <- .lm.fit(cbind(one, e$x, e$m1, e$m2), e$wtp)$coefficients; .lm.fit(cbind(one, e$x), e$m1)$coefficients[2] * f[3] - .lm.fit(cbind(one, e$x), e$m2)$coefficients[2] * f[4] }
put("compare", both(d)); set.seed(7); k <- replicate(20000, both(d[sample(n, n, TRUE), ])); put("compare.se", sd(k)); put("compare.low", quantile(k, .025)); put("compare.high", quantile(k, .975))

# a cell alone: those whose fate is kept
e <- d[d$fate == "kept", ]; t <- t.test(e$wtp[e$x == 1], e$wtp[e$x == 0]); put("kept.t", t$statistic); put("kept.df", t$parameter); put("kept.p", t$p.value)
