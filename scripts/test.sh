#!/usr/bin/env bash
# Install what is missing, build and run every test suite: the Swift ones, then the clients in other
# languages against a running server. The last line counts tests over all suites; exits 1 when one failed.
set -uo pipefail
cd "$(dirname "$0")/.."

# The caller's own settings could point the tests at a database with data; those of tests stay.
for name in "${!ENGRAM_@}"; do
  [[ $name == ENGRAM_TEST_* ]] || unset "$name"
done

# A path that the private PostgreSQL's own user can reach too. Another prefix than that of the
# Swift tests' private stacks, which remove what earlier ones left.
work=$(mktemp -d /tmp/engram-clients-XXXXXX)
chmod 711 "$work"
server=
passed=0
failed=0

stop() {
  if [ -n "$server" ]; then
    kill -TERM "$server" 2>/dev/null
    wait "$server" 2>/dev/null
  fi
  rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT TERM

# Adds up every `suite: N passed, M failed` line of a log.
count() {
  local suite ok bad
  while read -r suite ok bad; do
    passed=$((passed + ok))
    failed=$((failed + bad))
  done < <(sed -nE 's/^([A-Za-z-]+): ([0-9]+) passed, ([0-9]+) failed$/\1 \2 \3/p' "$1")
}

# Turns the counts that Swift Testing wrote into such a line, and adds the tests that failed to the
# file of failures; a run that left no counts has failed.
swift_line() {
  python3 - "$1" "$2" "$work/failures" <<'PYTHON'
import sys
import xml.etree.ElementTree as tree

path, status = sys.argv[1], int(sys.argv[2])
total = bad = 0
failures = open(sys.argv[3], "a", encoding="utf-8")
try:
    for case in tree.parse(path).iter("testcase"):
        if case.find("skipped") is None:
            total += 1
        for failure in case.findall("failure")[:1]:
            bad += 1
            said = " ".join(failure.get("message", "").split())
            print(f"{case.get('classname')}: {case.get('name')}: {said[:300]}", file=failures)
except (OSError, tree.ParseError):
    pass
if bad == 0 and (status != 0 or total == 0):
    total, bad = total + 1, 1
    print(f"{path.rsplit('/', 1)[-1]}: swift test ended with {status}", file=failures)
print(f"swift: {total - bad} passed, {bad} failed")
PYTHON
}

# By product: `--build-tests` would also build the protoc that comes with swift-protobuf.
build() { swift build --product engramPackageTests && swift build --product engram; }
export -f build
{
  scripts/step.sh "Installing what is missing" scripts/install.sh build run test &&
    scripts/step.sh "Building the tests" build
} || {
  echo '0 passed, 1 failed'
  exit 1
}

# Those with databases, and those with processes of their own, keep the machine busy, while others
# watch the clock: one group after the other, and of each no more at once than a slow machine can bear.
run_swift() {
  local title=$1 name=$2
  shift 2
  SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=$((2 * $(nproc))) \
  scripts/step.sh "Running $title" \
    swift test --skip-build --disable-xctest --xunit-output "$work/$name.xml" "$@"
  swift_line "$work/$name.xml" $? | tee "$work/swift.log"
  count "$work/swift.log"
}
run_swift "the Swift tests of each part" parts \
  --skip '^(DomainTests|EngramTests|IntegrationTests)\.'
run_swift "the Swift tests of the service" service --filter '^(DomainTests|IntegrationTests)\.'
run_swift "the Swift tests of the executable" executable --filter '^EngramTests\.'

scripts/step.sh "Chatting through LiteLLM's proxy" scripts/test-litellm.py .build/debug/engram \
  2>&1 | tee "$work/litellm.log"
[ "${PIPESTATUS[0]}" -eq 0 ] || grep -qE ': [0-9]+ passed, [1-9][0-9]* failed$' \
  "$work/litellm.log" || failed=$((failed + 1))
count "$work/litellm.log"

printf '==> Starting a server for the clients of other languages\n'
.build/debug/engram serve --listen 127.0.0.1:0 --data-dir "$work/data" \
  >"$work/ready" 2>"$work/server.log" &
server=$!
for _ in $(seq 600); do
  [ -s "$work/ready" ] && break
  kill -0 "$server" 2>/dev/null || break
  sleep 0.1
done
address=$(sed -nE 's/^engram .* serving on ([^ ]+)$/\1/p' "$work/ready")
if [ -z "$address" ]; then
  echo "the server did not become ready:" >&2
  cat "$work/server.log" >&2
  failed=$((failed + 1))
else
  ENGRAM_ADDRESS=$address scripts/step.sh "Running the clients against $address" \
    scripts/test-clients.sh 2>&1 | tee "$work/clients.log"
  [ "${PIPESTATUS[0]}" -eq 0 ] || grep -qE ': [0-9]+ passed, [1-9][0-9]* failed$' \
    "$work/clients.log" || failed=$((failed + 1))
  count "$work/clients.log"
fi

# What failed is far above by now.
if [ -s "$work/failures" ]; then
  printf 'Swift tests that failed:\n'
  sed 's/^/  /' "$work/failures"
fi
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
