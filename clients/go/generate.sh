#!/usr/bin/env bash
# Generate Go messages and ttrpc stubs from Proto/ with the stock generators of Debian 12.
#   clients/go/generate.sh GOPATH
# GOPATH is a folder that gets src/engram.example/{engramv1,health}.
#
# Debian's ttrpc 1.1.1 encodes with gogo/protobuf, so the messages come from gogo's generator:
# protoc-gen-gogottrpc, which Debian ships as source, is gogo's generator with the ttrpc plugin.
set -euo pipefail
cd "$(dirname "$0")/../.."
gopath=$1
tools=$gopath/bin
packages=$gopath/src/engram.example
export GO111MODULE=off GOPATH=/usr/share/gocode

mkdir -p "$tools" "$packages"
go build -o "$tools/protoc-gen-gogottrpc" github.com/containerd/ttrpc/cmd/protoc-gen-gogottrpc

types=github.com/gogo/protobuf/types
options=plugins=ttrpc
for name in any duration field_mask timestamp; do
  options+=,Mgoogle/protobuf/$name.proto=$types
done

# generate PACKAGE FILE...
generate() {
  local package=$1
  shift
  local work
  work=$(mktemp -d)
  PATH=$tools:$PATH protoc -I Proto --gogottrpc_out="$options,import_path=$package:$work" "$@"
  rm -rf "${packages:?}/$package"
  mkdir -p "$packages/$package"
  find "$work" -name '*.go' -exec mv {} "$packages/$package/" \;
  rm -rf "$work"
}
(cd Proto && find engram/v1 -name '*.proto' | sort) | {
  mapfile -t files
  generate engramv1 "${files[@]}"
}
generate health grpc/health/v1/health.proto
