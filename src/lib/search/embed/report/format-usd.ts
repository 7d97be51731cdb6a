/** `$0.0154`, `$12.30`: four decimals below a dollar, as a batch costs less than a cent. */
export function formatUsd(usd: number): string {
  return `$${usd.toFixed(usd < 1 ? 4 : 2)}`;
}
