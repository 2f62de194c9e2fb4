#!/bin/sh
# Makes the virtual environment from the hash-pinned lock. Called by make; arguments: python, venv folder, lock file.
set -eu
python=$1 venv=$2 lock=$3
fail() { echo "lajmi: $1" >&2; exit 1; }
command -v "$python" >/dev/null 2>&1 || fail "no '$python' here: install Python 3.11 or newer, or name one with  make PYTHON=/path/to/python"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "'$python' is older than Python 3.11: name a newer one with  make PYTHON=/path/to/python"
[ -x "$venv/bin/python" ] && "$venv/bin/python" -c '' 2>/dev/null || {
    rm -rf "$venv"
    "$python" -m venv "$venv" || fail "could not make a virtual environment (on Debian: apt-get install python3-venv)"
}
echo "Installing Python packages (hash-checked) into $venv …"
"$venv/bin/python" -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r "$lock" \
    || fail "the packages of $lock could not be installed: see the lines above (no network? proxy settings?)"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . \
    || fail "the project itself could not be installed: see the lines above"
