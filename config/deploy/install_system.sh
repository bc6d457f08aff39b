#!/bin/sh
# Installs the packages of Debian or Ubuntu that are missing, and nothing when none is.
#
#   sh config/deploy/install_system.sh run  [PYTHON]   what printing needs
#   sh config/deploy/install_system.sh test [PYTHON]   that, and Chromium, PostgreSQL and Redis for the tests
#
# Needs root or a sudo that asks no password; otherwise it prints the line to run and exits 1. It starts no service.
set -eu

purpose=${1:-run}
python=${2:-python3}
missing=

installed() {
    [ "$(dpkg-query -W -f='${db:Status-Abbrev}' "$1" 2>/dev/null | cut -c2)" = i ]
}

may_install() {
    [ "$(id -u)" -eq 0 ] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }
}

want() {
    for package in "$@"; do
        installed "$package" || missing="$missing $package"
    done
}

if ! command -v dpkg-query >/dev/null; then
    echo "This script knows Debian and Ubuntu only. Install Python with venv, Pango, HarfBuzz with its subset library, the CJK fonts of Noto," >&2
    echo "and for the tests Chromium, PostgreSQL and Redis, by this system's own means; then run make again with SKIP_SYSTEM=1." >&2
    exit 1
fi

if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    # A Python of Debian without its venv package; one of another maker always has it.
    want "$(basename "$python")" "$(basename "$python")-venv"
fi
want ca-certificates fontconfig libharfbuzz-subset0 libharfbuzz0b libpango-1.0-0 libpangoft2-1.0-0 tzdata xz-utils
if [ "$purpose" = test ]; then
    want fonts-noto-cjk
    command -v redis-server >/dev/null || want redis-server
    command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || want postgresql
    # Ubuntu's chromium is a snap, which a container cannot run; there the Makefile lets Playwright fetch its own. On Debian the Chromium
    # without a window needs half the time for a page; the whole one does too, where it is there and nothing can be installed.
    if ! grep -q '^ID=ubuntu' /etc/os-release; then
        command -v chromium >/dev/null && ! may_install || want chromium-headless-shell
    fi
fi

[ -n "$missing" ] || exit 0

if [ "$(id -u)" -ne 0 ]; then
    if may_install; then
        exec sudo -n sh "$0" "$purpose" "$python"
    fi
    echo "Packages are missing. Run this, then make again:" >&2
    echo "    sudo apt-get update && sudo apt-get install --no-install-recommends$missing" >&2
    exit 1
fi

export DEBIAN_FRONTEND=noninteractive
# While this file forbids it, the packages of PostgreSQL and Redis start no service: the tests start servers of their own.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    trap 'exit 1' HUP INT TERM
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
fi

echo "Installing:$missing"
install_missing() {
    # shellcheck disable=SC2086
    apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 $missing
}
# The lists may be absent or so old that the mirror no longer has what they name; then they are fetched and the install tried once more.
if ! ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1 || ! install_missing; then
    apt-get update -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 || echo "Some package lists could not be fetched; trying with what there is." >&2
    install_missing || {
        command -v chromium >/dev/null
        missing=$(echo "$missing" | sed 's/ chromium-headless-shell//')
        [ -z "$missing" ] || install_missing
    }
fi
