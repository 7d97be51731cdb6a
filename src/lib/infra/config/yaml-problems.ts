import {
  type Alias,
  type Document,
  type YAMLError,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  visit,
} from 'yaml';

/** Something wrong with a YAML text: what, and the offset of the place in the text. */
export interface YamlProblem {
  readonly message: string;
  readonly offset: number;
}

const TOO_DEEP = 'values are nested too deeply';

/** What is wrong with a text that the parser has read: its own errors first, then what only shows in the whole. */
export function yamlProblems(document: Document): YamlProblem[] {
  return [
    ...[...document.errors, ...document.warnings].map((error) => ({
      message: describeYamlError(error),
      offset: placeOf(error, document),
    })),
    ...wrongNodes(document),
  ];
}

/**
 * Our own words where the parser's would repeat a piece of the text: a password that was written
 * without quotes (`*secret`, `!secret`) must not be printed.
 */
const OWN_WORDS: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  TAG_RESOLVE_FAILED: 'an unknown tag; a text that begins with "!" needs quotes',
  BAD_DIRECTIVE: 'an unknown directive; a line that begins with "%" needs quotes',
  BAD_SCALAR_START: 'a text that begins with "@", "`" or "%" needs quotes',
  BAD_DQ_ESCAPE: 'an unknown escape in double quotes; single quotes leave backslashes alone',
  UNEXPECTED_TOKEN: 'unexpected text; a value with special characters needs quotes around all of it',
  BLOCK_AS_IMPLICIT_KEY: 'a mapping inside a value; a text with ": " in it needs quotes',
  DUPLICATE_KEY: 'the same key twice in one mapping',
  MULTIPLE_DOCS: 'a second document; an environment file holds one',
  RESOURCE_EXHAUSTION: TOO_DEEP,
};

function describeYamlError(error: YAMLError): string {
  return OWN_WORDS[error.code] ?? `${error.message.charAt(0).toLowerCase()}${error.message.slice(1)}`;
}

/** A quote that is not closed is noticed at the end of the text; the place to look at is where it was opened. */
function placeOf({ code, pos }: YAMLError, document: Document): number {
  if (code !== 'MISSING_CHAR') return pos[0];
  let opened: number | undefined;
  visit(document, {
    Scalar(_key, { type, range }) {
      if (type !== 'QUOTE_DOUBLE' && type !== 'QUOTE_SINGLE') return;
      if (range !== undefined && range !== null && range[0] < pos[0] && range[1] >= pos[0]) opened = range[0];
    },
  });
  return opened ?? pos[0];
}

function wrongNodes(document: Document): YamlProblem[] {
  try {
    return [...wrongAliases(document), ...wrongMerges(document)];
  } catch (thrown) {
    if (thrown instanceof RangeError) return [{ message: TOO_DEEP, offset: 0 }];
    throw thrown;
  }
}

function wrongAliases(document: Document): YamlProblem[] {
  const problems: YamlProblem[] = [];
  visit(document, {
    Alias(_key, alias, ancestors) {
      const message = wrongAlias(alias, document, ancestors);
      if (message !== undefined) problems.push({ message, offset: startOf(alias) });
    },
  });
  return problems;
}

function wrongAlias(alias: Alias, document: Document, ancestors: readonly unknown[]): string | undefined {
  const target = alias.resolve(document);
  if (target === undefined)
    return 'an alias of an anchor that is not defined above it; a text that begins with "*" needs quotes';
  return ancestors.includes(target) ? 'an alias inside the value that it repeats' : undefined;
}

function wrongMerges(document: Document): YamlProblem[] {
  const problems: YamlProblem[] = [];
  visit(document, {
    Pair(_key, { key, value }) {
      if (!isScalar(key) || key.source !== '<<' || isMergeable(value, document)) return;
      const message = '"<<" takes a mapping, such as *defaults, or a list of mappings';
      problems.push({ message, offset: startOf(isNode(value) ? value : key) });
    },
  });
  return problems;
}

/** An alias that does not resolve is reported as that. */
function isMergeable(value: unknown, document: Document): boolean {
  const target = isAlias(value) ? (value.resolve(document) ?? value) : value;
  if (isSeq(target)) return target.items.every((item) => isMergeable(item, document) && !isSeq(item));
  return isMap(target) || isAlias(target);
}

function startOf(node: { readonly range?: readonly number[] | null | undefined }): number {
  return node.range?.[0] ?? 0;
}
