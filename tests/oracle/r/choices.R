# Choices, ordered ratings and scales, as name,value lines.
# Run in this folder: Rscript choices.R > choices.csv. Debian r-cran-ordinal, -psych.
suppressPackageStartupMessages({library(ordinal); library(psych)})
v <- function(p) paste(p, packageVersion(p)); cat("# ", R.version.string, "; ", v("ordinal"), "; ", v("psych"), "\n", sep = ""); cat("name,value\n")
put <- function(name, value) cat(sprintf("%s,%.15g\n", name, as.numeric(value)[1]))
d <- read.csv("../data/participants.csv", check.names = FALSE); d <- d[d$labor != "unbuild", ]; d$x <- as.numeric(d$labor == "build"); d$y <- as.numeric(d$buy == "yes")
k <- tapply(d$y, d$x, sum)[c("1", "0")]; n <- tapply(d$y, d$x, length)[c("1", "0")]; t <- prop.test(k, n, correct = FALSE)
put("difference", k[1] / n[1] - k[2] / n[2]); put("z", sign(k[1] / n[1] - k[2] / n[2]) * sqrt(t$statistic)); put("p", t$p.value)
w <- rbind(prop.test(k[1], n[1], correct = FALSE)$conf.int, prop.test(k[2], n[2], correct = FALSE)$conf.int); p <- k / n; e <- p[1] - p[2]  # Newcombe (1998), method 10
put("newcombe.low", e - sqrt((p[1] - w[1, 1])^2 + (w[2, 2] - p[2])^2)); put("newcombe.high", e + sqrt((w[1, 2] - p[1])^2 + (p[2] - w[2, 1])^2))
f <- fisher.test(matrix(c(k[1], n[1] - k[1], k[2], n[2] - k[2]), 2, byrow = TRUE)); put("fisher.p", f$p.value); put("fisher.or", f$estimate); put("fisher.low", f$conf.int[1]); put("fisher.high", f$conf.int[2])
m <- glm(y ~ x + age + trait, binomial, d, control = list(epsilon = 1e-15)); s <- summary(m)$coefficients; put("logit.b", s["x", 1]); put("logit.se", s["x", 2]); put("logit.p", s["x", 4])
X <- model.matrix(m); at <- function(v) { Z <- X; Z[, "x"] <- v; q <- plogis(drop(Z %*% coef(m))); list(p = mean(q), g = colMeans(q * (1 - q) * Z)) }; g <- at(1)$g - at(0)$g
put("ame", at(1)$p - at(0)$p); put("ame.se", sqrt(t(g) %*% vcov(m) %*% g))
o <- clm(factor(liking) ~ x + trait, data = d, control = clm.control(gradTol = 1e-10)); put("clm.b", coef(o)["x"]); put("clm.se", sqrt(diag(vcov(o)))["x"]); put("clm.loglik", logLik(o)); put("clm.trait", coef(o)["trait"])

i <- read.csv("../data/items.csv"); i$c <- 8 - i$c; a <- suppressWarnings(psych::alpha(i)); N <- nrow(i); K <- 5; al <- a$total$raw_alpha
put("alpha", al); put("alpha.low", 1 - (1 - al) * qf(.975, N - 1, (N - 1) * (K - 1))); put("alpha.high", 1 - (1 - al) * qf(.025, N - 1, (N - 1) * (K - 1))); put("item_rest.a", a$item.stats["a", "r.drop"]); put("item_rest.c", a$item.stats["c", "r.drop"])
f <- factanal(i, 1, control = list(opt = list(factr = 10, pgtol = 1e-12, maxit = 1000))); s <- sapply(i, sd); l <- abs(f$loadings[, 1]) * s; u <- f$uniquenesses * s^2; put("omega", sum(l)^2 / (sum(l)^2 + sum(u)))
