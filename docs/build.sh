#!/bin/sh
# Builds the site of these pages into docs/site, or where the first argument says; a dead link stops it.
# Nothing is fetched: theme, search and letters come with the packages of setup.sh.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
PATH="$here/../.venv/bin:$PATH"
out=${1:-$here/site}
sphinx-build -q -W --keep-going -b html -d "$out/.doctrees" "$here" "$out"
rm -rf "$out/.doctrees"
echo "$out/index.html"
