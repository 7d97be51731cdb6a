import { describe, expect, it } from 'vitest';
import { layoutOf, nodeLayout } from './layout.ts';

describe('layoutOf', () => {
  it('keeps sockets in the sandbox where their path is short enough', () => {
    const layout = layoutOf('/home/ann/shop/.aether', 1000);
    expect(nodeLayout(layout, 'node1').socket).toBe('/home/ann/shop/.aether/sandbox/node1.sock');
  });

  it('keeps every socket within 107 bytes, in a directory of its own per user and sandbox', () => {
    const deep = `/srv/${'a/'.repeat(60)}.aether`;
    const sockets = [layoutOf(deep, 1000), layoutOf(deep, 1001), layoutOf(`${deep}x`, 1000)].map(
      (layout) => nodeLayout(layout, 'replica1').socket,
    );
    expect(new Set(sockets).size).toBe(3);
    for (const socket of sockets) expect(Buffer.byteLength(socket)).toBeLessThanOrEqual(107);
  });

  it('counts bytes, not letters', () => {
    const layout = layoutOf(`/srv/${'ü'.repeat(45)}/.aether`, 1000);
    expect(Buffer.byteLength(nodeLayout(layout, 'replica1').socket)).toBeLessThanOrEqual(107);
  });

  it.each(['/srv/my shop/.aether', '/srv/a;b/.aether', '/srv/a#b/.aether', '/srv/a"b/.aether'])(
    'refuses %s, which an option file cannot hold',
    (path) => {
      expect(() => layoutOf(path, 0)).toThrow('MariaDB cannot use the path');
    },
  );
});
