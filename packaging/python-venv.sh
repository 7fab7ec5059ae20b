#!/usr/bin/env bash
# Makes the virtual environment; where Debian's python3 comes without venv, gets it or says how.
set -euo pipefail
venv=$1
[ -x "$venv/bin/python" ] && [ -x "$venv/bin/pip" ] && exit 0
if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
  else
    echo "Python's venv module is missing. Please run:  sudo apt-get install python3-venv" >&2
    exit 1
  fi
fi
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Kasse needs Python 3.11 or newer." >&2; exit 1; }
python3 -m venv "$venv"
