#!/bin/sh
# Installs what bench/lookups.ts starts and compares with (docs/performance.md). For Debian and Ubuntu; root or sudo.
set -eu
exec "$(dirname "$0")/install-lab.sh" dnsperf time
