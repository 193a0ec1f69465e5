# Chances of a criterion with no effect and with the original's, from R's noncentral t and each rule written out anew.
# Run: Rscript verdict_chances.R > verdict_chances.csv
cat("# ", R.version.string, "\n", sep = "")
cat("t_o,n_o,n_r,rule,zero_met,zero_not,original_met,original_not\n")
for (case in list(c(3.1, 26, 60), c(2.12, 26, 100), c(4, 50, 40))) {
  t_o <- case[1]; n_o <- case[2]; n_r <- case[3]
  scale_o <- 2 / n_o; scale <- 2 / n_r; df <- 2 * n_r - 2
  d_o <- t_o * sqrt(scale_o)
  ncp_r <- d_o / sqrt(scale)
  below <- function(t, ncp) pt(t, df, ncp)
  row <- function(rule, met_from, not_below) {
    cat(sprintf("%.15g,%g,%g,%s,%.12g,%.12g,%.12g,%.12g\n", t_o, n_o, n_r, rule,
      1 - below(met_from, 0), below(not_below, 0), 1 - below(met_from, ncp_r), below(not_below, ncp_r)))
  }
  critical <- qt(0.975, df)
  row("significance", critical, critical)
  # d33: a two-sided test of the original's size rejects with a probability of one third
  df_o <- 2 * n_o - 2
  rejects <- function(ncp) 1 - pt(qt(0.975, df_o), df_o, ncp) + pt(-qt(0.975, df_o), df_o, ncp) - 1 / 3
  d33 <- uniroot(rejects, c(0.1, 6), tol = 1e-13)$root * sqrt(scale_o)
  # significantly below d33: P(T <= t | d33) < .05
  edge <- uniroot(function(t) pt(t, df, d33 / sqrt(scale)) - 0.05, c(-10, 20), tol = 1e-12)$root
  row("small-telescopes", max(edge, critical), edge)
  # Edgington: the sum of both one-sided p is at most sqrt(2) * .025
  p_o <- pt(-t_o, df_o)
  reach <- qt(1 - (sqrt(2) * 0.025 - p_o), df)
  row("edgington", reach, reach)
}
