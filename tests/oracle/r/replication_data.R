# The real data sets of analysis/data by base R, printed as name,value lines.
# Run in this folder: Rscript replication_data.R > replication_data.csv
cat("# ", R.version.string, "\n", sep = ""); cat("name,value\n")
put <- function(name, value) cat(sprintf("%s,%.15g\n", name, as.numeric(value)[1]))
data <- function(file) read.csv(file.path("..", "..", "..", "analysis", "data", file))

g <- data("goalstudy/goalstudy.csv"); g$progress <- factor(g$progress); g$prodvar <- factor(g$prodvar); g$logged <- log1p(g$bid)
for (y in c("bid", "logged", "perceivedsim")) {
  m <- lm(reformulate("progress * prodvar", y), g, contrasts = list(progress = contr.sum, prodvar = contr.sum))
  a <- drop1(m, . ~ ., test = "F")
  for (term in c("progress", "prodvar", "progress:prodvar")) { put(paste(y, term, "F", sep = "."), a[term, "F value"]); put(paste(y, term, "p", sep = "."), a[term, "Pr(>F)"]) }
  put(paste0(y, ".sse"), sum(resid(m)^2))
}
t <- data("tal_or/Tal_Or.csv"); names(t)[names(t) == "import."] <- "import"
a <- summary(lm(pmi ~ cond, t))$coefficients; b <- summary(lm(reaction ~ cond + pmi, t))$coefficients
put("tal_or.a", a["cond", 1]); put("tal_or.a_se", a["cond", 2]); put("tal_or.a_p", a["cond", 4])
put("tal_or.b", b["pmi", 1]); put("tal_or.b_se", b["pmi", 2]); put("tal_or.direct", b["cond", 1]); put("tal_or.direct_se", b["cond", 2]); put("tal_or.direct_p", b["cond", 4])
put("tal_or.total", coef(lm(reaction ~ cond, t))["cond"]); put("tal_or.indirect", a["cond", 1] * b["pmi", 1])
d1 <- coef(lm(import ~ cond, t))["cond"]; d2 <- coef(lm(pmi ~ cond + import, t))["import"]; d3 <- coef(lm(reaction ~ cond + import + pmi, t))["pmi"]
put("tal_or.serial", d1 * d2 * d3)
k <- data("kristrom/KR.csv"); m <- glm(R1 ~ bid1, binomial, k, control = list(epsilon = 1e-14)); cf <- coef(m); v <- vcov(m)
put("kristrom.constant", cf[1]); put("kristrom.slope", cf[2]); put("kristrom.slope_se", sqrt(v[2, 2])); put("kristrom.loglik", logLik(m))
gr <- c(-1 / cf[2], cf[1] / cf[2]^2); put("kristrom.median", -cf[1] / cf[2]); put("kristrom.median_se", sqrt(gr %*% v %*% gr))
n <- tapply(k$R1, k$bid1, length); y <- tapply(k$R1, k$bid1, mean); prices <- as.numeric(names(n))
# weighted isotonic regression by the minimax formula
falling <- sapply(seq_along(y), function(i) { w <- function(a, b) sum((n * y)[a:b]) / sum(n[a:b]); max(sapply(i:length(y), function(b) min(sapply(1:i, function(a) w(a, b))))) })
put("kristrom.lower_bound", sum(falling * diff(c(0, prices))))
