#!/usr/bin/env bash
# Fuzz the code that reads what clients send, with libFuzzer and AddressSanitizer.
#   scripts/fuzz.sh [TARGET...]       (default: all)
#   SECONDS_EACH=100 scripts/fuzz.sh  how long each target runs
# FuzzFrames      the frame decoder: however a stream is split, the same frames come out
# FuzzMessages    the generated messages: bytes to message to bytes, and to JSON and back
# FuzzConnection  the rules of a connection: its books stay in order whatever it sees
# Everything is kept in .build-fuzz: corpora grow from run to run, crashes are in crashes/TARGET.
# Exits 1 when a target crashed, and says how to have the crash again.
set -uo pipefail
cd "$(dirname "$0")/.."

readonly seconds=${SECONDS_EACH:-100}
readonly scratch=.build-fuzz
# Package.swift has the targets only then.
export ENGRAM_FUZZ=1
# libFuzzer reports crashes itself; Swift's own backtracer would come in between.
export SWIFT_BACKTRACE=enable=no

# --sanitize=fuzzer leaves the entry point to libFuzzer. Of several -sanitize the Swift compiler
# heeds the last alone, so that one has to name both.
build() {
  scripts/step.sh "Building $1 (release, libFuzzer and AddressSanitizer)" \
    swift build -c release --scratch-path $scratch --product "$1" \
    --sanitize=fuzzer -Xswiftc -sanitize=fuzzer,address -Xcc -fsanitize=address \
    -Xswiftc -enable-testing
}

# Writes what the target starts from, made anew from real messages, and keeps what it found before.
seed() {
  mkdir -p "$scratch/corpus/$1" "$scratch/crashes/$1"
  rm -rf "$scratch/seeds/$1"
  mkdir -p "$scratch/seeds/$1"
  ENGRAM_FUZZ_SEEDS=$PWD/$scratch/seeds/$1 "$scratch/release/$1" 2>/dev/null
}

run() {
  "$scratch/release/$1" -max_total_time="$seconds" -print_final_stats=1 -rss_limit_mb=2048 \
    -malloc_limit_mb=64 -timeout=10 -artifact_prefix="$scratch/crashes/$1/" \
    "$scratch/corpus/$1" "$scratch/seeds/$1" >"$scratch/$1.log" 2>&1
}

# The last line that counts coverage, and the number of executions.
summary() {
  local log=$scratch/$1.log runs line
  runs=$(sed -nE 's/^stat::number_of_executed_units: *([0-9]+)$/\1/p' "$log")
  line=$(grep -oE 'cov: [0-9]+ ft: [0-9]+ corp: [0-9]+' "$log" | tail -1)
  printf '%s: %s executions in %d s, %s\n' "$1" "${runs:-?}" "$seconds" "$line"
}

explain_crash() {
  local input
  input=$(sed -nE 's/.*Test unit written to (.*)$/\1/p' "$scratch/$1.log" | tail -1)
  tail -40 "$scratch/$1.log" >&2
  printf '%s crashed. To have it again:\n  %s %s\n' "$1" "$scratch/release/$1" "${input:-?}" >&2
}

targets=("$@")
[ $# -gt 0 ] || targets=(FuzzFrames FuzzMessages FuzzConnection)
for target in "${targets[@]}"; do build "$target" || exit 1; done

failed=0
summaries=()
for target in "${targets[@]}"; do
  printf '==> Fuzzing %s for %d s\n' "$target" "$seconds"
  seed "$target" || { echo "$target wrote no seeds" >&2; exit 1; }
  if ! run "$target"; then
    explain_crash "$target"
    failed=1
  fi
  summaries+=("$(summary "$target")")
done
printf '%s\n' "${summaries[@]}"
exit $failed
