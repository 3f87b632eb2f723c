#!/bin/sh
# Obtains what the lab boots, once: the programs that build nodes, the daemons as Go modules and
# from Debian, and a disk image of a Debian 12 host without any of the site's files. Everything
# goes to GEN_TOOLS and GEN_LAB (default: .cache/tools, .cache/lab); what is there is left alone.
# It needs Debian 12, root, Go and some 6 GB of room.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
export GEN_TOOLS="${GEN_TOOLS:-$root/.cache/tools}"
lab=${GEN_LAB:-$root/.cache/lab}
here_needs="busybox-static e2fsprogs iproute2 mmdebstrap mount openssl systemd-container util-linux"
# What an administrator has installed before gen comes: the servers that are monitored, and what
# the units call. nginx is also the program of fronts.
node_needs="apache2,ca-certificates,dbus,docker.io,iproute2,iptables,nftables,nginx-light,procps,systemd,systemd-sysv"
services="apache2 containerd docker docker.socket nginx"
timers="apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer"

say() { printf '%s\n' "$*" >&2; }

install_packages() {
	wanted=
	for p in $here_needs; do
		dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || wanted="$wanted $p"
	done
	[ -n "$wanted" ] || return 0
	say "installing$wanted"
	export DEBIAN_FRONTEND=noninteractive
	apt-get -q update
	# shellcheck disable=SC2086 # a list of words
	apt-get -q install -y --no-install-recommends $wanted
}

# cadvisor builds cAdvisor from its library; the version is that of the go.mod.
cadvisor() {
	version=$(sed -n 's/^.*google\/cadvisor v//p' "$here/cadvisor/go.mod")
	binary=$GEN_TOOLS/cadvisor-$version
	[ ! -x "$binary" ] || return 0
	say "building cadvisor $version"
	GOWORK=off CGO_ENABLED=0 nice go build -C "$here/cadvisor" -trimpath -ldflags '-s -w' -o "$binary" .
}

# apache_exporter takes Debian's, since newer ones cannot be had as Go modules.
apache_exporter() {
	binary=$GEN_TOOLS/apache_exporter-0.12.0
	[ ! -x "$binary" ] || return 0
	scratch=$(mktemp -d)
	(cd "$scratch" && apt-get -q -o APT::Sandbox::User=root download prometheus-apache-exporter=0.12.0-\*)
	dpkg-deb --fsys-tarfile "$scratch"/*.deb | tar -C "$scratch" -xf - ./usr/bin/prometheus-apache-exporter
	install -m 755 "$scratch/usr/bin/prometheus-apache-exporter" "$binary"
	rm -rf "$scratch"
}

# sources are the files that say where this machine has its Debian packages from.
sources() {
	for file in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list; do
		[ ! -s "$file" ] || { printf '%s\n' "$file"; return; }
	done
	say "no /etc/apt/sources.list.d/debian.sources, nor /etc/apt/sources.list"
	return 1
}

# settle makes DIR a host that has booted before: no first-boot presets, nothing started that no
# one asked for, and no page of the distribution on port 80.
settle() {
	# shellcheck disable=SC2086
	chroot "$1" systemctl --quiet disable $services $timers
	ln -sf /dev/null "$1/etc/systemd/system/systemd-firstboot.service"
	chroot "$1" systemctl --quiet enable systemd-networkd
	rm -f "$1/etc/nginx/sites-enabled/default" "$1/etc/hostname" "$1/etc/machine-id"
	: >"$1/etc/resolv.conf"
}

# image makes the disk. Its file system is real, since node_exporter leaves overlays out, and has
# no journal, since it is thrown away.
image() {
	stamp=$(sha256sum <"$0")
	[ "$(cat "$lab/base.stamp" 2>/dev/null)" != "$stamp" ] || return 0
	say "making the disk of a Debian 12 host"
	[ -s "$lab/debian-$node_needs.tar" ] || {
		nice mmdebstrap --quiet --variant=minbase --include="$node_needs" \
			--aptopt='APT::Install-Recommends "false"' bookworm "$lab/new.tar" "$(sources)"
		mv "$lab/new.tar" "$lab/debian-$node_needs.tar"
	}
	scratch=$(mktemp -d "$lab/root.XXXXXX")
	tar -C "$scratch" -xf "$lab/debian-$node_needs.tar"
	settle "$scratch"
	rm -f "$lab/base.img"
	truncate -s 4G "$lab/base.img"
	mkfs.ext4 -q -O ^has_journal -d "$scratch" "$lab/base.img"
	rm -rf "$scratch"
	printf '%s\n' "$stamp" >"$lab/base.stamp"
}

# room fails where the disk of DIR has too little for what comes.
room() {
	free=$(df --output=avail -B1M "$1" | tail -n 1)
	[ "$free" -ge 6000 ] || { say "$1 has $free MB of room; the lab needs 6000"; return 1; }
}

[ "$(id -u)" = 0 ] || { say "the lab needs root: it boots hosts"; exit 1; }
grep -q '^VERSION_ID="12"' /etc/os-release || { say "the lab needs Debian 12: hosts get the packages that this machine would"; exit 1; }
mkdir -p "$GEN_TOOLS" "$lab"
room "$lab"
room "${TMPDIR:-/tmp}"
install_packages
"$root/e2e/install-tools.sh" prometheus-2.48.1 alertmanager-0.26.0 node_exporter-1.8.2 \
	nginx-prometheus-exporter-0.11.0 docker-compose-2.40.3 prometheus-3.15.0 alertmanager-0.34.2 node_exporter-1.12.1 \
	nginx-prometheus-exporter-1.5.1 promtool-2.48.1 promtool-3.15.0 amtool-0.26.0 amtool-0.34.2
cadvisor
apache_exporter
image
