#!/usr/bin/env bash
# Runs hwr-dist under mpirun. This is the only place with mpirun's flags and environment.
#
#     deploy/run.sh -np 8 -- train --data DIR
#     deploy/run.sh -np 8 --hostfile hostfiles/two-nodes.example -- train --data DIR
#
# Arguments before `--` go to mpirun, those after it to hwr-dist. Inside a Slurm job mpirun takes
# the hosts and the number of ranks from Slurm. SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2 and
# SIGXCPU ask for a checkpoint and a stop (exit code 75); a second SIGTERM or SIGINT ends the job at
# once.
#
#     HWR_DIST          the program, at the same path on every host (default: found in PATH)
#     HWR_DIST_NETWORK  the subnet between the hosts, such as 10.0.0.0/24; needed if hosts have
#                       private interfaces with equal addresses (docker0), or mpirun may hang
#
# If it is installed elsewhere, it needs a copy of scripts/env in the same folder. Exit code: that
# of hwr-dist, as mpirun passes it on; also 76 when mpirun loses a host (mpirun's 205).
set -euo pipefail

usage() {
    sed -n '4,5s/^# */usage: /p' "$0" >&2
    exit 64
}

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
if [ -f "$here/env" ]; then
    . "$here/env"
elif [ -f "$here/../scripts/env" ]; then
    . "$here/../scripts/env"
else
    echo "run.sh: neither $here/env nor $here/../scripts/env is there; copy scripts/env beside it" >&2
    exit 78
fi

mpirun_options=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do
    mpirun_options+=("$1")
    shift
done
[ $# -ge 2 ] || usage
shift

# mpirun does not pass PATH to other hosts, so the path must be absolute.
if ! program=$(command -v "${HWR_DIST:-hwr-dist}") || [ ! -x "$program" ]; then
    echo "run.sh: ${HWR_DIST:-hwr-dist} not found; build it (swift build -c release --product" \
        "hwr-dist) or set HWR_DIST to its path" >&2
    exit 78
fi
program=$(realpath -s -- "$program")
if ! command -v mpirun >/dev/null; then
    echo "run.sh: mpirun not found; run scripts/install-packages" >&2
    exit 78
fi

if [ -n "${HWR_DIST_NETWORK:-}" ]; then
    mpirun_options+=(--mca btl_tcp_if_include "$HWR_DIST_NETWORK")
    mpirun_options+=(--mca oob_tcp_if_include "$HWR_DIST_NETWORK")
fi
# mpirun passes OMPI_MCA_ variables to the other hosts, but not this one.
[ -z "${NO_COLOR:-}" ] || mpirun_options+=(-x NO_COLOR)

# mpirun kills its ranks two seconds after TERM or INT and then returns 1. USR1 reaches the ranks at
# once and lets them write a checkpoint.
mpirun_pid=
repeater_pid=
interrupted=no
asked_to_stop=no
# mpirun drops a signal that arrives before its ranks have started, so the request is repeated.
repeat_request() {
    while sleep 5 && kill -USR1 "$mpirun_pid" 2>/dev/null; do :; done >/dev/null 2>&1 &
    repeater_pid=$!
}
ask_to_stop() {
    interrupted=yes
    if [ -z "$mpirun_pid" ]; then
        exit 75
    elif [ "$asked_to_stop" = no ] || { [ "$1" != TERM ] && [ "$1" != INT ]; }; then
        echo "run.sh: $1: asking for a checkpoint and a stop" >&2
        kill -USR1 "$mpirun_pid" 2>/dev/null || true
        [ -n "$repeater_pid" ] || repeat_request
    else
        echo "run.sh: $1 again: ending the job" >&2
        kill -TERM "$mpirun_pid" 2>/dev/null || true
    fi
    asked_to_stop=yes
}
# Signals that are already ignored, such as HUP under nohup, stay ignored.
trap 'ask_to_stop TERM' TERM
trap 'ask_to_stop INT' INT
trap 'ask_to_stop HUP' HUP
trap 'ask_to_stop USR1' USR1
trap 'ask_to_stop USR2' USR2
trap 'ask_to_stop XCPU' XCPU

# mpirun gets a process group of its own (set -m): Ctrl-C in the terminal reaches this script only.
set -m
mpirun ${mpirun_options[@]+"${mpirun_options[@]}"} "$program" "$@" </dev/null &
mpirun_pid=$!
set +m

# A trapped signal ends `wait` early, with the signal's code; then wait again for that of mpirun.
code=0
while :; do
    interrupted=no
    wait "$mpirun_pid" && code=0 || code=$?
    [ "$interrupted" = yes ] || break
done
[ -z "$repeater_pid" ] || kill "$repeater_pid" 2>/dev/null || true
# 138: USR1 arrived before mpirun or a rank had set its handler. The run resumes from the disk.
if [ "$code" -eq 138 ] && [ "$asked_to_stop" = yes ]; then
    echo "run.sh: stopped while starting; run again" >&2
    code=75
fi
# 205: the connection to a host is lost. mpirun often notices it before the ranks give up with 76.
if [ "$code" -eq 205 ]; then
    echo "run.sh: mpirun has lost a host, which its message names; run again without it" >&2
    code=76
fi
exit "$code"
