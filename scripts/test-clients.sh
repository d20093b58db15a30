#!/usr/bin/env bash
# Run the clients in other languages against a running server.
#   ENGRAM_ADDRESS=HOST:PORT|unix:PATH scripts/test-clients.sh
# Prints a line `suite: N passed, M failed` for each suite; exits 1 when a test failed.
# What is built goes to .build/clients.
set -uo pipefail
cd "$(dirname "$0")/.."
: "${ENGRAM_ADDRESS:?the address of a running server is expected in ENGRAM_ADDRESS}"
export ENGRAM_ADDRESS
build=$PWD/.build/clients
mkdir -p "$build"
failed=0

# suite NAME BUILD_COMMAND TEST_COMMAND: one whose program can't be built has failed.
suite() {
  local name=$1
  printf '==> The %s client\n' "$name"
  if ! "$2"; then
    printf '%s: 0 passed, 1 failed\n' "$name"
    failed=1
  elif ! "$3"; then
    failed=1
  fi
}

build_python() {
  local venv=$build/python
  [ -x "$venv/bin/pip" ] || python3 -m venv --clear "$venv" || return 1
  "$venv/bin/pip" install --quiet --disable-pip-version-check --editable 'clients/python[test]'
}

test_python() {
  local report=$build/python.xml code
  rm -f "$report"
  "$build/python/bin/python" -m pytest clients/python --junitxml="$report"
  code=$?
  python3 - "$report" "$code" <<'PYTHON'
import sys
import xml.etree.ElementTree as tree

passed = bad = 0
try:
    suite = tree.parse(sys.argv[1]).getroot().find("testsuite")
    bad = int(suite.get("failures")) + int(suite.get("errors"))
    passed = int(suite.get("tests")) - bad - int(suite.get("skipped"))
except (OSError, tree.ParseError):
    pass
print(f"python: {passed} passed, {max(bad, int(sys.argv[2] != '0'))} failed")
PYTHON
  return "$code"
}

build_go() { clients/go/build.sh "$build/go"; }
test_go() { "$build/go/bin/conversationtest" "$ENGRAM_ADDRESS"; }

build_rust() { (cd clients/rust && CARGO_TARGET_DIR=$build/rust cargo build --quiet --offline); }
test_rust() { "$build/rust/debug/conversationtest" "$ENGRAM_ADDRESS"; }

suite python build_python test_python
suite go build_go test_go
suite rust build_rust test_rust
exit "$failed"
