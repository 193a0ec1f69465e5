# The sandwich CR2 of mixed models, with Satterthwaite's df, as name,value lines.
# Run in this folder: Rscript clusters.R > clusters.csv. Debian r-cran-lme4, -clubsandwich.
suppressPackageStartupMessages({library(lme4); library(clubSandwich)})
v <- function(p) paste(p, packageVersion(p)); cat("# ", R.version.string, "; ", v("lme4"), "; ", v("clubSandwich"), "\n", sep = ""); cat("name,value\n")
put <- function(name, value) cat(sprintf("%s,%.15g\n", name, as.numeric(value)[1]))
tight <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-12, maxfun = 1e5))
tests <- function(name, m, terms) { c <- coef_test(m, vcov = "CR2", test = "Satterthwaite"); for (t in names(terms)) { r <- c[rownames(c) == t | (if (is.null(c$Coef)) FALSE else c$Coef == t), ]
  if (!is.null(r$p_Satt)) p <- r$p_Satt else p <- r$p_val; df <- if (!is.null(r$df_Satt)) r$df_Satt else r$df; key <- paste0(name, ".", t)
  put(paste0(key, ".b"), terms[[t]] * r$beta); put(paste0(key, ".se"), abs(terms[[t]]) * r$SE); put(paste0(key, ".df"), df); put(paste0(key, ".p"), p) } }
d <- read.csv("../data/pairs.csv"); d$labor <- factor(d$labor, c("build", "prebuilt")); contrasts(d$labor) <- contr.sum(2)
tests("pairs", lmer(wtp ~ labor + age + (1 | pair), d, control = tight), list(labor1 = 2, age = 1))
d <- read.csv("../data/slopes.csv"); d$labor <- factor(d$labor, c("build", "prebuilt")); d$whose <- factor(d$whose, c("own", "partner")); contrasts(d$labor) <- contr.sum(2); contrasts(d$whose) <- contr.sum(2)
tests("slopes", lmer(wtp ~ labor * whose + (1 + whose | participant), d, control = tight), list(labor1 = 2, whose1 = 2, "labor1:whose1" = 4))
d <- read.csv("../data/repeated.csv"); d$labor <- factor(d$labor, c("build", "prebuilt")); d$good <- factor(d$good, c("box", "crane", "frog", "lego")); contrasts(d$labor) <- contr.sum(2); contrasts(d$good) <- contr.sum(4)
m <- lmer(wtp ~ labor * good + (1 | participant), d, control = tight); tests("repeated", m, list(labor1 = 2))
w <- function(name, k) { t <- Wald_test(m, constraints = constrain_zero(k), vcov = "CR2", test = "HTZ"); put(paste0(name, ".F"), t$Fstat); put(paste0(name, ".df2"), t$df_denom); put(paste0(name, ".p"), t$p_val) }
w("good", 3:5); w("labor:good", 6:8)
