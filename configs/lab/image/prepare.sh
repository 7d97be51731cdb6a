# Runs inside the new image: what all machines of a lab have in common.
set -eu

# As on Debian's images for EC2: one user, known by key only, who may become root.
useradd --create-home --shell /bin/bash --uid 1000 admin
install -d -o admin -g admin -m 700 /home/admin/.ssh
echo 'admin ALL=(ALL:ALL) NOPASSWD: ALL' > /etc/sudoers.d/90-admin
chmod 440 /etc/sudoers.d/90-admin
echo 'PasswordAuthentication no' > /etc/ssh/sshd_config.d/10-aether.conf
echo 'LANG=C.UTF-8' > /etc/default/locale

# Every machine gets its own.
rm -f /etc/ssh/ssh_host_*
: > /etc/machine-id
# The machine's name resolves by /etc/hosts; there is no name server, and none is waited for.
: > /etc/resolv.conf

# The same path on every architecture, for the fault clock-skew.
ln -s /usr/lib/*/faketime/libfaketimeMT.so.1 /usr/local/lib/libfaketime.so

systemctl enable systemd-networkd.service nftables.service
# Work for machines that live for months, and consoles that nobody sits at.
systemctl mask apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer fstrim.timer \
  e2scrub_all.timer e2scrub_reap.service systemd-networkd-wait-online.service \
  console-getty.service getty.target

# What a machine without disks, kernel command line and devices of its own has no use for. Each costs some 50 ms of CPU at
# every boot, and all machines of a lab boot at once.
systemctl mask systemd-network-generator.service systemd-networkd-persistent-storage.service \
  systemd-tmpfiles-setup-dev-early.service systemd-tmpfiles-setup-dev.service systemd-remount-fs.service \
  dev-hugepages.mount dev-mqueue.mount run-lock.mount
install -d /etc/systemd/system-generators
for generator in debug getty gpt-auto hibernate-resume run system-update tpm2; do
  ln -s /dev/null "/etc/systemd/system-generators/systemd-$generator-generator"
done
# Users, linker cache and message catalogue are those of the packages: the first boot has nothing to bring up to date.
# Debian 12 does not have the program, nor what it is for.
if [ -x /usr/lib/systemd/systemd-update-done ]; then /usr/lib/systemd/systemd-update-done; fi

# Settings of the build itself; dpkg's stays, as nobody needs a machine of a lab after a power cut.
rm -f /etc/apt/apt.conf.d/99mmdebstrap
