// A WebAssembly module of one function, put together byte by byte: a compiler for thirty instructions would be the largest
// tool of this project. Opcodes: WebAssembly core specification 2.0, section 5.4.

type Code = readonly number[];

const code = (...parts: readonly (number | Code)[]): Code => parts.flat();
/** A whole number below 2^14 in groups of seven bits. */
const whole = (value: number): Code => (value < 128 ? [value] : [(value & 127) | 128, value >> 7]);
const sized = (...parts: readonly (number | Code)[]): Code => code(whole(code(...parts).length), ...parts);

const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
/** Sets it and leaves the value. */
const tee = (local: number) => [0x22, local];
const constant = (value: number) => [0x41, value];
const repeat = (...body: readonly (number | Code)[]) => code(0x03, 0x40, ...body, 0x0d, 0, 0x0b);
const IS_LESS = 0x48;
const ADD = 0x6a;
const SUBTRACT = 0x6b;
const FLOAT_OF_INT = 0xb2;
const MULTIPLY_FLOATS = 0x94;
const LOAD_FLOAT = [0x2a, 0, 0];
const STORE_FLOAT = [0x38, 0, 0];

/** Instructions on sixteen bytes. */
const vector = (opcode: number): Code => code(0xfd, whole(opcode));
const load = (offset: number) => code(vector(0x00), 0, offset);
const ZEROS = code(
  vector(0x0c),
  Array.from({ length: 16 }, () => 0),
);
const LOW_BYTES_AS_SHORTS = vector(0x87);
const HIGH_BYTES_AS_SHORTS = vector(0x88);
/** Of eight shorts and eight others: the sums of two products each, as four ints. */
const MULTIPLY_AND_ADD_PAIRS = vector(0xba);
const ADD_INTS = vector(0xae);
const lane = (number: number) => code(vector(0x1b), number);

const [INT, VECTOR] = [0x7f, 0x7b];
const PARAMETERS = 6;
/** Addresses and counts: the row, how many there are, bytes of one, the query, its end, where the results go. */
const [ROW, ROWS, WIDTH, QUERY, QUERY_END, OUT] = [0, 1, 2, 3, 4, 5];
const [NUMBERS, ASKED, BYTES, SUM] = [6, 7, 8, 9];

const addSixteenProducts = code(
  [get(NUMBERS), load(4), set(BYTES)].flat(),
  [get(SUM), get(BYTES), LOW_BYTES_AS_SHORTS, get(ASKED), load(0), MULTIPLY_AND_ADD_PAIRS, ADD_INTS].flat(),
  [get(BYTES), HIGH_BYTES_AS_SHORTS, get(ASKED), load(16), MULTIPLY_AND_ADD_PAIRS, ADD_INTS].flat(),
  set(SUM),
);

const advance = (local: number, by: Code) => code(get(local), by, ADD, set(local));

const scanRows = repeat(
  [ZEROS, set(SUM), get(ROW), set(NUMBERS), get(QUERY), set(ASKED)].flat(),
  repeat(
    addSixteenProducts,
    advance(NUMBERS, constant(16)),
    [get(ASKED), constant(32), ADD, tee(ASKED), get(QUERY_END), IS_LESS].flat(),
  ),
  get(OUT),
  [get(SUM), lane(0), get(SUM), lane(1), ADD, get(SUM), lane(2), ADD, get(SUM), lane(3), ADD].flat(),
  [FLOAT_OF_INT, get(ROW), LOAD_FLOAT, MULTIPLY_FLOATS, STORE_FLOAT].flat(),
  advance(ROW, get(WIDTH)),
  advance(OUT, constant(4)),
  [get(ROWS), constant(1), SUBTRACT, tee(ROWS)].flat(),
);

const name = (text: string): Code => sized([...Buffer.from(text)]);
const section = (id: number, ...parts: readonly (number | Code)[]) => code(id, sized(1, ...parts));
const parameters = sized(Array.from({ length: PARAMETERS }, () => INT));

/**
 * `scan(row, rows, width, query, queryEnd, out)` over the memory `m.m`: of `rows` quantised vectors, `width` bytes from one to
 * the next, writes the dot product with the query times the scale of each as float32. The query is of int16, a multiple of
 * sixteen of them: what is read of the next row beyond the last dimension is multiplied by its zeros. One row at least.
 */
export const SCAN_MODULE = Uint8Array.from(
  code(
    [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    section(1, 0x60, parameters, 0),
    section(2, name('m'), name('m'), [0x02, 0, 1]),
    section(3, 0),
    section(7, name('scan'), 0, 0),
    section(10, sized([2, 2, INT, 2, VECTOR], scanRows, 0x0b)),
  ),
);
