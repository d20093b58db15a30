#!/usr/bin/env bash
# Build the Go test client with Debian's Go and packages, in GOPATH mode.
#   clients/go/build.sh GOPATH
# GOPATH is a folder for what is generated and built; the program is GOPATH/bin/conversationtest.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
gopath=$(realpath -m "$1")
"$here/generate.sh" "$gopath"
cd "$here/conversationtest"
GO111MODULE=off GOPATH=$gopath:/usr/share/gocode go build -o "$gopath/bin/conversationtest" .
