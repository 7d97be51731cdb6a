#!/usr/bin/perl
# Holds up every packet that leaves a machine of a lab. Runs in the network namespace of the machine.
# usage: delay-relay.pl DEVICE ADDRESS DELAY SECONDS
#
# Packets for the lab's network are routed into a tunnel device whose other end is this process. It keeps each for
# DELAY seconds and then sends it with a mark that takes it past the tunnel. Prints "injected" once it is in force, and
# ends after SECONDS (0: never) or when its standard input ends.
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
    TABLE     => 97,            # one relay at a time: a second finds the route taken
    LONGEST   => 65536,
};

my ($device, $address, $delay, $seconds) = @ARGV;
my ($network) = $address =~ /^(\d+\.\d+\.\d+)\.\d+$/ or die "usage: delay-relay.pl DEVICE ADDRESS DELAY SECONDS\n";

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
print "injected\n";

my $end = $seconds > 0 ? clock_gettime(CLOCK_MONOTONIC) + $seconds : undef;
my @waiting;    # pairs of a due time and a packet; all are held equally long, so the first is due first
while (1) {
    my $now = clock_gettime(CLOCK_MONOTONIC);
    last if defined $end && $now >= $end;
    forward((shift @waiting)->[1]) while @waiting && $waiting[0][0] <= $now;
    my ($next) = sort { $a <=> $b } grep { defined } $end, @waiting ? $waiting[0][0] : undef;
    my $readable = '';
    vec($readable, fileno($_), 1) = 1 for $tunnel, *STDIN;
    my $found = select($readable, undef, undef, defined $next ? $next - $now : undef);
    die "cannot wait: $!\n" if $found < 0;
    next if $found == 0;
    if (vec($readable, fileno($tunnel), 1)) {
        # Fails when healing took the device away.
        sysread $tunnel, my $packet, LONGEST or last;
        push @waiting, [clock_gettime(CLOCK_MONOTONIC) + $delay, $packet];
    }
    last if vec($readable, fileno(STDIN), 1) && !sysread(STDIN, my $ignored, LONGEST);
}

# What the kernel refuses to send is lost, as it would have been without the relay.
sub forward {
    my ($packet) = @_;
    my ($version, $to) = unpack 'C x15 a4', $packet;
    send $out, $packet, 0, pack_sockaddr_in(0, $to) if $version >> 4 == 4;
}

sub run {
    my @command = @_;
    system(@command) == 0 or die "@command failed\n";
}
