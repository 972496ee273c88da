#!/bin/sh
# Installs what bench/ starts and compares with (docs/performance.md). For Debian and Ubuntu; root or sudo.
# --small leaves out what has to be built.
set -eu

say() { printf 'install-bench: %s\n' "$*" >&2; }

case "${1-}" in
  '' | --small) ;;
  *)
    say "there is one flag, --small, and not $1"
    exit 2
    ;;
esac

# Few releases have massdns; the bench does without it.
massdns=
if [ "$(dpkg-query -W -f '${db:Status-Status}' massdns 2>/dev/null || true)" != installed ] &&
  apt-cache policy massdns 2>/dev/null | grep -q 'Candidate: [^(]'; then massdns=massdns; fi

# shellcheck disable=SC2086 # nothing at all, or one word
"$(dirname "$0")/install-lab.sh" dnsperf adns-tools time $massdns

[ "${1-}" = '' ] || exit 0
if ! command -v go >/dev/null 2>&1; then
  say 'there is no Go, so no dnsx and no zdns: the bench does without them.'
  exit 0
fi

bin="${XDG_CACHE_HOME:-$HOME/.cache}/ttl-check/bench/bin"

# Builds a program of a version into the bench's own folder, unless it is there.
build() {
  program=$1 package=$2 version=$3
  if go version -m "$bin/$program" 2>/dev/null | grep -q "[[:space:]]${version}[[:space:]]"; then
    say "$program $version is there."
  elif GOBIN="$bin" go install "$package@$version"; then
    say "$program $version is in $bin."
  else
    say "$program $version could not be built: see above. The bench does without it."
  fi
}

mkdir -p "$bin"
build dnsx github.com/projectdiscovery/dnsx/cmd/dnsx v1.2.2
build zdns github.com/zmap/zdns/v2 v2.0.3
