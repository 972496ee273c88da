#!/bin/sh
# Installs what `npm run test:recipes` tries the recipes with: the lab's DNS servers, cron and rsync, and outside the
# repository (TTL_CHECK_RECIPES, else the user's cache folder) pre-commit, in a Python environment, and from npm
# Microsoft's SARIF Multitool and action-validator. For Debian and Ubuntu. Root or sudo; quick when everything is there
# already. Prints the folder.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
requirements=$here/pre-commit-requirements.txt
folder=${TTL_CHECK_RECIPES:-${XDG_CACHE_HOME:-$HOME/.cache}/ttl-check/recipes}
venv=$folder/pre-commit
tools=$folder/tools

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
  mkdir -p "$folder"
  "$python" -m venv --clear "$venv" ||
    fail "$python cannot make an environment in $venv. On Debian and Ubuntu: apt-get install python3-venv"
  "$venv/bin/pip" --disable-pip-version-check -q install --require-hashes --only-binary :all: -r "$requirements" ||
    fail 'pip could not install what pre-commit-requirements.txt lists: see above.'
  cp "$requirements" "$venv/requirements.txt"
fi
"$venv/bin/pre-commit" --version >/dev/null || fail "$venv/bin/pre-commit does not start."

# Programs that look at what we wrote: 100 MB, and a licence that is none of ours, so they are no packages of the repository.
if ! cmp -s "$here/recipe-tools/package-lock.json" "$tools/installed.json"; then
  say "installs the SARIF Multitool and action-validator into $tools"
  mkdir -p "$tools"
  cp "$here/recipe-tools/package.json" "$here/recipe-tools/package-lock.json" "$tools"
  npm ci --prefix "$tools" --ignore-scripts --no-audit --no-fund >/dev/null ||
    fail 'npm could not install what recipe-tools lists: see above.'
  chmod u+x "$tools/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool"
  cp "$tools/package-lock.json" "$tools/installed.json"
fi
say 'everything is there.'
printf '%s\n' "$folder"
