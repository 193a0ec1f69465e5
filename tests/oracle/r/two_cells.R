# Two cells compared in every declared way, as name,value lines.
# Run in this folder: Rscript two_cells.R > two_cells.csv. Base R; what R has no function for is written out.
cat("# ", R.version.string, "\n", sep = ""); cat("name,value\n")
put <- function(name, value) cat(sprintf("%s,%.15g\n", name, as.numeric(value)[1]))
d <- read.csv("../data/participants.csv", check.names = FALSE)
a <- d$wtp[d$labor == "build"]; b <- d$wtp[d$labor == "prebuilt"]; n <- length(a); m <- length(b)

test <- function(name, t) { put(paste0(name, ".t"), t$statistic); put(paste0(name, ".df"), t$parameter); put(paste0(name, ".p"), t$p.value) }
both <- function(name, t) { test(name, t); put(paste0(name, ".low"), t$conf.int[1]); put(paste0(name, ".high"), t$conf.int[2]) }
both("welch", t.test(a, b)); test("welch.greater", t.test(a, b, alternative = "greater")); test("welch.less", t.test(a, b, alternative = "less"))
both("student", t.test(a, b, var.equal = TRUE))
both("welch.against", t.test(a, d[["wtp-other"]][d$labor == "prebuilt"]))
limits <- function(t, df) sapply(c(.975, .025), function(p) uniroot(function(x) pt(t, df, x) - p, c(t - 10, t + 10), tol = 1e-13)$root)
J <- function(df) exp(lgamma(df / 2) - log(sqrt(df / 2)) - lgamma((df - 1) / 2))
t <- t.test(a, b, var.equal = TRUE); g <- J(n + m - 2) * sqrt(1 / n + 1 / m) * c(t$statistic, limits(t$statistic, n + m - 2))
put("g", g[1]); put("g.low", g[2]); put("g.high", g[3])

x <- d$wtp; y <- d[["wtp-other"]]; t <- t.test(x, y, paired = TRUE); both("paired", t); N <- length(x)
g <- J(N - 1) / sqrt(N) * c(t$statistic, limits(t$statistic, N - 1)); put("gz", g[1]); put("gz.low", g[2]); put("gz.high", g[3]); put("paired.r", cor(x, y))

put("ratio", mean(a) / mean(b)); z <- qnorm(.975); va <- var(a) / n; vb <- var(b) / m; r <- mean(a) / mean(b)
f <- function(q) (mean(a) - q * mean(b))^2 - z^2 * (va + q^2 * vb)
put("fieller.low", uniroot(f, c(.2, r), tol = 1e-14)$root); put("fieller.high", uniroot(f, c(r, 6), tol = 1e-14)$root)
set.seed(1); k <- replicate(40000, mean(sample(a, n, TRUE)) / mean(sample(b, m, TRUE)))
put("ratio.boot.low", quantile(k, .025)); put("ratio.boot.high", quantile(k, .975)); put("ratio.boot.se", sd(k))

w <- suppressWarnings(wilcox.test(a, b, exact = FALSE)); put("mwu.U", w$statistic); put("mwu.p", w$p.value)
put("mwu.greater.p", suppressWarnings(wilcox.test(a, b, exact = FALSE, alternative = "greater"))$p.value)
diffs <- outer(a, b, "-"); put("share", mean(diffs > 0) + mean(diffs == 0) / 2); put("shift", median(diffs))
# Brunner & Munzel (2000), written out
ra <- rank(c(a, b))[1:n]; rb <- rank(c(a, b))[n + 1:m]; ia <- rank(a); ib <- rank(b)
sa <- sum((ra - ia - mean(ra) + (n + 1) / 2)^2) / (n - 1); sb <- sum((rb - ib - mean(rb) + (m + 1) / 2)^2) / (m - 1)
bm <- n * m * (mean(ra) - mean(rb)) / ((n + m) * sqrt(n * sa + m * sb))
df <- (n * sa + m * sb)^2 / ((n * sa)^2 / (n - 1) + (m * sb)^2 / (m - 1)); s <- sqrt(sa / (n * m^2) + sb / (m * n^2))
put("bm.t", bm); put("bm.df", df); put("bm.p", 2 * pt(-abs(bm), df)); p <- mean(diffs > 0) + mean(diffs == 0) / 2
put("bm.low", p - qt(.975, df) * s); put("bm.high", p + qt(.975, df) * s)

# Yuen (1974) and the robust d of Algina, Keselman & Penfield (2005), written out
win <- function(v, tr = .2) { k <- floor(tr * length(v)); s <- sort(v); pmin(pmax(v, s[k + 1]), s[length(v) - k]) }
h <- function(v) length(v) - 2 * floor(.2 * length(v))
q <- function(v) (length(v) - 1) * var(win(v)) / (h(v) * (h(v) - 1))
y1 <- mean(a, trim = .2) - mean(b, trim = .2); se <- sqrt(q(a) + q(b)); df <- se^4 / (q(a)^2 / (h(a) - 1) + q(b)^2 / (h(b) - 1))
put("yuen.estimate", y1); put("yuen.se", se); put("yuen.t", y1 / se); put("yuen.df", df); put("yuen.p", 2 * pt(-abs(y1 / se), df))
put("yuen.low", y1 - qt(.975, df) * se); put("yuen.high", y1 + qt(.975, df) * se)
zq <- qnorm(.8); c2 <- integrate(function(u) u^2 * dnorm(u), -zq, zq, rel.tol = 1e-13)$value + 2 * .2 * zq^2
sw <- sqrt(((n - 1) * var(win(a)) + (m - 1) * var(win(b))) / (n + m - 2)); put("akp", sqrt(c2) * y1 / sw)
l <- limits(y1 / se, df) * se * sqrt(c2) / sw; put("akp.low", l[1]); put("akp.high", l[2])

for (at in c(.25, .5, .75)) put(paste0("quantile.", at), quantile(a, at) - quantile(b, at))
set.seed(2); k <- replicate(20000, quantile(sample(a, n, TRUE), .75) - quantile(sample(b, m, TRUE), .75)); put("quantile.0.75.se", sd(k))

put("tost.lower", t.test(a, b, mu = -1, alternative = "greater")$p.value); put("tost.upper", t.test(a, b, mu = 1, alternative = "less")$p.value)
test("tost.ratio.lower", t.test(a, b / 1.5, alternative = "greater")); test("tost.ratio.upper", t.test(a, b * 1.5, alternative = "less"))
t <- t.test(a, b, conf.level = .9); put("tost.ci90.low", t$conf.int[1]); put("tost.ci90.high", t$conf.int[2])
