"""What would follow: the declared design simulated many times, in batches.

answers.py    the population of one condition after cap, grid and rounding
studies.py    many studies of one hypothesis: draws and estimates in arrays
diagnose.py   power, bias, coverage, chances of each verdict
"""
