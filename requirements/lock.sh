#!/bin/sh
# Writes the three locks anew. Needs uv; run it by hand after a change of dependencies in pyproject.toml.
# No index address is written: whoever installs uses the registry that pip is set up for, and the hashes vouch for the rest.
set -eu
cd "$(dirname "$0")/.."
compile() { uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 "$@"; }
compile pyproject.toml -o requirements/runtime.txt
compile --extra dev -c requirements/runtime.txt pyproject.toml -o requirements/dev.txt
printf 'hatchling>=1.27\neditables>=0.5\n' | compile -c requirements/dev.txt - -o requirements/build.txt
