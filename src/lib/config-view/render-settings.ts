import { stringify } from 'yaml';
import type { TextView } from '../core/command.ts';
import { formatLocation } from '../infra/config/problem.ts';
import type { Origin } from '../infra/config/layer-files.ts';
import type { EffectiveSettings, Setting } from './list-settings.ts';

/** The effective environment as a YAML file that says the same. */
export function renderEnvironment({ environment, files }: EffectiveSettings): string {
  const heading = files.map((file) => `# ${file}\n`).join('');
  return `${heading}${stringify(environment, { lineWidth: 0 })}`.trimEnd();
}

/** A line for every value: what it is and where it came from. */
export function renderSources({ settings }: EffectiveSettings, view: TextView): string {
  const rows = settings.map(({ path, value, origin }) => [
    path,
    renderValue(value),
    renderOrigin(origin, view),
  ]);
  return view.table(['setting', 'value', 'from'], rows);
}

/** The same for `--json`: one object a value, `file`, `line`, `column` and `variable` null where they do not apply. */
export function describeSources(settings: readonly Setting[]) {
  return settings.map(({ path, value, origin }) => ({
    path,
    value,
    from: origin.from,
    file: origin.from === 'file' ? origin.location.file : null,
    line: origin.from === 'file' ? origin.location.line : null,
    column: origin.from === 'file' ? origin.location.column : null,
    variable: origin.from === 'variable' ? origin.name : null,
  }));
}

function renderValue(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : String(value);
}

function renderOrigin(origin: Origin, { style }: TextView): string {
  if (origin.from === 'file') return formatLocation(origin.location);
  return origin.from === 'variable' ? origin.name : style.dim('default');
}
