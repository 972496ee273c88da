#!/usr/bin/env bash
# Puts the program where action/run.js looks for it: a release from npm, or this checkout, built.
set -euo pipefail

if [ -n "$TTL_CHECK_VERSION" ]; then
  if [[ ! "$TTL_CHECK_VERSION" =~ ^[0-9]+\.[0-9]+\.[0-9]+([-+.][0-9A-Za-z.-]+)?$ ]]; then
    printf '::error title=ttl-check::The input version takes a release such as 1.2.3.\n'
    exit 2
  fi
  npm install --prefix "$RUNNER_TEMP/ttl-check" --no-audit --no-fund --no-save "ttl-check@$TTL_CHECK_VERSION"
  printf 'TTL_CHECK_BIN=%s\n' "$RUNNER_TEMP/ttl-check/node_modules/ttl-check/bin/ttl-check.js" >>"$GITHUB_ENV"
else
  cd "$TTL_CHECK_ACTION"
  if [ ! -e dist/main.js ]; then
    [ -d node_modules ] || npm ci --no-audit --no-fund
    npm run build
  fi
  printf 'TTL_CHECK_BIN=%s\n' "$TTL_CHECK_ACTION/bin/ttl-check.js" >>"$GITHUB_ENV"
fi
