/** Where the lab's images come from. With another mirror it would be another image, and they are built once for all. */
export function debianMirror(): string {
  return process.env['AETHER_DEBIAN_MIRROR'] ?? 'http://deb.debian.org/debian';
}
