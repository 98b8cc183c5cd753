#!/bin/sh
# Compares the engine with llama.cpp on one model file, in alternating runs.
#
#   Benchmarks/engine.sh MODEL.gguf [PATH/TO/llama-bench] [options of engine-bench]
#
# Without llama-bench only the engine is measured. Prints JSON lines {row, ours, peer, ratio, unit, load}.
set -eu
[ $# -ge 1 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
root=$(cd "$(dirname "$0")/.." && pwd)
model=$(realpath "$1")
shift
peer=
case "${1:-}" in
'' | --*) ;;
*) peer=$(realpath "$1"); shift ;;
esac
cd "$root"
swift build -c release --product engine-bench >&2
exec "$(swift build -c release --show-bin-path)/engine-bench" "$model" ${peer:+--llama-bench "$peer"} "$@"
