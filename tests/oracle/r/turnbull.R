# Turnbull's estimate, as name,value lines, by the package interval, whose EM is run to 1e-13 (survfit stops its own early).
# Run in this folder: Rscript turnbull.R > turnbull.csv. It reads R/icfit*.R and R/initFuncs.R of interval (CRAN) from INTERVAL.
# ../data/cosmesis.csv is interval's bcos: Finkelstein & Wolfe (1985), the example of Fay & Shaw (2010).
library(survival); from <- Sys.getenv("INTERVAL", "interval/R"); for (f in c("icfitControl.R", "initFuncs.R", "icfit.R")) source(file.path(from, f))
cat("# ", R.version.string, "; interval 1.1-1.0\n", sep = ""); cat("name,value\n")
put <- function(name, value) cat(sprintf("%s,%.15g\n", name, as.numeric(value)[1]))
fit <- function(name, low, high) { low[is.na(low)] <- -Inf; high[is.na(high)] <- Inf
  f <- icfit(low, high, Lin = low == high, Rin = is.finite(high), initfit = NULL, control = icfitControl(epsilon = 1e-13, maxit = 1e6)); stopifnot(f$converge)
  for (k in seq_along(f$pf)) put(sprintf("%s.%g.%g", name, f$intmap[1, k], f$intmap[2, k]), f$pf[k]) }
b <- read.csv("../data/cosmesis.csv"); for (t in unique(b$treatment)) fit(t, b$left[b$treatment == t], b$right[b$treatment == t])
i <- read.csv("../data/intervals.csv"); for (c in c("build", "prebuilt")) fit(paste0("double.", c), i$double.low[i$labor == c], i$double.high[i$labor == c])
# every fourth answer that is bounded from below told to the cent, as where a price list is followed by a bid
for (c in c("build", "prebuilt")) { s <- i[i$labor == c, ]; k <- which(seq_len(nrow(s)) %% 4 == 1 & !is.na(s$double.low)); s$double.low[k] <- s$double.low[k] + 0.25; s$double.high[k] <- s$double.low[k]; fit(paste0("mixed.", c), s$double.low, s$double.high) }
