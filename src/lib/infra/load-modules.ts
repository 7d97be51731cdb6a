import { readdir } from 'node:fs/promises';

/** TypeScript while it is developed, JavaScript once it is built; the name says what the file adds. */
const MODULE_FILE = /^([a-z-]+)\.(?:js|ts)$/;

/** A file that adds something by being there, by its name without the ending. */
export interface ModuleFile {
  readonly name: string;
  readonly url: URL;
}

/** The modules of a directory, in the order of their names: `ssh` comes before `ssh-clock`. */
export async function listModules(directory: URL): Promise<ModuleFile[]> {
  return (await readdir(directory))
    .flatMap((file) => {
      const name = MODULE_FILE.exec(file)?.[1];
      return name === undefined ? [] : [{ name, url: new URL(file, directory) }];
    })
    .toSorted((left, right) => (left.name < right.name ? -1 : 1));
}

/** What each of these modules exports under one name. */
export async function loadModules<Exported>(
  files: readonly ModuleFile[],
  exportName: string,
): Promise<Exported[]> {
  const modules = await Promise.all(files.map(({ url }) => import(url.href)));
  return modules.map((module) => (module as Record<string, Exported>)[exportName] as Exported);
}
