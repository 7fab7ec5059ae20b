#!/usr/bin/env bash
# What the tests on a real display need: a display without a screen, something that presses keys, and a screen reader's
# way into the window. This gets what is missing, or says how; without it those tests are skipped and say so.
set -euo pipefail
packages="xvfb xdotool dbus-daemon at-spi2-core gir1.2-atspi-2.0 python3-gi"

works() {
  command -v Xvfb >/dev/null && command -v xdotool >/dev/null && command -v dbus-daemon >/dev/null &&
    [ -x /usr/libexec/at-spi-bus-launcher ] &&
    /usr/bin/python3 -c 'import gi; gi.require_version("Atspi", "2.0")' 2>/dev/null
}

[ "$(uname)" = Linux ] || exit 0
works && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Getting what the tests on a real display need ..."
  apt-get update -qq
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null || true
  works && exit 0
  echo "The tests on a real display do not have what they need." >&2
fi
echo "The tests on a real display are skipped without some tools. To run them too:" >&2
echo "  sudo apt-get install --no-install-recommends $packages" >&2
