#!/bin/sh
# Installs what the benchmark runs, each in a virtual environment of its own below bench/venvs:
#   ours-plain  mapconfig with the packages that it declares
#   ours-fast   mapconfig with the Rust YAML loader as well, which needs Python 3.12
#   octodns     octoDNS
#   dbt         dbt with DuckDB, below the version that fetches a compiled parser while it is installed
# What cannot be installed is left out of the benchmark. terraform is used where it is on the PATH.
#
#   bench/peers.sh [PYTHON_3_11] [PYTHON_3_12]
set -eu
cd "$(dirname "$0")"
plain=${1:-python3.11}
newer=${2:-python3.12}
mkdir -p venvs

pip() { # VENV ARGUMENT...
    name=$1
    shift
    "venvs/$name/bin/python" -m pip install -q --disable-pip-version-check "$@"
}

make_venv() { # NAME PYTHON
    command -v "$2" >/dev/null || { echo "there is no $2, so $1 is left out" >&2; return 1; }
    echo "making venvs/$1" >&2
    rm -rf "venvs/$1"
    "$2" -m venv "venvs/$1"
}

peer() { # NAME REQUIREMENT... : made once; delete venvs/NAME to have it made again
    peer=$1
    shift
    test ! -e "venvs/$peer/.ready" || return 0
    make_venv "$peer" "$newer" || return 0
    if pip "$peer" "$@"; then touch "venvs/$peer/.ready"; else echo "$peer is left out" >&2; fi
}

ours() { # NAME PYTHON REQUIREMENT... : the locked requirements and what else is named; mapconfig as it is now, each time
    ours=$1 python=$2
    shift 2
    if test ! -e "venvs/$ours/.ready"; then
        make_venv "$ours" "$python" || return 0
        if pip "$ours" --require-hashes -r ../requirements/runtime.txt && pip "$ours" hatchling "$@"; then
            touch "venvs/$ours/.ready"
        else
            echo "$ours is left out" >&2
            return 0
        fi
    fi
    # Not an editable one: what people run is a wheel, and a source that changes meanwhile would empty the index.
    pip "$ours" --no-deps --no-build-isolation --force-reinstall ..
}

ours ours-plain "$plain"
ours ours-fast "$newer" 'yamlrocks>=0.7,<0.8'
peer octodns octodns
peer dbt 'dbt-core<1.11' 'dbt-duckdb<1.11'
