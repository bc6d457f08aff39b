#!/bin/sh
# Makes the virtual environment and installs a lock file into it; quick when that was done before.
#
#   sh config/deploy/make_venv.sh PYTHON VENV LOCK [PART…]
#
# PART is a lock file of which LOCK holds every line: it counts as installed with it. A stamp inside the environment holds the digest
# of the lock and the version of Python. An environment that is half made, broken, or of another version of Python is made anew.
set -eu

python=$1
venv=$2
lock=$3
shift 3

if ! version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])'); then
    echo "There is no Python at “$python”. Install python3 and python3-venv, or name another: make PYTHON=python3.13 …" >&2
    exit 1
fi
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Python 3.11 or newer is needed; “$python” is $version. Name another: make PYTHON=python3.13 …" >&2
    exit 1
}

stamp_of() { echo "$venv/installed-$(basename "$1")"; }
wanted_of() { echo "$version $(sha256sum <"$1")"; }
stamp=$(stamp_of "$lock")
runs() { "$venv/bin/python" -c 'import pip, sys; sys.exit("%d.%d" % sys.version_info[:2] != sys.argv[1])' "$version" 2>/dev/null; }

if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(wanted_of "$lock")" ] && runs; then
    exit 0
fi
if ! runs; then
    rm -rf "$venv"
    "$python" -m venv "$venv" || {
        rm -rf "$venv"
        echo "“$python -m venv” failed. On Debian and Ubuntu: apt-get install python3-venv (or python$version-venv)." >&2
        exit 1
    }
fi
rm -f "$stamp"
"$venv/bin/python" -m pip install --quiet --quiet --disable-pip-version-check --require-hashes --retries 5 --no-compile -r "$lock"
# pip would compile on one core. A file that a package keeps for another Python does not compile, and is nobody's fault.
"$venv/bin/python" -m compileall -q -j 0 "$venv/lib" >/dev/null || true
for one in "$lock" "$@"; do
    wanted_of "$one" >"$(stamp_of "$one")"
done
