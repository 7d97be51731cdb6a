import { SCAN_MODULE } from './scan-code.ts';

/** As far as it is used: the types of Node do not have it. */
declare const WebAssembly: {
  readonly Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: { readonly scan: Scan } };
};

/** Addresses and counts, as SCAN_MODULE names them. */
type Scan = (...numbers: readonly number[]) => void;

interface Scanner {
  readonly memory: ArrayBufferLike;
  readonly scan: Scan;
}

const PAGE = 64 * 1024;
/** The last page: a query of as many dimensions as a VECTOR can have, and the results of one call. */
const OUT = PAGE / 2;
const ROWS_AT_A_TIME = (PAGE - OUT) / Float32Array.BYTES_PER_ELEMENT;

const scanners = new WeakMap<ArrayBufferLike, Scanner>();
/** Of rows that are somewhere else, a copy that can be scanned. */
const copies = new WeakMap<Buffer, Buffer>();

/** Bytes for rows that are scanned where they are; others are copied before their first scan. */
export function allocateRows(bytes: number): Buffer {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) + 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(SCAN_MODULE), { m: { m: memory } });
  scanners.set(memory.buffer, { memory: memory.buffer, scan: exports.scan });
  return Buffer.from(memory.buffer, 0, bytes);
}

/**
 * The product of each row, a quantised vector, with a vector. 7 million dimensions take a millisecond, which is what reading
 * them from memory takes.
 * @param rows one after the other; no products of a part of a row
 * @param width bytes of one: a scale, and a byte for each dimension
 */
export function dotProducts(rows: Buffer, width: number, vector: ArrayLike<number>): Float64Array {
  const products = new Float64Array(Math.floor(rows.length / width));
  if (products.length === 0) return products;
  const known = scanners.get(rows.buffer);
  if (known === undefined) return dotProducts(copyOf(rows), width, vector);
  const { memory, scan } = known;
  const query = memory.byteLength - PAGE;
  const { scale, end } = writeQuery(memory, query, vector);
  const found = new Float32Array(memory, query + OUT, ROWS_AT_A_TIME);
  for (let from = 0; from < products.length; from += ROWS_AT_A_TIME) {
    const count = Math.min(ROWS_AT_A_TIME, products.length - from);
    scan(rows.byteOffset + from * width, count, width, query, end, query + OUT);
    products.set(found.subarray(0, count), from);
  }
  for (let row = 0; row < products.length; row += 1) products[row] = (products[row] ?? 0) * scale;
  return products;
}

function copyOf(rows: Buffer): Buffer {
  const known = copies.get(rows);
  if (known !== undefined) return known;
  const copy = allocateRows(rows.length);
  rows.copy(copy);
  copies.set(rows, copy);
  return copy;
}

const LARGEST_BYTE = 127;
const LARGEST_SHORT = 2 ** 15 - 1;
const LARGEST_INT = 2 ** 31 - 1;
const LANES = 16;

/** Writes a vector in shorts, as fine as its sums of products still fit into 32 bits; zeros fill it up to whole lanes. */
function writeQuery(memory: ArrayBufferLike, address: number, vector: ArrayLike<number>) {
  const length = Math.ceil(vector.length / LANES) * LANES;
  const shorts = new Int16Array(memory, address, length).fill(0);
  let largest = 0;
  for (let index = 0; index < vector.length; index += 1)
    largest = Math.max(largest, Math.abs(vector[index] ?? 0));
  const steps = Math.min(LARGEST_SHORT, Math.floor(LARGEST_INT / (LARGEST_BYTE * vector.length)));
  const scale = largest / steps || 1;
  for (let index = 0; index < vector.length; index += 1)
    shorts[index] = Math.round((vector[index] ?? 0) / scale);
  return { scale, end: address + length * Int16Array.BYTES_PER_ELEMENT };
}
