#!/bin/sh
# Installs the DNS servers and tools that the lab (test/lab, docs/lab.md) starts. For Debian and Ubuntu.
# Packages given as arguments are installed too. Root or sudo; quick when everything is there already; none of the servers is left running.
set -eu

packages="knot nsd bind9 unbound knot-resolver pdns-recursor dnsmasq-base
  bind9-dnsutils knot-dnsutils ldnsutils iproute2 util-linux openssl shellcheck $*"

say() { printf 'install-lab: %s\n' "$*" >&2; }
fail() {
  say "$*"
  exit 1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -- "$@"; fi
}

need_root() {
  [ "$(id -u)" = 0 ] && return
  command -v sudo >/dev/null 2>&1 || fail 'this needs root: there is no sudo here. Run it as root.'
}

missing_packages() {
  for package in $packages; do
    # shellcheck disable=SC2016 # dpkg-query expands its own variables
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) || status=none
    [ "$status" = installed ] || printf '%s ' "$package"
  done
}

# invoke-rc.d asks this file before it starts a service that a package brings; 101 means no.
policy=/usr/sbin/policy-rc.d
placed=no
place_policy() {
  [ -e "$policy" ] && return
  placed=yes
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
  as_root chmod 755 "$policy"
}
remove_policy() {
  [ "$placed" = no ] || as_root rm -f "$policy"
  placed=no
}

install_packages() {
  need_root
  trap remove_policy EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  place_policy
  say "installs: $*"
  # A machine whose policy says that services start is not one to trust with port 53.
  [ "$placed" = yes ] || ! "$policy" unbound start >/dev/null 2>&1 ||
    fail "$policy exists and lets services start. Make it exit with 101 while this script runs."
  as_root apt-get -q update >/dev/null || fail 'apt-get update failed: see above.'
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -q install -y --no-install-recommends "$@" >/dev/null ||
    fail "apt-get could not install: $*"
  remove_policy
}

# Ubuntu lets ordinary users make user namespaces but takes their capabilities away there.
allow_user_namespaces() {
  restricted=/proc/sys/kernel/apparmor_restrict_unprivileged_userns
  [ -r "$restricted" ] && [ "$(cat "$restricted")" = 1 ] || return 0
  if [ -n "${CI:-}" ]; then
    need_root
    as_root sysctl -q -w kernel.apparmor_restrict_unprivileged_userns=0
    say 'user namespaces for ordinary users are allowed until the next boot (CI is set).'
  else
    say 'this system restricts user namespaces. Run the lab as root, or allow them until the next boot:'
    say '  sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0'
  fi
}

command -v dpkg-query >/dev/null 2>&1 ||
  fail 'this script knows Debian and Ubuntu only. docs/lab.md lists the programs that the lab needs.'
wanted=$(missing_packages)
if [ -n "$wanted" ]; then
  # shellcheck disable=SC2086 # one word per package
  install_packages $wanted
  still=$(missing_packages)
  [ -z "$still" ] || fail "still missing after the installation: $still"
  say 'done.'
else
  say 'everything is there.'
fi
allow_user_namespaces
