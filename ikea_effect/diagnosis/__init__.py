"""What would follow: the declared design simulated many times, in batches.

answers.py    the population of one condition after cap, grid and rounding
studies.py    many studies of one hypothesis: draws and estimates in arrays
kernels/      what answers a model of many studies at once, a file for each sort of model, of a block.py
one_by_one.py each study fitted as a real one, where there is no kernel
pieces.py     some of the studies, run anywhere; runs.py and executors.py run all pieces
diagnose.py   power, bias, coverage, chances of each verdict
"""
