#!/bin/sh
# Installs the browser that `npm run test:browser` looks at the pages with: Debian's Chromium, unless a Chromium or
# Chrome is there already. TTL_CHECK_BROWSER names another one. Prints the path. Root or sudo to install.
set -eu

say() { printf 'install-browser: %s\n' "$*" >&2; }
fail() {
  say "$*"
  exit 1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -- "$@"; fi
}

browser() {
  if [ -n "${TTL_CHECK_BROWSER:-}" ]; then
    [ -x "$TTL_CHECK_BROWSER" ] || fail "TTL_CHECK_BROWSER is $TTL_CHECK_BROWSER, which is no program."
    printf '%s\n' "$TTL_CHECK_BROWSER"
    return
  fi
  command -v chromium || command -v google-chrome || return 1
}

if ! browser; then
  command -v apt-get >/dev/null 2>&1 ||
    fail 'this script installs on Debian only. Install Chromium and set TTL_CHECK_BROWSER to its path.'
  say 'installs: chromium'
  as_root apt-get -q update >/dev/null || fail 'apt-get update failed: see above.'
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -q install -y --no-install-recommends chromium fonts-dejavu-core >/dev/null ||
    fail 'apt-get could not install: chromium'
  browser
fi
