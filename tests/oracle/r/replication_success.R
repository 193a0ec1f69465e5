# Controlled and golden sceptical p and Edgington's p of ReplicationSuccess 1.3.3, on z values and variance ratios.
# Run: Rscript replication_success.R FOLDER_WITH_ITS_R_FILES > replication_success.csv
# The package (GPL, github.com/crsuzh/ReplicationSuccess) is not kept here; only what it gives.
folder <- commandArgs(trailingOnly = TRUE)[1]
# Its integrate() stops at 1.2e-4 relative, which the square root behind it makes up to 3% of a small p: here it goes on.
for (file in c("conversionHelpers.R", "pSceptical.R", "pEdgington.R")) {
  lines <- sub("upper = 1,", "upper = 1, rel.tol = 1e-12, subdivisions = 10000L,", readLines(file.path(folder, file)))
  eval(parse(text = lines))
}
cat("# ", R.version.string, "; ReplicationSuccess 1.3.3\n", sep = "")
cat("zo,zr,c,golden,controlled,edgington\n")
for (zo in c(2.06427582, 1.2, 3.5, -2.4)) for (zr in c(1.29264254, 2.5, -1.1, 4.2)) for (c in c(0.4, 1, 2.390586, 9)) {
  cat(sprintf("%.15g,%.15g,%.15g,%.15g,%.15g,%.15g\n", zo, zr, c,
    pSceptical(zo, zr, c, "one.sided", "golden"), pSceptical(zo, zr, c, "one.sided", "controlled"), pEdgington(zo, zr)))
}
