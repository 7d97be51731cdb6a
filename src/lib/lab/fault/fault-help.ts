import type { HelpSection } from '../../core/command.ts';
import { discoverFaults } from './discover-faults.ts';
import type { LabFault } from './lab-fault-kind.ts';

/** The faults in a command's help: what each does, what a cluster makes of it, and the options that it reads. */
export async function faultHelp(): Promise<HelpSection[]> {
  const faults = await discoverFaults();
  return [
    { title: 'Faults', rows: faults.map(({ name, summary }) => [name, summary]) },
    { title: 'Options of the faults', rows: faults.flatMap(optionRows) },
    {
      title: 'Expected of a Galera cluster',
      rows: faults.map(({ name, expected }) => [name, expected.cluster]),
    },
    { title: 'An example of each', rows: faults.map(({ example }) => [example.command, example.does]) },
  ];
}

function optionRows({ name, options }: LabFault): HelpSection['rows'] {
  return Object.entries(options).map(([option, meaning]) => [`${name} --${option}`, meaning] as const);
}
