#!/usr/bin/env bash
# Write what is generated of the Python package: message classes by protoc, stubs by the plugin.
#   clients/python/generate.sh PLUGIN OUT
# PLUGIN is the path of protoc-gen-engram; OUT gets the folders engram/v1, engram/wire and
# engram/_stubs, which hold nothing else.
#
# The published schemas that Engram uses (ttrpc, google.rpc, grpc.health) are moved into a proto
# package of their own, engram.wire: other Python packages bring classes by the published names,
# and a process can't have two. The bytes on the wire are the same.
set -euo pipefail
cd "$(dirname "$0")/../.."
plugin=$1
out=$2

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/engram/wire" "$out"
cp -r Proto/engram/v1 "$work/engram/"
for file in $(find Proto -name '*.proto' -not -path 'Proto/engram/*'); do
  sed -E \
    -e 's/^package .*;/package engram.wire;/' \
    -e 's/google\.rpc\.Status/Status/' \
    -e 's,^import "(google/rpc|grpc/health/v1|ttrpc)/,import "engram/wire/,' \
    "$file" >"$work/engram/wire/$(basename "$file")"
done
(cd "$work" && find engram -name '*.proto' | sort) |
  xargs protoc -I "$work" --python_out="$out" --pyi_out="$out"
(cd Proto && find . -name '*.proto' -printf '%P\n' | sort) |
  xargs protoc -I Proto --plugin=protoc-gen-engram="$plugin" \
    --engram_out="$out" --engram_opt=emit=python

{
  printf '"""The messages of the API."""\n\n'
  for file in "$out"/engram/v1/*_pb2.py; do
    printf 'from engram.v1.%s import *  # noqa: F403\n' "$(basename "$file" .py)"
  done
} >"$out/engram/v1/__init__.py"
cat >"$out/engram/wire/__init__.py" <<'PYTHON'
"""Messages of the published protocols that Engram speaks: ttrpc, google.rpc, grpc.health."""
PYTHON
cat >"$out/engram/_stubs/__init__.py" <<'PYTHON'
"""The services as Python classes."""
PYTHON
