#!/usr/bin/env bash
# Run a command as a named step: say what it is, and how long it took.
#   scripts/step.sh "Building Engram" swift build …
set -u
name=$1
shift
printf '==> %s\n' "$name"
started=$SECONDS
"$@"
code=$?
if [ $code -eq 0 ]; then
  printf '==> %s: done in %d s\n' "$name" $((SECONDS - started))
else
  printf '==> %s: failed with exit code %d after %d s\n' "$name" "$code" $((SECONDS - started)) >&2
fi
exit $code
