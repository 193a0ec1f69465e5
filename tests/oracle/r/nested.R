# People in pairs, several bids each: an intercept of the pair and of the person, as name,value lines.
# Run in this folder: Rscript nested.R > nested.csv. Debian r-cran-lme4, -lmertest.
suppressPackageStartupMessages({library(lme4); library(lmerTest)})
v <- function(p) paste(p, packageVersion(p)); cat("# ", R.version.string, "; ", v("lme4"), "; ", v("lmerTest"), "\n", sep = ""); cat("name,value\n")
put <- function(name, value) cat(sprintf("%s,%.15g\n", name, as.numeric(value)[1]))
tight <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-12, maxfun = 1e5))
d <- read.csv("../data/couples.csv"); d$labor <- factor(d$labor, c("build", "prebuilt")); d$whose <- factor(d$whose, c("own", "partner"))
contrasts(d$labor) <- contr.sum(2); contrasts(d$whose) <- contr.sum(2)
m <- lmer(wtp ~ labor * whose + (1 | pair / participant), d, control = tight); s <- summary(m)$coefficients
for (t in c("labor1", "whose1")) { put(paste0(t, ".b"), 2 * s[t, 1]); put(paste0(t, ".se"), 2 * s[t, 2]); put(paste0(t, ".df"), s[t, 3]); put(paste0(t, ".p"), s[t, 5]) }
vc <- as.data.frame(VarCorr(m)); put("pair", vc$vcov[vc$grp == "pair"]); put("person", vc$vcov[vc$grp == "participant:pair"]); put("within", vc$vcov[vc$grp == "Residual"])
put("loglik", logLik(m))
