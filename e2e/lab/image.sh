#!/bin/sh
# image.sh NAME PROGRAM WHERE USER ENTRYPOINT [TOOL]: imports an image with PROGRAM at WHERE, the
# libraries that it needs, busybox and the program TOOL from here, as stand-in for the official image
# of that NAME.
set -eu
root=$(mktemp -d)
mkdir -p "$root/bin" "$root/etc" "$root/tmp" "$root/var/cache/nginx" "$root/var/log/nginx" "$root/usr/share/nginx"
chmod 1777 "$root/tmp"
install -D -m 755 "$2" "$root$3"
ldd "$2" 2>/dev/null | grep -o '/[^ ]*' | while read -r library; do
	install -D -m 755 "$library" "$root$library"
done
install -m 755 "$(dirname "$0")/busybox" "$root/bin/busybox"
[ -z "${6:-}" ] || install -m 755 "$(dirname "$0")/$6" "$root/bin/$6"
install -D -m 644 /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
# Volumes of Prometheus and Alertmanager take their owner from here.
install -d -o 65534 -g 65534 "$root/prometheus" "$root/alertmanager"
for applet in sh nc wget; do ln -s busybox "$root/bin/$applet"; done
printf 'root:x:0:0::/:/bin/sh\nnginx:x:101:101::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n' >"$root/etc/passwd"
printf 'root:x:0:\nnginx:x:101:\nnobody:x:65534:\n' >"$root/etc/group"
tar -C "$root" -c . | docker import --change "USER $4" --change "ENTRYPOINT $5" - "$1" >/dev/null
rm -rf "$root"
