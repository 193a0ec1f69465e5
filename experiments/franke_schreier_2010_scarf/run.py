"""Runs one participant of franke-schreier-2010-scarf: start it in PsychoPy Runner, or `python run.py P1`."""

import sys
from pathlib import Path

from ikea_effect.cli.runner import run_experiment

if __name__ == "__main__":
    run_experiment(Path(__file__).parent, "franke-schreier-2010-scarf", sys.argv[1:])
