import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** The folder of the product's code. */
export const SRC = join(import.meta.dirname, '..', '..', 'src');

export interface Import {
  /** Relative to `src` for a file of ours, else the name of a package. */
  readonly path: string;
  readonly isType: boolean;
  readonly isLazy: boolean;
}

export interface SourceFile {
  /** Relative to `src`. */
  readonly name: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

/** Every source file of the product with its imports; tests are left out. */
export function readSourceFiles(): SourceFile[] {
  return readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => {
      const text = readFileSync(join(SRC, name), 'utf8');
      return { name, text, imports: importsOf(name, text) };
    });
}

/** The imports and re-exports of a file, of values and of types, at its top and inside its functions. */
export function importsOf(name: string, text: string): Import[] {
  const statements = text.matchAll(/^(import|export)( type)?[^;]*? from '([^']+)';/gm);
  const bare = text.matchAll(/^import '([^']+)';/gm);
  const lazy = text.matchAll(/import\('([^']+)'\)/g);
  const resolve = (path = '') =>
    path.startsWith('.') ? relative(SRC, join(SRC, dirname(name), path)) : path;
  return [
    ...[...statements].map((match) => ({
      path: resolve(match[3]),
      isType: match[2] !== undefined,
      isLazy: false,
    })),
    ...[...bare].map((match) => ({ path: resolve(match[1]), isType: false, isLazy: false })),
    ...[...lazy].map((match) => ({ path: resolve(match[1]), isType: false, isLazy: true })),
  ];
}
