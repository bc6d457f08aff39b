#!/bin/sh
# Puts the free fonts of the printed page into $FONT_DIR (default var/fonts under the project). `make fonts` calls it.
#
# Takes the files out of Debian's packages with `apt-get download` and dpkg-deb: nothing is installed and root is not
# needed. Running it again changes nothing. `make fonts` then trims them (python -m replies.rendering.trimming), which a
# page does not show, and which spares a worker half a second and 100 MB. Fonts that a bureau owns (方正小标宋简体,
# 仿宋_GB2312 …) may be put beside them, or in $FONT_EXTRA_DIR; the page then prefers them.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
fonts=${FONT_DIR:-$root/var/fonts}

# FandolHei-Bold calls itself FandolHei of regular weight, as FandolHei-Regular does: only the latter may be there.
fandol="FandolFang-Regular.otf FandolHei-Regular.otf FandolKai-Regular.otf FandolSong-Regular.otf"
noto="NotoSerifCJK-Bold.ttc NotoSerifCJK-Regular.ttc NotoSansCJK-Regular.ttc"

whole() { # is this file a font? OpenType begins with OTTO, a collection with ttcf
    [ -s "$1" ] && case $(head -c 4 "$1") in OTTO | ttcf) true ;; *) false ;; esac
}

trimmed() { # a collection's file when its Simplified Chinese face alone is kept: NotoSerifCJK-Bold.ttc, NotoSerifCJKsc-Bold.otf
    echo "$1" | sed 's/CJK-\(.*\)\.ttc$/CJKsc-\1.otf/'
}

missing() { # of the names given, those that are not there, whole or trimmed
    for name in "$@"; do
        whole "$fonts/$name" || whole "$fonts/$(trimmed "$name")" || printf '%s ' "$name"
    done
}

stop() {
    cat >&2 <<EOF
make fonts: $1
Do one of these, then run make fonts again:
  * on Debian or Ubuntu, as root: apt-get update
  * elsewhere, copy these files into $fonts by hand:
      $fandol (CTAN, package fandol)
      $noto (Noto CJK; Debian package fonts-noto-cjk)
  * or name the directory that has them: FONT_DIR=/some/where make fonts
EOF
    exit 1
}

lists_are_there() { apt-cache show "$1" >/dev/null 2>&1; }

fetch() { # $1 package, $2 directory inside it, the rest: file names
    package=$1 inside=$2
    shift 2
    command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || stop "this machine has no apt-get and dpkg-deb."
    if ! lists_are_there "$package" && [ "$(id -u)" = 0 ]; then
        apt-get -qq update || stop "apt-get update failed."
    fi
    lists_are_there "$package" || stop "apt does not know the package $package."
    echo "make fonts: fetching $package"
    # apt would drop to its own user, which may not enter the work directory.
    (cd "$work" && apt-get -qq -o APT::Sandbox::User=root download "$package") || stop "apt-get download $package failed."
    # Unpacked once for all of them: a package of fonts takes seconds.
    dpkg-deb --fsys-tarfile "$work/${package}_"*.deb | tar -x -f - -C "$work" --wildcards "./$inside/*" || stop "$package has no $inside."
    for name in "$@"; do
        unpacked=$work/$inside/$name
        [ -f "$unpacked" ] || stop "$package does not hold $inside/$name."
        whole "$unpacked" || stop "$name out of $package is not a font."
        chmod 644 "$unpacked"
        mv -f "$unpacked" "$fonts/$name"
    done
}

# shellcheck disable=SC2086  # lists of names without blanks
[ -n "$(missing $fandol $noto)" ] || exit 0

mkdir -p "$fonts" || stop "cannot write to $fonts."
work=$(mktemp -d "$fonts/.fetch.XXXXXX") || stop "cannot write to $fonts."
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# shellcheck disable=SC2086,SC2046  # lists of names without blanks
{
    set -- $(missing $fandol)
    [ $# = 0 ] || fetch texlive-lang-chinese usr/share/texlive/texmf-dist/fonts/opentype/public/fandol "$@"
    set -- $(missing $noto)
    [ $# = 0 ] || fetch fonts-noto-cjk usr/share/fonts/opentype/noto "$@"
    left=$(missing $fandol $noto)
}
[ -z "$left" ] || stop "still missing: $left"
echo "make fonts: 7 fonts in $fonts"
