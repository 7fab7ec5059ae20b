#!/usr/bin/env bash
# What the tests of the web pages need: a browser without a screen, and Java for the validator of HTML. This gets what is
# missing, or says how; without it those tests are skipped and say so.
set -euo pipefail
packages="chromium chromium-driver default-jre-headless"

works() {
  command -v chromium >/dev/null && command -v chromedriver >/dev/null && command -v java >/dev/null &&
    getent hosts localhost >/dev/null
}

[ "$(uname)" = Linux ] || exit 0
works && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Getting what the tests of the web pages need ..."
  apt-get update -qq
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null || true
  # The driver asks for the browser at localhost, of which a machine made a minute ago may not have heard.
  getent hosts localhost >/dev/null || echo "127.0.0.1 localhost" >>/etc/hosts
  works && exit 0
  echo "The tests of the web pages do not have what they need." >&2
fi
echo "The tests of the web pages are skipped without some tools. To run them too:" >&2
echo "  sudo apt-get install --no-install-recommends $packages" >&2
getent hosts localhost >/dev/null || echo "  echo '127.0.0.1 localhost' | sudo tee -a /etc/hosts" >&2
