import { AetherError, type SourceLocation } from '../../core/errors.ts';

/** Where something is in the environment: `['hosts', 'db1', 'roles', 0]`. */
export type ConfigPath = readonly (string | number)[];

/** One thing that is wrong, or unwise, with the value at a path. */
export interface Remark {
  readonly path: ConfigPath;
  readonly message: string;
  /** The key is the place to look at, not what follows it. */
  readonly at?: 'key';
}

/** A remark with its place in what the user wrote. */
export interface Problem extends Remark {
  /** Undefined where the value stands in no file: it came from a variable. */
  readonly location?: SourceLocation | undefined;
  /** The variable that the value came from. */
  readonly variable?: string | undefined;
}

/** `hosts.db1.roles.0`. */
export function formatPath(path: ConfigPath): string {
  return path.join('.');
}

/** `aether.yaml:12:7`. */
export function formatLocation(location: SourceLocation): string {
  return `${location.file}:${location.line}:${location.column}`;
}

/** `aether.yaml:12:7 hosts.db1.role: unknown key, did you mean "roles"?` */
export function formatProblem(problem: Problem): string {
  const place = problem.location === undefined ? problem.variable : formatLocation(problem.location);
  const subject = problem.path.length === 0 ? '' : `${formatPath(problem.path)}: `;
  return `${place === undefined ? '' : `${place} `}${subject}${problem.message}`;
}

/** All problems of an environment as one error, in the order in which they is in the files. */
export function invalidEnvironment(problems: readonly Problem[], files: readonly string[]): AetherError {
  const sorted = problems.toSorted((left, right) => comparePositions(left, right, files));
  const count = sorted.length === 1 ? '1 problem' : `${sorted.length} problems`;
  const lines = sorted.map((problem) => `  ${formatProblem(problem)}`);
  return new AetherError('ENVIRONMENT_INVALID', [`${count} in ${files.join(' and ')}`, ...lines].join('\n'), {
    details: { problems: sorted.map(problemDetails) },
    hint: 'correct the file; "aether init --file example.yaml" writes a valid one to compare with',
  });
}

function comparePositions(left: Problem, right: Problem, files: readonly string[]): number {
  const rank = (problem: Problem) =>
    problem.location === undefined ? files.length : files.indexOf(problem.location.file);
  return (
    rank(left) - rank(right) ||
    (left.location?.line ?? 0) - (right.location?.line ?? 0) ||
    (left.location?.column ?? 0) - (right.location?.column ?? 0)
  );
}

function problemDetails(problem: Problem): Readonly<Record<string, unknown>> {
  return {
    path: formatPath(problem.path),
    message: problem.message,
    file: problem.location?.file ?? null,
    line: problem.location?.line ?? null,
    column: problem.location?.column ?? null,
    variable: problem.variable ?? null,
  };
}
