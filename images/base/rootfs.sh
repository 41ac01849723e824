#!/bin/sh
# Makes the root file system that images are built on: Debian testing, nothing but apt and what it needs.
# Usage: rootfs.sh SUITE MIRROR TAR
#   SUITE   Debian release, such as `forky`
#   MIRROR  Debian mirror, such as the machine's own apt sources name
#   TAR     file to write; it appears in one rename when it is complete
# Needs root and debootstrap.
set -eu
suite=$1
mirror=$2
tar=$3

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 143' INT TERM
root=$work/root

# A debootstrap that is older than the release has no script of that name; every release after Debian 12 is
# bootstrapped like sid.
script=/usr/share/debootstrap/scripts/$suite
[ -e "$script" ] || script=sid
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
debootstrap --variant=minbase --keyring="$keyring" "$suite" "$root" "$mirror" "$script"

# Debian's own container images do the same: documentation and translations are never unpacked, a package never
# starts a service, and downloaded packages are not kept.
cat > "$root/etc/dpkg/dpkg.cfg.d/container" <<'CONFIGURATION'
path-exclude /usr/share/doc/*
path-include /usr/share/doc/*/copyright
path-exclude /usr/share/info/*
path-exclude /usr/share/locale/*
path-exclude /usr/share/man/*
path-exclude /usr/share/lintian/*
path-exclude /usr/share/bash-completion/*
CONFIGURATION
printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
cat > "$root/etc/apt/apt.conf.d/container" <<'CONFIGURATION'
APT::Install-Recommends "false";
APT::Get::Assume-Yes "true";
Acquire::Languages "none";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
CONFIGURATION
cat > "$root/usr/local/sbin/kompose-install" <<'SCRIPT'
#!/bin/sh
# Installs Debian packages and leaves nothing else behind. The first one is what the image is about: its version is
# written to /usr/share/kompose/source.
set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -qq "$@"
mkdir -p /usr/share/kompose
. /etc/os-release
dpkg-query --show --showformat "debian $VERSION_CODENAME \${Package} \${Version}\n" "$1" > /usr/share/kompose/source
rm -rf /var/lib/apt/lists/* /var/cache/apt/archives/*.deb /var/cache/debconf/*-old /var/lib/dpkg/*-old /var/log/*
SCRIPT
cat > "$root/usr/local/sbin/kompose-purge" <<'SCRIPT'
#!/bin/sh
# Removes packages that others name as dependencies, but that what runs in the image never uses. Patterns may match none.
set -eu
for pattern; do dpkg-query --show --showformat '${Package}\n' "$pattern" 2>/dev/null || true; done |
  xargs dpkg --purge --force-depends
rm -rf /var/lib/dpkg/*-old /var/log/*
SCRIPT
chmod 755 "$root/usr/local/sbin/kompose-install" "$root/usr/local/sbin/kompose-purge"

# Where this machine accepts an old index (a mirror frozen at a date), so must a build.
valid_until=$(apt-config dump --format '%v' Acquire::Check-Valid-Until 2>/dev/null || true)
if [ "$valid_until" = false ]; then
  printf 'Acquire::Check-Valid-Until "false";\nAcquire::Check-Date "false";\n' >> "$root/etc/apt/apt.conf.d/container"
fi

find "$root/usr/share/doc" -type f ! -name copyright -delete
find "$root/usr/share/doc" -depth -type d -empty -delete
rm -rf "$root"/usr/share/info/* "$root"/usr/share/locale/* "$root"/usr/share/man/* \
  "$root"/usr/share/lintian "$root"/usr/share/bash-completion \
  "$root"/var/cache/apt/archives/*.deb "$root"/var/cache/apt/*.bin "$root"/var/cache/debconf/*-old \
  "$root"/var/lib/apt/lists/* "$root"/var/log/* "${root:?}"/dev/*
# What belongs to this machine, not to the image.
: > "$root/etc/machine-id"
rm -f "$root/etc/resolv.conf" "$root/etc/hostname"

mkdir -p "$(dirname "$tar")"
tar -C "$root" --numeric-owner --one-file-system -cf "$tar.new" .
mv "$tar.new" "$tar"
