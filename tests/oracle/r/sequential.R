# Bounds of group sequential tests, their power and expected n, and Bayes factors of t; printed as name,value.
# Run: Rscript sequential.R > sequential.csv
# Needs rpact and BayesFactor (Debian r-cran-rpact, r-cran-bayesfactor).
suppressPackageStartupMessages({library(rpact); library(BayesFactor)})
cat("# ", R.version.string, "; rpact ", as.character(packageVersion("rpact")), "; BayesFactor ",
    as.character(packageVersion("BayesFactor")), "\n", sep = "")
cat("name,value\n")
put <- function(name, value) cat(sprintf("%s,%.15g\n", name, as.numeric(value)[1]))

times <- list(five = c(.2, .4, .6, .8, 1), odd = c(.13, .5, .52, 1), two = c(.5, 1))
for (spending in c("asOF", "asP")) for (sides in 1:2) for (name in names(times)) {
  d <- getDesignGroupSequential(informationRates = times[[name]], alpha = .05 / sides, sided = 1,
                                typeOfDesign = spending, tolerance = 1e-10)
  for (k in seq_along(times[[name]])) put(paste(spending, sides, name, k, sep = "."), d$criticalValues[k])
}

for (spending in c("asOF", "asP")) {                 # d = .5 of known spread, 20, 40, 60 per cell, two-sided
  d <- getDesignGroupSequential(informationRates = c(1, 2, 3) / 3, alpha = .025, sided = 1,
                                typeOfDesign = spending, tolerance = 1e-10)
  p <- getPowerMeans(d, normalApproximation = TRUE, alternative = .5, stDev = 1, maxNumberOfSubjects = 120)
  put(paste(spending, "power", sep = "."), p$overallReject)
  put(paste(spending, "expected_n", sep = "."), p$expectedNumberOfSubjects)
  for (k in 1:3) put(paste(spending, "rejects", k, sep = "."), p$rejectPerStage[k])
}

ts <- list(worked = c(2.5, 20, 20), unequal = c(-1.2, 9, 31), none = c(.1, 100, 100), strong = c(4.4, 50, 60))
for (name in names(ts)) {
  x <- ts[[name]]
  bf <- function(side) ttest.tstat(x[1], x[2], x[3], nullInterval = side, rscale = sqrt(2) / 2)$bf
  put(paste("bf", name, "two-sided", sep = "."), ttest.tstat(x[1], x[2], x[3], rscale = sqrt(2) / 2)$bf)
  put(paste("bf", name, "greater", sep = "."), bf(c(0, Inf)))
  put(paste("bf", name, "less", sep = "."), bf(c(-Inf, 0)))
}
