# Random intercepts: repeated bids and pairs, as name,value lines.
# Run in this folder: Rscript mixed.R > mixed.csv. Debian r-cran-lme4, -lmertest.
suppressPackageStartupMessages({library(lme4); library(lmerTest)})
v <- function(p) paste(p, packageVersion(p)); cat("# ", R.version.string, "; ", v("lme4"), "; ", v("lmerTest"), "\n", sep = ""); cat("name,value\n")
put <- function(name, value) cat(sprintf("%s,%.15g\n", name, as.numeric(value)[1]))
tight <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-12, maxfun = 1e5))
d <- read.csv("../data/repeated.csv"); d$labor <- factor(d$labor, c("build", "prebuilt")); d$good <- factor(d$good, c("box", "crane", "frog", "lego"))
contrasts(d$labor) <- contr.sum(2); contrasts(d$good) <- contr.sum(4); m <- lmer(wtp ~ labor * good + (1 | participant), d, control = tight)
s <- summary(m)$coefficients; put("labor.estimate", 2 * s["labor1", 1]); put("labor.se", 2 * s["labor1", 2]); put("labor.df", s["labor1", 3]); put("labor.p", s["labor1", 5])
vc <- as.data.frame(VarCorr(m))$vcov; put("between", vc[1]); put("within", vc[2]); put("icc", vc[1] / sum(vc))
a <- anova(m, type = 3); for (t in rownames(a)) { put(paste0(t, ".F"), a[t, "F value"]); put(paste0(t, ".df2"), a[t, "DenDF"]); put(paste0(t, ".p"), a[t, "Pr(>F)"]) }
d <- read.csv("../data/pairs.csv"); d$labor <- factor(d$labor, c("build", "prebuilt")); contrasts(d$labor) <- contr.sum(2)
m <- lmer(wtp ~ labor + age + (1 | pair), d, control = tight); s <- summary(m)$coefficients; vc <- as.data.frame(VarCorr(m))$vcov
for (t in c("labor1", "age")) { f <- if (t == "age") 1 else 2; put(paste0("pairs.", t, ".b"), f * s[t, 1]); put(paste0("pairs.", t, ".se"), f * s[t, 2]); put(paste0("pairs.", t, ".df"), s[t, 3]); put(paste0("pairs.", t, ".p"), s[t, 5]) }
put("pairs.icc", vc[1] / sum(vc))
d <- read.csv("../data/slopes.csv"); d$labor <- factor(d$labor, c("build", "prebuilt")); d$whose <- factor(d$whose, c("own", "partner")); contrasts(d$labor) <- contr.sum(2); contrasts(d$whose) <- contr.sum(2)
m <- lmer(wtp ~ labor * whose + (1 + whose | participant), d, control = tight); s <- summary(m)$coefficients; vc <- as.data.frame(VarCorr(m))$vcov
for (t in c("labor1", "whose1", "labor1:whose1")) { f <- if (t == "labor1:whose1") 4 else 2; put(paste0("slopes.", t, ".b"), f * s[t, 1]); put(paste0("slopes.", t, ".se"), f * s[t, 2]); put(paste0("slopes.", t, ".df"), s[t, 3]); put(paste0("slopes.", t, ".p"), s[t, 5]) }
put("slopes.intercept", vc[1]); put("slopes.slope", vc[2]); put("slopes.correlation", vc[3] / sqrt(vc[1] * vc[2])); put("slopes.within", vc[4])
