const SAFE = /[^A-Za-z0-9.-]/gu;

/**
 * The unit for a step of a run: `unitName('20261123T031500Z-4f9a1c', 'install')` is
 * `aether-20261123T031500Z-4f9a1c-install`. Other characters than letters, digits, dots and dashes become `_` and
 * their code in hex, so that two steps never share a unit.
 */
export function unitName(runId: string, step: string): string {
  return `aether-${runId}-${step}`.replaceAll(SAFE, (char) => `_${char.codePointAt(0)?.toString(16) ?? ''}_`);
}
