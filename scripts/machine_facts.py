#!/usr/bin/env python3
"""Prints what a measurement depends on besides the options: commit, processor, versions.

    scripts/machine_facts.py           a Markdown list
    scripts/machine_facts.py --json    one line of JSON

It is also a module of scripts/bench-peers and scripts/profile-step. Exit codes: 0 done, 64 usage.
"""

import datetime
import json
import os
import pathlib
import resource
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CACHES = ("L1d", "L2", "L3")
PROGRAM = ROOT / ".build/release/hwr-dist"


def output_of(*command, environment=None):
    """What a command prints; empty when it cannot be run."""
    try:
        result = subprocess.run(
            command, env=environment, capture_output=True, text=True, cwd=ROOT
        )
    except OSError:
        return ""
    return result.stdout.strip()


def script_environment():
    """The variables with scripts/env: what mpirun sees when a user starts it."""
    text = output_of("bash", "-c", ". scripts/env && env -0")
    variables = dict(entry.split("=", 1) for entry in text.split("\0") if "=" in entry)
    return variables or dict(os.environ)


def line_with(text, word):
    return next((line for line in text.splitlines() if word in line), "unknown")


def facts(program=PROGRAM):
    """Name and value of each fact, as text."""
    english = dict(os.environ, LC_ALL="C")
    lines = output_of("lscpu", environment=english).splitlines()
    cpu = {name.strip(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    flags = [
        flag
        for flag in cpu.get("Flags", "").split()
        if flag in ("avx2", "fma") or flag.startswith(("avx512", "amx"))
    ]
    is_changed = output_of("git", "status", "--porcelain", "--untracked-files=no")
    commit = output_of("git", "rev-parse", "HEAD") or "unknown"
    now = datetime.datetime.now(datetime.timezone.utc)
    model = f"family {cpu.get('CPU family', '?')}, model {cpu.get('Model', '?')}"
    return {
        "date": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "commit": commit + (" with changes" if is_changed else ""),
        "processor": f"{cpu.get('Model name', 'unknown')} ({model})",
        "CPUs": str(len(os.sched_getaffinity(0))),
        "caches": ", ".join(
            f"{level} {cpu[f'{level} cache']}" for level in CACHES if f"{level} cache" in cpu
        ),
        "flags": " ".join(flags) or "neither avx2 nor avx512",
        "hypervisor": cpu.get("Hypervisor vendor", "none"),
        "Linux": os.uname().release,
        "hwr-dist": output_of(str(program), "--version") or "not built",
        "Swift": line_with(output_of("swift", "--version"), "Swift version"),
        "MPI": line_with(output_of("mpirun", "--version"), "mpirun"),
    }


def processor_seconds(core=None):
    """Stolen, busy and all time of one core, or of all, and our ended children's own busy time."""
    wanted = "cpu" if core is None else f"cpu{core}"
    with open("/proc/stat", encoding="ascii") as file:
        fields = next(line.split() for line in file if line.split()[0] == wanted)
    # user nice system idle iowait irq softirq steal; what follows is counted in user, too.
    seconds = [int(field) / os.sysconf("SC_CLK_TCK") for field in fields[1:9]]
    busy = sum(seconds) - seconds[3] - seconds[4] - seconds[7]
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds[7], busy, sum(seconds), children.ru_utime + children.ru_stime


def markdown(values):
    return "".join(f"- {name}: {value}\n" for name, value in values.items())


def main():
    if sys.argv[1:] not in ([], ["--json"]):
        print("usage: scripts/machine_facts.py [--json]", file=sys.stderr)
        sys.exit(64)
    values = facts()
    print(json.dumps(values) if sys.argv[1:] else markdown(values).rstrip())


if __name__ == "__main__":
    main()
