#!/usr/bin/perl
# Holds up every packet that leaves a machine of a lab. Runs in the network namespace of the machine.
# usage: delay-relay.pl ADDRESS SECONDS
#
# Packets for the lab's network are routed into a tunnel device whose other end is this process. It keeps each for the
# given time and then sends it with a mark that takes it past the tunnel. Prints "ready" once it is in force.
use strict;
use warnings;
use Socket;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

use constant {
    TUNSETIFF => 0x400454ca,    # linux/if_tun.h
    IFF_TUN   => 0x0001,
    IFF_NO_PI => 0x1000,
    SO_MARK   => 36,            # asm-generic/socket.h
    MARK      => 0x61,
    TABLE     => 97,
    LONGEST   => 65536,
};

my ($address, $delay) = @ARGV;
my ($network) = $address =~ /^(\d+\.\d+\.\d+)\.\d+$/ or die "usage: delay-relay.pl ADDRESS SECONDS\n";
my $device = 'aether-delay';

open my $tunnel, '+<', '/dev/net/tun' or die "cannot open /dev/net/tun: $!\n";
ioctl $tunnel, TUNSETIFF, pack('a16 s x22', $device, IFF_TUN | IFF_NO_PI) or die "cannot make $device: $!\n";

# The kernel computes no header: the packets have theirs already.
socket my $out, PF_INET, SOCK_RAW, 255 or die "cannot open a raw socket: $!\n";
setsockopt $out, SOL_SOCKET, SO_MARK, pack('I', MARK) or die "cannot mark packets: $!\n";

run('ip', 'link', 'set', $device, 'up');
run('ip', 'route', 'add', "$network.0/24", 'dev', $device, 'src', $address, 'table', TABLE);
run('ip', 'rule', 'add', 'pref', 90, 'fwmark', MARK, 'lookup', 'main');
run('ip', 'rule', 'add', 'pref', 91, 'lookup', TABLE);
$| = 1;
print "ready\n";

my @waiting;    # pairs of a due time and a packet; all are held equally long, so the first is due first
while (1) {
    my $now = clock_gettime(CLOCK_MONOTONIC);
    while (@waiting && $waiting[0][0] <= $now) {
        my $packet = (shift @waiting)->[1];
        # What the machine's own rules refuse now they would have refused before: it is lost either way.
        send $out, $packet, 0, pack_sockaddr_in(0, substr($packet, 16, 4));
    }
    my $readable = '';
    vec($readable, fileno($tunnel), 1) = 1;
    my $patience = @waiting ? $waiting[0][0] - $now : undef;
    next unless select($readable, undef, undef, $patience) > 0;
    my $size = sysread $tunnel, my $packet, LONGEST or last;
    push @waiting, [clock_gettime(CLOCK_MONOTONIC) + $delay, $packet];
}

sub run {
    my @command = @_;
    system(@command) == 0 or die "@command failed\n";
}
