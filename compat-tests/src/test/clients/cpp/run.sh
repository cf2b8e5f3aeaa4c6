#!/bin/sh
# Compiles the checks of libpqxx where that is not done yet, and runs them.
set -eu
program=../../../../target/libpqxx
if [ ! -x "$program" ] || [ -n "$(find libpqxx.cpp -newer "$program")" ]; then
  mkdir -p "$(dirname "$program")"
  g++ -std=c++17 -w -o "$program" libpqxx.cpp -lpqxx -lpq
fi
exec "$program"
