import { right, type HostView, type StepSpec, type Target } from '../step-spec.ts';
import { parseFiles, seeFiles } from './see-files.ts';
import { changeOfFiles, type WantedFile } from './wanted-file.ts';

/** A step that is about files alone. */
export interface FileStep extends Pick<StepSpec, 'name' | 'roles' | 'needs'> {
  /** All paths that `files` may name. */
  readonly paths: (target: Target) => readonly string[];
  readonly files: (
    view: HostView,
    contentOf: (path: string) => string,
  ) => readonly WantedFile[] | Promise<readonly WantedFile[]>;
  /** A script that comes before them, with the functions that check them. */
  readonly before?: string;
  /** A script for the service that reads them. */
  readonly after?: string;
}

/** A step whose host has some files with this content, owner and mode. */
export function fileStep({ name, roles, needs, paths, files, before, after }: FileStep): StepSpec {
  return {
    name,
    roles,
    needs,
    subject: (target) => paths(target).join(', '),
    probe: (target) => seeFiles(paths(target)),
    judge: async (text, view) => {
      const seen = parseFiles(text);
      const wanted = await files(view, (path) => seen.find((file) => file.path === path)?.content ?? '');
      const around = { before: before ?? '', after: after ?? '' };
      return changeOfFiles(seen, wanted, around) ?? right(wanted.map(({ path }) => path).join(', '));
    },
  };
}
