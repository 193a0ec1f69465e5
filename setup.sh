#!/bin/sh
# Sets up this checkout: the Debian packages that a window needs, and every Python part in .venv.
# Does nothing where all is there already. demo.sh and test.sh call it.
set -eu
cd "$(dirname "$0")"
unset PYTHONDONTWRITEBYTECODE || true   # without compiled bytecode every start takes seconds

say() { printf '%s\n' "$*" >&2; }
stop() { say "$*"; exit 2; }

# --- what a PsychoPy window needs from the system ---------------------------------------------------------

packages="xvfb xauth libgl1 libgl1-mesa-dri libglu1-mesa libfontconfig1 libfreetype6"

system_is_complete() {
  [ "$(uname -s)" = Linux ] || return 0            # Windows and macOS bring their own
  command -v Xvfb >/dev/null 2>&1 || return 1
  libraries=$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p)
  for library in libX11.so.6 libGL.so.1 libGLU.so.1 libfontconfig.so.1 libfreetype.so.6; do
    case $libraries in *"$library "*) ;; *) return 1 ;; esac
  done
}

if ! system_is_complete; then
  command -v apt-get >/dev/null 2>&1 || stop "A window needs Xvfb, libX11, libGL, libGLU, fontconfig and freetype.
Install them with this system's package manager, then run this again."
  [ "$(id -u)" = 0 ] || stop "A window needs some Debian packages. Install them, then run this again:
  sudo apt-get install --no-install-recommends $packages"
  say "Installing what a window needs: $packages"
  DEBIAN_FRONTEND=noninteractive; export DEBIAN_FRONTEND
  log=$(mktemp)
  # shellcheck disable=SC2086  # one word per package
  { apt-get update -q && apt-get install -q -y --no-install-recommends $packages; } >"$log" 2>&1 </dev/null ||
    { tail -n 20 "$log" >&2; stop "apt-get could not install them; its last words are above."; }
  rm -f "$log"
  system_is_complete || stop "apt-get installed $packages, yet something a window needs is still missing."
fi

# --- Python and its packages ------------------------------------------------------------------------------

fits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 13))' 2>/dev/null; }

case $(cat .venv/installed 2>/dev/null || true) in
  "" | "$PWD "*) ;;
  *) rm -rf .venv ;;      # made in another folder: its commands point there
esac

if ! { [ -x .venv/bin/python ] && fits .venv/bin/python && .venv/bin/python -c 'import pip' 2>/dev/null; }; then
  python=
  for name in "${PYTHON:-python3}" python3.12 python3.11; do
    if fits "$name"; then python=$name; break; fi
  done
  [ -n "$python" ] || stop "Python 3.11 or 3.12 is needed. If it is installed under another name: PYTHON=/path/to/python sh $0"
  "$python" -m venv --clear .venv || stop "$python could not make .venv. On Debian: apt-get install python3-venv"
fi

wanted="$PWD $(cat requirements.lock pyproject.toml setup.sh ikea_effect/__init__.py | cksum)"
if [ "$(cat .venv/installed 2>/dev/null || true)" != "$wanted" ]; then
  say "Installing the Python parts into .venv (about 2 GB, half a minute to three minutes)"
  rm -f .venv/installed
  .venv/bin/python -m pip install --quiet --disable-pip-version-check "$(sed -n 's/^\(uv==[^ ]*\).*/\1/p' requirements.lock)"
  .venv/bin/uv pip install --quiet --python .venv/bin/python --compile-bytecode --require-hashes -r requirements.lock
  .venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps -e .
  printf '%s\n' "$wanted" >.venv/installed
fi
