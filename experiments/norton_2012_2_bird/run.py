"""Runs norton-2012-2 with a bird: start it in PsychoPy Runner, or `python run.py P001`."""

import sys
from pathlib import Path

from ikea_effect.cli.runner import run_experiment

if __name__ == "__main__":
    run_experiment(Path(__file__).parent, "norton-2012-2", sys.argv[1:])
