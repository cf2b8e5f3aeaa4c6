#!/bin/sh
# Installs what the programs here run on: packages of npm, as locked, and of Debian.
set -eu
(cd node && npm ci --prefer-offline --ignore-scripts --no-audit --no-fund --loglevel=error)
missing=""
for package in $(grep -v '^#' debian-packages.txt); do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
done
if [ -n "$missing" ]; then
  apt-get update -q
  # shellcheck disable=SC2086
  apt-get install -q -y --no-install-recommends $missing
fi
