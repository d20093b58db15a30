#!/usr/bin/env bash
# Build and run every Swift test, and the `engram` that some of them start, under a sanitizer.
#   scripts/sanitize.sh thread|address
# Fails when a test fails or when any process has reported something; reports are printed.
# What is built goes to .build-tsan or .build-asan.
set -uo pipefail
cd "$(dirname "$0")/.."

case "${1:-}" in
  thread) name=ThreadSanitizer scratch=.build-tsan ;;
  address) name=AddressSanitizer scratch=.build-asan ;;
  *) echo "usage: scripts/sanitize.sh thread|address" >&2; exit 2 ;;
esac
readonly sanitizer=$1 reports=$PWD/$scratch/reports

# The caller's own settings could point the tests at a database with data; those of tests stay.
for variable in "${!ENGRAM_@}"; do
  [[ $variable == ENGRAM_TEST_* ]] || unset "$variable"
done
# Code that checks itself is several times slower and larger.
export ENGRAM_TEST_ROOM=${ENGRAM_TEST_ROOM:-8}
# Every process writes its reports to a file of its own, wherever its standard error goes.
export TSAN_OPTIONS="log_path=$reports/report"
# Leaks are not looked for: Swift keeps some pointers with other bits in them, such as those to the
# side tables of weak references, and what only they lead to counts as leaked though it is alive.
# That a server does not grow is what HostileTrafficTests hold.
export ASAN_OPTIONS="log_path=$reports/report detect_leaks=0"

options=(--scratch-path "$scratch" --sanitize="$sanitizer")

build() {
  scripts/step.sh "Building $1 with $name" swift build "${options[@]}" --product "$1"
}

# What is linked in for ThreadSanitizer has to leave real races in sight, and take false ones out.
check_reports() {
  local check=$scratch/tsan-check
  swiftc -parse-as-library -swift-version 5 -sanitize=thread scripts/tsan/check.swift \
    "${linked[@]}" -o "$check" || return 1
  if TSAN_OPTIONS= "$check" race 2>/dev/null; then
    echo "ThreadSanitizer did not report a race that is there" >&2
    return 1
  fi
  TSAN_OPTIONS= "$check" early
}

rm -rf "$reports"
mkdir -p "$reports"
scripts/step.sh "Installing what is missing" scripts/install.sh build run || exit 1
if [ "$sanitizer" = thread ]; then
  linked=()
  for part in mutex continuation; do
    clang -O2 -fPIC -c "scripts/tsan/$part.c" -o "$scratch/tsan-$part.o" || exit 1
    linked+=(-Xlinker "$PWD/$scratch/tsan-$part.o")
  done
  options+=("${linked[@]}")
  printf '==> Checking that %s reports what it should\n' "$name"
  check_reports || exit 1
fi
build engramPackageTests && build engram || exit 1
shift
# One test after the other: beside each other the slow ones would take the time that others watch.
scripts/step.sh "Running the Swift tests under $name" \
  swift test --skip-build --disable-xctest --no-parallel "${options[@]}" "$@"
status=$?

found=$(find "$reports" -type f -size +0 | wc -l)
find "$reports" -type f -size +0 -exec cat {} +
printf '%s: %d processes reported something; the tests exited with %d\n' "$name" "$found" "$status"
[ "$status" -eq 0 ] && [ "$found" -eq 0 ]
