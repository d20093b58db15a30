#!/usr/bin/env bash
# Lint or fix the format of the hand-written Swift sources.
#   scripts/format.sh lint|fix
set -euo pipefail
cd "$(dirname "$0")/.."
mapfile -t files < <(git ls-files --cached --others --exclude-standard '*.swift' | grep -v '/Generated/')
case "${1:-}" in
  lint) swift format lint --strict --parallel "${files[@]}" ;;
  fix) swift format --in-place --parallel "${files[@]}" ;;
  *) echo "usage: scripts/format.sh lint|fix" >&2; exit 2 ;;
esac
