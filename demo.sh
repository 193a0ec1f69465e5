#!/bin/sh
# Sets everything up, then runs two studies from protocol to report in a real window. Results: results/demo-*
# sh demo.sh sarstedt-2017: runs that study instead.
set -eu
cd "$(dirname "$0")"
unset PYTHONDONTWRITEBYTECODE || true
sh setup.sh
exec .venv/bin/ikea-effect demo "$@"
