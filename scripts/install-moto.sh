#!/bin/sh
# Installs what `npm run test:moto` needs: moto's server, in a Python environment outside the repository
# (TTL_CHECK_MOTO, else the user's cache folder), and the aws command, from Debian where apt has it.
# Quick when everything is there already. Prints the folder of the environment.
set -eu

requirements=$(cd "$(dirname "$0")" && pwd)/moto-requirements.txt
venv=${TTL_CHECK_MOTO:-${XDG_CACHE_HOME:-$HOME/.cache}/ttl-check/moto}

say() { printf 'install-moto: %s\n' "$*" >&2; }
fail() {
  say "$*"
  exit 1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -- "$@"; fi
}

# Debian's is /usr/bin/aws. Ubuntu 24.04 has no such package; GitHub's machines bring an aws of their own.
install_aws() {
  [ -x /usr/bin/aws ] && return
  if command -v apt-get >/dev/null 2>&1; then
    [ "$(id -u)" = 0 ] || command -v sudo >/dev/null 2>&1 ||
      fail 'the aws command is not there, and to install it needs root: there is no sudo here. Run this as root.'
    as_root apt-get -q update >/dev/null || fail 'apt-get update failed: see above.'
    if apt-cache show awscli >/dev/null 2>&1; then
      say 'installs: awscli'
      as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends awscli >/dev/null ||
        fail 'apt-get could not install: awscli'
      return
    fi
  fi
  command -v aws >/dev/null 2>&1 ||
    fail 'apt has no awscli here, and there is no aws command either: install one.'
}

# The environment holds a copy of the list that it was made from, written last.
install_moto() {
  cmp -s "$requirements" "$venv/requirements.txt" && [ -x "$venv/bin/moto_server" ] && return
  # Debian's own Python, where there is one: others may not outlive the shell that they were chosen in.
  python=/usr/bin/python3
  [ -x "$python" ] || python=$(command -v python3) || fail 'python3 is not there.'
  say "installs moto into $venv"
  mkdir -p "$(dirname "$venv")"
  "$python" -m venv --clear "$venv" ||
    fail "$python cannot make an environment in $venv. On Debian and Ubuntu: apt-get install python3-venv"
  "$venv/bin/pip" --disable-pip-version-check -q install --require-hashes --only-binary :all: -r "$requirements" ||
    fail 'pip could not install what moto-requirements.txt lists: see above.'
  cp "$requirements" "$venv/requirements.txt"
}

install_aws
install_moto
"$venv/bin/moto_server" --help >/dev/null || fail "$venv/bin/moto_server does not start."
say 'everything is there.'
printf '%s\n' "$venv"
