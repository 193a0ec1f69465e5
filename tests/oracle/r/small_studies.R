# Small-study effects by metafor, printed as name,value lines. Run: Rscript small_studies.R > small_studies.csv
suppressPackageStartupMessages(library(metafor))
cat("# ", R.version.string, "; metafor ", as.character(packageVersion("metafor")), "\n", sep = "")
cat("name,value\n")
put <- function(name, value) cat(sprintf("%s,%.15g\n", name, as.numeric(value)[1]))
sets <- list(
  selected = data.frame(
    d = c(.40, .75, .61, .10, .58, .95, .22, .36, .25, .52, 1.10, .35, .14, .08),
    v = c(.080, .060, .110, .020, .050, .140, .010, .090, .012, .045, .180, .030, .040, .018)),
  even = data.frame(
    d = c(.10, .42, -.20, .35, .61, .05, .28, -.05, .50, .19, .33),
    v = c(.050, .020, .090, .030, .110, .040, .010, .070, .060, .015, .025)),
  spread = data.frame(
    d = c(.90, .15, 1.20, -.10, .65, .40, -.35, .85, .55, 1.05, .05, .72),
    v = c(.040, .030, .090, .050, .020, .060, .045, .035, .070, .080, .025, .055)))
for (name in names(sets)) {
  t <- sets[[name]]
  fit <- rma(d, v, data = t, method = "REML", control = list(threshold = 1e-14, maxiter = 1000))
  ci <- confint(fit, control = list(tol = 1e-12))
  put(paste0(name, ".tau2_low"), ci$random["tau^2", "ci.lb"]); put(paste0(name, ".tau2_high"), ci$random["tau^2", "ci.ub"])
  egger <- regtest(t$d, t$v, model = "lm", predictor = "sei")
  put(paste0(name, ".egger.t"), egger$zval); put(paste0(name, ".egger.df"), egger$dfs); put(paste0(name, ".egger.p"), egger$pval)
  for (what in c("pet", "peese")) {
    t$x <- if (what == "pet") sqrt(t$v) else t$v
    m <- lm(d ~ x, data = t, weights = 1 / v)
    put(sprintf("%s.%s.b", name, what), coef(m)[1]); put(sprintf("%s.%s.se", name, what), sqrt(vcov(m)[1, 1]))
    put(sprintf("%s.%s.low", name, what), confint(m)[1, 1]); put(sprintf("%s.%s.high", name, what), confint(m)[1, 2])
    put(sprintf("%s.%s.p", name, what), summary(m)$coefficients[1, 4])
  }
  ml <- rma(d, v, data = t, method = "ML", control = list(threshold = 1e-14, maxiter = 1000))
  s <- selmodel(ml, type = "stepfun", alternative = "greater", steps = .025, control = list(optimizer = "nlminb", rel.tol = 1e-10))
  put(paste0(name, ".sel.mu"), s$beta); put(paste0(name, ".sel.se"), s$se); put(paste0(name, ".sel.tau2"), s$tau2)
  put(paste0(name, ".sel.delta"), s$delta[2]); put(paste0(name, ".sel.lrt"), s$LRT); put(paste0(name, ".sel.p"), s$LRTp)
}
