"""ikea-effect: declarative protocols, sessions, bids and verdicts for IKEA-effect studies."""

__version__ = "0.2.0"
