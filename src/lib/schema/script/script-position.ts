import { AetherError, type SourceLocation } from '../../core/errors.ts';

/** Turns offsets into lines and columns; quick as long as they ascend, as lines are counted once. */
export function scriptPositions(script: string, file: string): (offset: number) => SourceLocation {
  let line = 1;
  let lineStart = script.startsWith('\uFEFF') ? 1 : 0;
  let lineEnd = endOfLine(script, lineStart);
  return (offset) => {
    if (offset < lineStart) return scriptPositions(script, file)(offset);
    while (lineEnd < offset) {
      line += 1;
      lineStart = lineEnd + 1;
      lineEnd = endOfLine(script, lineStart);
    }
    return { file, line, column: offset - lineStart + 1 };
  };
}

function endOfLine(script: string, from: number): number {
  const newline = script.indexOf('\n', from);
  return newline === -1 ? script.length : newline;
}

/** The error for a script that cannot be used, with the place in its message. */
export function invalidScript(location: SourceLocation, fault: string, hint?: string): AetherError {
  const { file, line, column } = location;
  return new AetherError('MIGRATION_INVALID', `${file}:${line}:${column}: ${fault}`, {
    location,
    ...(hint === undefined ? {} : { hint }),
  });
}
