#!/bin/sh
# Deploys a site over the real ssh to a real sshd for each node: gen lock from a mirror of real
# programs, gen deploy, and what it does when a node cannot be reached, is not known yet, or hangs.
#
# Usage: deploy.sh [GEN], by default bin/gen. It needs root and what "make lab" prepares. A node is
# the machine's own disk under an overlay, with an address of its own; only systemctl is a stand-in.
# Mounts, network and processes are in namespaces of their own, so that they end with it.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
tools=${GEN_TOOLS:-$here/../.cache/tools}
gen=$(realpath "${1:-$here/../bin/gen}")
nodes="mon1 mon2 web1 web2"

# Debian's sshd and sudo, without their packages, which would change this machine.
prepare() {
	[ ! -x "$tools/sshd/usr/bin/sudo" ] || return 0
	mkdir -p "$tools/sshd"
	(cd "$tools/sshd" && apt-get -q -o APT::Sandbox::User=root download openssh-server libwrap0 sudo >&2)
	for package in "$tools"/sshd/*.deb; do dpkg-deb --fsys-tarfile "$package" | tar -C "$tools/sshd" -xf -; done
}

ok() { printf 'ok    %s\n' "$*"; }
bad() {
	printf 'FAIL  %s\n' "$*"
	sed 's/^/      /' said
	exit 1
}

# expect CODE COMMAND...: what it says goes to the file said.
expect() {
	want=$1
	shift
	code=0
	"$@" >said 2>&1 </dev/null || code=$?
	[ "$code" = "$want" ] || bad "exit code $code, not $want, of: $*"
}

# says TEXT: the last command did.
says() { grep -qF -- "$1" said || bad "it does not say: $1"; }

# publish SERVICE VERSION FOLDER: a release of a real program, as its authors lay it out.
publish() {
	name=$1-$2
	mkdir -p "mirror/$3" "$name.linux-amd64"
	cp "$tools/$name" "$name.linux-amd64/$1"
	tar -czf "mirror/$3/$name.linux-amd64.tar.gz" "$name.linux-amd64"
	(cd "mirror/$3" && sha256sum "$name.linux-amd64.tar.gz" >sha256sums.txt)
}

address() { sed -n "s/^  $1: {address: \([0-9.]*\),.*/\1/p" site.yaml; }

# node NAME: a disk of its own over the machine's, and its sshd. The folders on the way to a disk
# have to be root's, or sshd does not trust them.
node() {
	mkdir -p "$disks/$1" "$disks/.$1/upper" "$disks/.$1/work"
	mount -t overlay overlay -o "lowerdir=/,upperdir=$disks/.$1/upper,workdir=$disks/.$1/work" "$disks/$1"
	for shared in proc dev; do mount --rbind "/$shared" "$disks/$1/$shared"; done
	mount -t tmpfs tmpfs "$disks/$1/run"
	mkdir -p "$disks/$1/run/systemd/system" "$disks/$1/stub/bin"
	for folder in active enabled running packaged containers; do mkdir "$disks/$1/stub/$folder"; done
	echo 100 >"$disks/$1/stub/pid"
	cp "$here/../generator/bundle/testdata/node/systemctl" "$disks/$1/stub/bin/"
	[ "$1" != web2 ] || sudoer "$disks/$1"
	ip address add "$(address "$1")/32" dev lo
	ssh-keygen -q -t ed25519 -N '' -f "$1.key"
	cat >"$1.sshd" <<-END
		ListenAddress $(address "$1")
		HostKey $PWD/$1.key
		AuthorizedKeysFile $disks/me.pub
		ChrootDirectory $disks/$1
		StrictModes no
		UsePAM no
		PidFile $PWD/$1.pid
		SetEnv PATH=/stub/bin:/usr/sbin:/usr/bin:/sbin:/bin STUB=/stub GEN_ROOT=
	END
	start "$1"
}

# sudoer DISK: the user admin may use sudo without a password, with what of the environment makes
# systemctl the stand-in.
sudoer() {
	for part in usr/bin/sudo usr/libexec/sudo; do
		mkdir -p "$1/${part%/*}"
		cp -a "$tools/sshd/$part" "$1/$part"
	done
	mkdir -p "$1/etc/pam.d"
	printf 'auth required pam_deny.so\naccount required pam_permit.so\nsession required pam_permit.so\n' >"$1/etc/pam.d/sudo"
	printf 'Defaults !secure_path, env_keep += "PATH STUB GEN_ROOT"\nadmin ALL=(root) NOPASSWD: ALL\n' >"$1/etc/sudoers"
	chmod 440 "$1/etc/sudoers"
	cp passwd "$1/etc/passwd"
}

start() {
	"$tools/sshd/usr/sbin/sshd" -f "$1.sshd" -E "$1.log" || bad "sshd does not start: $(cat "$1.log")"
	until [ -s "$1.pid" ]; do sleep 0.1; done
}

stop() {
	kill "$(cat "$1.pid")"
	while [ -e "$1.pid" ]; do sleep 0.1; done
}

# world is a network with nothing but loopback, and a user whom sshd wants to be there.
world() {
	mount --make-rprivate /
	ip link set lo up
	disks=/mnt
	mount -t tmpfs -o mode=755 tmpfs "$disks"
	{ cat /etc/passwd && echo 'sshd:x:64999:65534::/run/sshd:/usr/sbin/nologin' && echo 'admin:*:64998:65534::/:/bin/sh'; } >passwd
	mount --bind passwd /etc/passwd
	mount -t tmpfs -o mode=755 tmpfs /run
	mkdir /run/sshd
	LD_LIBRARY_PATH=$(echo "$tools"/sshd/usr/lib/*-linux-gnu)
	export LD_LIBRARY_PATH
}

site() {
	cat >site.yaml <<-END
		version: 1
		site: rollout
		mirror: mirror
		firewall: false
		versions: {prometheus: 2.48.1, alertmanager: 0.26.0, node_exporter: 1.8.2}
		nodes:
		  mon1: {address: 10.77.0.1, ssh: {user: root}, services: [prometheus, alertmanager]}
		  mon2: {address: 10.77.0.2, ssh: {user: root}, services: [prometheus, alertmanager]}
		  web1: {address: 10.77.0.11, ssh: {user: root}, services: [node_exporter]}
		  web2: {address: 10.77.0.12, ssh: {user: admin}, services: [node_exporter]}
		receivers: {ops: {slack: {channel: "#ops", api_url: {secret: slack}}}}
		routes: {default: ops}
	END
	releases=github.com/prometheus
	publish prometheus 2.48.1 $releases/prometheus/releases/download/v2.48.1
	publish alertmanager 0.26.0 $releases/alertmanager/releases/download/v0.26.0
	publish node_exporter 1.8.2 $releases/node_exporter/releases/download/v1.8.2
	expect 0 "$gen" build
	expect 0 "$gen" pki issue --plain-ca-key
	echo https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX >slack
	sh -c '"$1" secrets set slack <slack' sh "$gen" >said 2>&1 || bad 'the secret is not taken'
	expect 0 "$gen" lock
	says 'programs.lock: 3 new'
	ok 'programs are locked from a mirror'
}

deploy() { "$gen" deploy --ssh-option "IdentityFile=$PWD/me" --ssh-option "UserKnownHostsFile=$PWD/known" "$@"; }

trial() {
	ssh-keygen -q -t ed25519 -N '' -f me
	install -m 644 me.pub "$disks/"
	site
	for name in $nodes; do node "$name"; done

	expect 8 deploy web1
	says 'web1: failed: ssh did not get through'
	says 'Host key verification failed.'
	ok 'a host that is not known is not believed'

	expect 0 deploy --check --ssh-option StrictHostKeyChecking=accept-new
	says 'checked 4 of 4 nodes'
	[ ! -e "$disks/web1/usr/local/bin/node_exporter" ] || bad 'checking has put a program in place'
	ok 'checking changes nothing'

	expect 0 deploy
	says 'deployed to 4 of 4 nodes'
	grep -E '^[a-z0-9]+: (begun|done)$' said | tail -n 4 | tr '\n' ' ' >order
	[ "$(cat order)" = 'mon1: begun mon1: done mon2: begun mon2: done ' ] || bad "the order is $(cat order)"
	for name in $nodes; do
		(cd "out/$name" && find . -name '*.cnf' -o -type f -print) | while read -r file; do
			cmp -s "out/$name/$file" "$disks/$name/$file" || echo "$name $file"
		done
	done >differ
	[ ! -s differ ] || bad "other files than those of the output: $(cat differ)"
	chroot "$disks/web1" /usr/local/bin/node_exporter --version >said 2>&1 || bad 'the program does not run'
	says 'version 1.8.2'
	[ -e "$disks/mon2/stub/active/prometheus.service" ] || bad 'Prometheus was not started'
	[ -z "$(find "$disks/web2/etc/node_exporter" ! -user root)" ] || bad 'files are not those of root'
	ok 'all nodes have their files and programs; those that monitor came last and one by one'

	for name in $nodes; do : >"$disks/$name/stub/log"; done
	expect 0 deploy
	for name in $nodes; do [ ! -s "$disks/$name/stub/log" ] || bad "$name was not left alone: $(cat "$disks/$name/stub/log")"; done
	ok 'a second time nothing is done'

	stop web2
	expect 8 deploy --limit 1
	says 'web1: done'
	says 'web2: failed: ssh did not get through'
	says 'not begun: mon1 mon2'
	start web2
	ok 'after a failure no further node is begun'

	cp "$disks/web2/etc/sudoers" sudoers
	echo >"$disks/web2/etc/sudoers"
	expect 8 deploy web2
	says 'web2: failed: the bundle could not be unpacked'
	cat sudoers >"$disks/web2/etc/sudoers"
	ok 'sudo that would ask is told'

	printf '#!/bin/sh\nsleep 600\n' >"$disks/web2/stub/bin/tar"
	chmod +x "$disks/web2/stub/bin/tar"
	expect 8 deploy web2 --timeout 3s
	says 'web2: failed: it took longer than 3s'
	rm "$disks/web2/stub/bin/tar"
	expect 0 deploy web2
	ok 'a node that hangs is given up, and well the next time'
}

if [ "${2:-}" != inside ]; then
	[ "$(id -u)" = 0 ] || { echo "deploy.sh needs root: it mounts disks of nodes" >&2; exit 2; }
	prepare
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT
	cd "$work"
	unshare --mount --net --pid --fork --kill-child --mount-proc sh "$here/deploy.sh" "$gen" inside
	exit
fi
world
trial
