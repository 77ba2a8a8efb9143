#!/usr/bin/env bash
# Tests of ./run with false dpkg-query, apt-get, sudo and cmake: what it says, what it installs, with which exit code it ends.
# usage: run_test.sh PATH_TO_RUN
set -euo pipefail
unset JEPA_ORACLE_WERROR DEBIAN_FRONTEND  # of the caller: they would change the commands

scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
house="$scratch/a house with spaces"
mkdir -p "$house" "$scratch/bin"
cp "$1" "$house/run"

fake() {  # name, body
  printf '#!/bin/bash\n%s\n' "$2" >"$scratch/bin/$1"
  chmod 755 "$scratch/bin/$1"
}
# Everything but two packages is there; the format is dpkg-query's own.
fake dpkg-query 'for p in "${@:3}"; do case $p in ccache) ;; g++) printf "not-installed=g++ ";; *) printf "installed=$p ";; esac; done; exit 1'
fake apt-get 'echo "apt-get${DEBIAN_FRONTEND:+ ($DEBIAN_FRONTEND)} $*" >>"$LOG"'
fake cmake 'echo "cmake $*" >>"$LOG"'
fake ctest 'echo "ctest $*" >>"$LOG"; echo "100% tests passed"'
export LOG="$scratch/log"
touch "$LOG"
chmod -R a+rwX "$scratch"

ordinary_user() {
  if [[ $EUID -eq 0 ]]; then setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; else "$@"; fi
}
# run ARGUMENTS...: sets `code`, `output` (both streams) and `did` (what the false programs were asked for)
run() {
  : >"$LOG"
  code=0
  output="$(cd / && PATH="$scratch/bin:/usr/bin:/bin" ordinary_user "$house/run" "$@" 2>&1 </dev/null)" || code=$?
  did="$(cat "$LOG")"
}
failures=0
expect() {  # what, expected, actual
  if [[ $2 != "$3" ]]; then
    printf 'FAILED %s\n  expected: %s\n  actual:   %s\n' "$1" "$2" "$3"
    failures=$((failures + 1))
  fi
}

fake sudo 'exit 1'
for arguments in build verify test 'test --everything' benchmark; do
  # shellcheck disable=SC2086  # two words
  run $arguments
  expect "$arguments without root: exit code" 1 "$code"
  expect "$arguments without root: message" "run: these packages are missing and only root can install them: g++ ccache
run: ask for: apt-get install --no-install-recommends g++ ccache" "$output"
  expect "$arguments without root: nothing is done" "" "$did"
done

fake sudo '[[ $1 == -n ]] && shift; exec "$@"'
run build
expect "build with sudo: exit code" 0 "$code"
expect "build with sudo: message" "run: installing g++ ccache" "$output"
expect "build with sudo: commands" "apt-get update -qq
apt-get (noninteractive) install -y -qq --no-install-recommends g++ ccache
cmake --preset default -Wno-dev --log-level=WARNING
cmake --build $house/build --target jepa-oracle
cmake --preset default -Wno-dev --log-level=WARNING
cmake --build $house/build --target jepa_oracle_python" "$did"

# What report.html is made with is no matter of the large tests: the program that everyone builds has the proofs.
fake dpkg-query 'for p in "${@:3}"; do [[ $p == pandoc ]] || printf "installed=$p "; done; exit 1'
run build
expect "build without pandoc: message" "run: installing pandoc" "$output"

fake dpkg-query 'printf "installed=%s " "${@:3}"'
run test --everything
expect "test --everything: exit code" 0 "$code"
expect "test --everything: ends with ctest's summary" "100% tests passed" "$output"
expect "test --everything: commands" "cmake --preset default -Wno-dev --log-level=WARNING -DJEPA_ORACLE_EVERYTHING=ON -DJEPA_ORACLE_LONG=OFF
cmake --build $house/build --target all
cmake --preset clang -Wno-dev --log-level=WARNING
cmake --build --preset clang
ctest --test-dir $house/build -j2 --output-on-failure" "$did"
run test
expect "test: no second program" "cmake --preset default -Wno-dev --log-level=WARNING -DJEPA_ORACLE_EVERYTHING=OFF -DJEPA_ORACLE_LONG=OFF
cmake --build $house/build --target all
ctest --test-dir $house/build -j2 --output-on-failure" "$did"

run test --long --everything
expect "test --long --everything: configuration" "cmake --preset default -Wno-dev --log-level=WARNING -DJEPA_ORACLE_EVERYTHING=ON -DJEPA_ORACLE_LONG=ON" "${did%%$'\n'*}"
run test --wide
expect "test --wide: exit code" 2 "$code"
expect "test --wide: message" "run: test takes --everything, --long or nothing, not: --wide" "${output%%$'\n'*}"

# What is generated is the script's matter: which packages it needs, and what it is called with.
mkdir -p "$house/tests/generated"
cat >"$house/tests/generated/generate.py" <<'PYTHON'
import os, sys
if "wrong" in sys.argv:
    sys.exit(2)
if sys.argv[1] == "--needs":
    print("training")
else:
    open(os.environ["LOG"], "a").write(f"generate {' '.join(sys.argv[1:])}\n")
PYTHON
fake dpkg-query 'for p in "${@:3}"; do [[ $p == python3-torch ]] || printf "installed=$p "; done; exit 1'
run generate training
expect "generate: message" "run: installing python3-torch" "$output"
expect "generate: the script comes last" "cmake --preset default -Wno-dev --log-level=WARNING
generate training" "${did#*python3-torch$'\n'}"
run generate --list
expect "generate --list: nothing else is done" "generate --list" "$did"
run generate wrong
expect "generate wrong: exit code" 2 "$code"
expect "generate wrong: nothing is done" "" "$did"

run prove
expect "prove without proofs: exit code" 1 "$code"
run demolish
expect "unknown command: exit code" 2 "$code"
expect "unknown command: message" "run: no such command: demolish" "${output%%$'\n'*}"
run build now
expect "surplus argument: exit code" 2 "$code"
expect "surplus argument: message" "run: build takes no arguments, not: now" "${output%%$'\n'*}"
run
expect "no command: help, exit code" 0 "$code"
expect "no command: help" "usage: ./run COMMAND" "${output%%$'\n'*}"

[[ $failures -eq 0 ]] && echo "every expectation holds"
exit "$((failures > 0))"
