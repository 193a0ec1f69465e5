"""`python -m ikea_effect` is the command `ikea-effect`."""

from ikea_effect.cli.main import main

main()
