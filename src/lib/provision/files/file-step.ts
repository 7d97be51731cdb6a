import { right, type HostView, type StepSpec, type Target } from '../step-spec.ts';
import { parseFiles, seeFiles } from './see-files.ts';
import { changeOfFiles, type WantedFile } from './wanted-file.ts';

/** A step that is about files alone. */
export interface FileStep extends Pick<StepSpec, 'name' | 'roles' | 'needs'> {
  /** All paths that `files` may name. */
  readonly paths: (target: Target) => readonly string[];
  readonly files: (view: HostView, contentOf: (path: string) => string) => readonly WantedFile[] | Promise<readonly WantedFile[]>;
  /** A script for the service that reads them. */
  readonly after?: string;
}

/** A step whose host has some files with this content, owner and mode. */
export function fileStep({ name, roles, needs, paths, files, after }: FileStep): StepSpec {
  return {
    name,
    roles,
    needs,
    subject: (target) => paths(target).join(', '),
    probe: (target) => seeFiles(paths(target)),
    judge: async (text, view) => {
      const seen = parseFiles(text);
      const wanted = await files(view, (path) => seen.find((file) => file.path === path)?.content ?? '');
      return changeOfFiles(seen, wanted, { after: after ?? '' }) ?? right(wanted.map(({ path }) => path).join(', '));
    },
  };
}
