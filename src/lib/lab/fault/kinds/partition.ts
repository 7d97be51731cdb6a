import type { LabFault } from '../lab-fault-kind.ts';

export const fault: LabFault = {
  name: 'partition',
  summary: 'packets between the machine and others are dropped: from all or from some, both ways or one',
  options: {
    from: 'only between the machine and these; "operator" is this end',
    direction: 'only packets to the machine (in) or from it (out)',
  },
  needs: { nft: 'apt-get install --yes nftables' },
  expected: {
    process: 'running',
    connections: 'unanswered',
    membership: 'depends',
    cluster:
      'cut off from a majority it answers 1047 and takes no write; cut off from one, a third member relays',
  },
  example: {
    command: 'aether lab fault db1 partition --from db2,db3',
    does: 'cut off from two members until Ctrl-C',
  },
  async plan(scene, options) {
    const { packetRules } = await import('../packet-rules.ts');
    return packetRules(scene, options, 'drop');
  },
};
