#!/usr/bin/env bash
# What the tests of the Swissbit TSE need: a C compiler, for the library that stands in for Swissbit's own. This gets
# one, or says how; without it those tests are skipped and say so.
set -euo pipefail
packages="gcc libc6-dev"

works() {
  command -v cc >/dev/null || command -v gcc >/dev/null || return 1
  # A compiler without the C library's headers is no use.
  printf '#include <sys/un.h>\nint main(void) { return 0; }\n' |
    "$(command -v cc || command -v gcc)" -fsyntax-only -x c - 2>/dev/null
}

[ "$(uname)" = Linux ] || exit 0
works && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Getting what the tests of the Swissbit TSE need ..."
  apt-get update -qq
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null || true
  works && exit 0
  echo "The tests of the Swissbit TSE do not have what they need." >&2
fi
echo "The tests of the Swissbit TSE are skipped without a C compiler. To run them too:" >&2
echo "  sudo apt-get install --no-install-recommends $packages" >&2
