#!/bin/sh
# ./install.sh demo    try it: identifies two sample trays, draws the answers into demo/, opens the screen where it can
# ./install.sh test    run the tests
# ./install.sh setup   only make the developer's environment in .venv/
# ./install.sh         as root: install on this machine, into /opt/screwtray
#
# Needs Python 3.11 to 3.13 and a package registry that pip can reach. Running it again is harmless and quick.
set -eu
cd "$(dirname "$0")"
here=$(pwd)

say() { printf '\n== %s\n' "$*"; }
stop() { printf '%s\n' "$*" >&2; exit 1; }

find_python() {
    for candidate in python3 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null 2>&1 &&
            "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    stop "Screwtray needs Python 3.11, 3.12 or 3.13; please install one of them (on Debian: apt-get install python3 python3-venv)."
}

# Debian's python3 comes without the module that makes virtual environments.
need_venv() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null && return
    say "Python's venv module is missing: installing Debian's python3-venv"
    if [ "$(id -u)" = 0 ]; then as_root=""; elif sudo -n true 2>/dev/null; then as_root="sudo -n"; else as_root=none; fi
    if [ "$as_root" != none ] && command -v apt-get >/dev/null 2>&1; then
        $as_root apt-get update -q || true
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q python3-venv || true
    fi
    "$1" -c 'import ensurepip, venv' 2>/dev/null || stop "Please run: sudo apt-get install python3-venv, then this again."
}

# need_qt FOLDER: the system's libraries that Qt's wheel does not bring; without them there is no screen, all else works.
need_qt() {
    qt_loads() { QT_QPA_PLATFORM=offscreen "$1/bin/python" -c 'import PySide6.QtQuick' 2>/dev/null; }
    qt_loads "$1" && return
    say "Qt needs some of the system's libraries: installing them"
    if [ "$(id -u)" = 0 ]; then as_root=""; elif sudo -n true 2>/dev/null; then as_root="sudo -n"; else as_root=none; fi
    if [ "$as_root" != none ] && command -v apt-get >/dev/null 2>&1; then
        $as_root apt-get update -q || true
        # shellcheck disable=SC2086 - a list of names
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $QT_PACKAGES || true
    fi
    qt_loads "$1" || echo "For the screen, please run: sudo apt-get install $QT_PACKAGES" >&2
}
QT_PACKAGES="libegl1 libgl1 libxkbcommon0 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1 libglib2.0-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0"

hash_of() { cat "$@" | sha256sum | cut -d' ' -f1; }

# environment FOLDER LOCK...: a virtual environment that holds what the locks name; does nothing where it already does.
environment() {
    folder=$1
    shift
    stamp="$folder/.screwtray-$(basename "$1" .txt)"
    wanted=$(hash_of "$@")
    if [ -x "$folder/bin/python" ] && "$folder/bin/python" -c '' 2>/dev/null && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
        return
    fi
    python=$(find_python)
    need_venv "$python"
    if ! "$folder/bin/python" -m pip --version >/dev/null 2>&1; then
        say "Making a virtual environment in $folder"
        "$python" -m venv --clear "$folder"
    fi
    for lock in "$@"; do
        say "Installing what $lock names (hashes are checked)"
        "$folder/bin/python" -m pip install --disable-pip-version-check --require-hashes --only-binary=:all: -r "$lock"
    done
    printf '%s\n' "$wanted" >"$stamp"
}

# package FOLDER OPTIONS...: Screwtray itself into that environment; its build needs nothing from outside.
package() {
    folder=$1
    shift
    "$folder/bin/python" -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation "$@"
}

editable() {
    wanted=$(hash_of pyproject.toml)-$here
    [ "$(cat .venv/.screwtray-editable 2>/dev/null)" = "$wanted" ] && [ -x .venv/bin/screwtray ] && return
    say "Installing Screwtray itself"
    package .venv --editable .
    printf '%s\n' "$wanted" >.venv/.screwtray-editable
}

demo() {
    environment .venv requirements/runtime.txt requirements/build.txt
    editable
    mkdir -p demo
    say "The store's products"
    .venv/bin/screwtray catalog import appliance/samples/catalog.csv --db demo/store.db
    say "What lies on the two sample trays"
    .venv/bin/screwtray identify appliance/samples/tray appliance/samples/handful \
        --calibration appliance/samples/calibration.json --catalog demo/store.db --overlay demo
    say "Open $here/demo/tray.png and $here/demo/handful.png"
    if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
        need_qt .venv
        say "The counter's screen, with parts to drag onto its tray; close its window to end"
        .venv/bin/screwtray run --simulate --windowed --state demo/state
    fi
}

setup() {
    environment .venv requirements/dev.txt
    need_qt .venv
    editable
}

tests() {
    setup
    say "Tests"
    exec .venv/bin/python -m pytest "$@"
}

# cage shows the kiosk's one window, espeak-ng reads aloud; the counter is useless without the first, whole without the second.
need_programs() {
    for program in cage espeak-ng; do
        command -v "$program" >/dev/null 2>&1 && continue
        say "Installing Debian's $program"
        { command -v apt-get >/dev/null 2>&1 && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$program"; } ||
            echo "Please run: sudo apt-get install $program" >&2
    done
}

# The user that the counter runs as: no password, no shell, in the groups of its devices as far as they exist here.
counters_user() {
    id screwtray >/dev/null 2>&1 || useradd --system --home-dir /var/lib/screwtray --shell /usr/sbin/nologin screwtray
    for group in video render input dialout audio lp gpio i2c; do
        if getent group "$group" >/dev/null; then usermod --append --groups "$group" screwtray; fi
    done
    chown -R screwtray:screwtray /var/lib/screwtray
}

appliance() {
    [ "$(id -u)" = 0 ] || [ -n "${DESTDIR:-}" ] || stop "Please run this as root: sudo ./install.sh (or try ./install.sh demo)"
    root=${DESTDIR:-}
    version=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
    release="$root/opt/screwtray/releases/$version"
    mkdir -p "$release" "$root/etc/screwtray" "$root/var/lib/screwtray" "$root/usr/local/bin"
    environment "$release/venv" requirements/runtime.txt requirements/build.txt
    need_qt "$release/venv"
    [ -n "$root" ] || need_programs
    say "Installing Screwtray $version"
    package "$release/venv" --force-reinstall .
    ln -sfn "releases/$version" "$root/opt/screwtray/current.new"
    mv -fT "$root/opt/screwtray/current.new" "$root/opt/screwtray/current"
    ln -sfn /opt/screwtray/current/venv/bin/screwtray "$root/usr/local/bin/screwtray"
    mkdir -p "$root/etc/systemd/system"
    cp systemd/screwtray.service systemd/screwtray-doctor.service systemd/screwtray-doctor.timer "$root/etc/systemd/system/"
    mkdir -p "$root/etc/polkit-1/rules.d"
    cp systemd/50-screwtray.rules "$root/etc/polkit-1/rules.d/"
    [ -n "$root" ] || counters_user
    if [ -z "$root" ] && [ -d /run/systemd/system ]; then
        systemctl daemon-reload
        systemctl enable --now screwtray-doctor.timer
        systemctl enable screwtray.service
        systemctl restart screwtray.service || echo "The counter does not start yet: see journalctl -u screwtray, and below."
    else
        echo "systemd does not run here: the counter and its daily check are installed and not started."
    fi
    say "Screwtray $version is installed. What is in order and what is not:"
    "$release/venv/bin/screwtray" doctor || true
}

case "${1:-}" in
    demo) demo ;;
    test) shift && tests "$@" ;;
    setup) setup ;;
    "") appliance ;;
    *) sed -n '2,5s/^# //p' "$0" >&2 && exit 2 ;;
esac
