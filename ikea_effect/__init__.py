"""ikea-effect: declarative protocols, sessions, bids and verdicts for IKEA-effect studies."""

__version__ = "0.1.0"
