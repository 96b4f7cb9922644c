#!/bin/sh
# First process of a node: makes the node's file system in a mount namespace of its own, then stays as process 1 of its PID
# namespace, so that its end ends everything on the node and unmounts everything.
# Arguments: work directory of the node, file with one "KIND SOURCE TARGET" a line.
set -e
work=$1
mounts=$2

mount --make-rprivate /
# Upper layers must not lie below their own lower layer, hence a file system of their own.
mount -t tmpfs -o mode=755 latebind "$work/layers"
cd "$work/layers"
mkdir root root-work sys sys-work proc merged
cp -a "$work/tree/root/." root/
cp -a "$work/tree/sys/." sys/
cp -a "$work/tree/proc/." proc/
root=$work/layers/merged
mount -t overlay overlay -o "lowerdir=/,upperdir=$work/layers/root,workdir=$work/layers/root-work" "$root"

mount -t overlay overlay -o "lowerdir=/sys,upperdir=$work/layers/sys,workdir=$work/layers/sys-work" "$root/sys"
mount --rbind /sys/fs/cgroup "$root/sys/fs/cgroup"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=755 run "$root/run"
mount -t tmpfs -o mode=1777 tmp "$root/tmp"

mount -t tmpfs -o mode=755 dev "$root/dev"
# Sockets and the like cannot be copied, and nobody here needs them.
cp -a -x /dev/. "$root/dev/" 2>/dev/null || true
cp -a "$work/tree/dev/." "$root/dev/"
mkdir -p "$root/dev/pts" "$root/dev/shm" "$root/dev/mqueue"
mount --rbind /dev/pts "$root/dev/pts"
mount -t tmpfs -o mode=1777 shm "$root/dev/shm"
mount -t mqueue mqueue "$root/dev/mqueue"

while read -r kind source target; do
  case $kind in
    directory) mkdir -p "$root$target" && mount --bind "$source" "$root$target" ;;
    file) mount --bind "$source" "$root$target" ;;
    proc) mount --bind "$work/layers/proc/$source" "$root/proc/$source" ;;
  esac
done < "$mounts"

cd "$root"
mkdir .machine
pivot_root . .machine
umount -l /.machine
rmdir /.machine
# As on any node that systemd started: pods may ask for mounts to propagate. Ends at this namespace.
mount --make-rshared /
touch "$work/ready"

# Waits for orphans too: shims outlive whoever started them.
trap 'exit 0' TERM
while :; do
  sleep 86400 &
  wait $!
done
