#!/bin/sh
# Sets everything up, then runs every check and every test.   sh test.sh quick: leaves out the slow ones
# sh test.sh long: in their place, by hand and for hours: desks and a server that are killed while people come,
# studies of 200 seeds for every hypothesis, then hundreds of small faults in the program that tests have to notice
set -eu
cd "$(dirname "$0")"
unset PYTHONDONTWRITEBYTECODE || true
sh setup.sh
PATH="$PWD/.venv/bin:$PATH"
[ "${1:-}" != long ] || { python -m tests.e2e.storm 8 400 120 && python -m tests.e2e.windowed_storm 200 1 && python -m tests.e2e.arrivals 10000 60 12 && python -m tests.recovery.run && exec python tests/mutants/run.py; }
failed= times=

run() {
  printf '\n== %s\n' "$*"
  begun=$(date +%s)
  "$@" || failed="$failed
  $*"
  times="$times
  $(($(date +%s) - begun)) s: $*"
}

run ruff check .
run ruff format --check .
run mypy
run lint-imports --no-logo
run pytest -q -n 2 -m "not slow and not window"
[ "${1:-}" = quick ] || run pytest -q -n 2 --dist loadfile -m "slow or window" --durations 10

printf '\nHow long each took:%s\n' "$times"
[ -z "$failed" ] || { printf '\nThese failed:%s\n' "$failed"; exit 1; }
