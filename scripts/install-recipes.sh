#!/bin/sh
# Installs what `npm run test:recipes` tries the recipes with: the lab's DNS servers, cron and rsync, and pre-commit in a
# Python environment outside the repository (TTL_CHECK_PRE_COMMIT, else the user's cache folder). For Debian and Ubuntu.
# Root or sudo; quick when everything is there already. Prints the folder of the environment.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
requirements=$here/pre-commit-requirements.txt
venv=${TTL_CHECK_PRE_COMMIT:-${XDG_CACHE_HOME:-$HOME/.cache}/ttl-check/pre-commit}

say() { printf 'install-recipes: %s\n' "$*" >&2; }
fail() {
  say "$*"
  exit 1
}

"$here/install-lab.sh" cron git rsync

# The environment holds a copy of the list that it was made from, written last.
if ! { cmp -s "$requirements" "$venv/requirements.txt" && [ -x "$venv/bin/pre-commit" ]; }; then
  # Debian's own Python, where there is one: others may not outlive the shell that they were chosen in.
  python=/usr/bin/python3
  [ -x "$python" ] || python=$(command -v python3) || fail 'python3 is not there.'
  say "installs pre-commit into $venv"
  mkdir -p "$(dirname "$venv")"
  "$python" -m venv --clear "$venv" ||
    fail "$python cannot make an environment in $venv. On Debian and Ubuntu: apt-get install python3-venv"
  "$venv/bin/pip" --disable-pip-version-check -q install --require-hashes --only-binary :all: -r "$requirements" ||
    fail 'pip could not install what pre-commit-requirements.txt lists: see above.'
  cp "$requirements" "$venv/requirements.txt"
fi
"$venv/bin/pre-commit" --version >/dev/null || fail "$venv/bin/pre-commit does not start."
say 'everything is there.'
printf '%s\n' "$venv"
