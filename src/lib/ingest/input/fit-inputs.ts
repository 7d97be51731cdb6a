import type { FileFits } from '../target/fit-files.ts';
import type { Input } from './input.ts';

/** The inputs with what is known of their tables at each column. */
export function fitInputs(inputs: readonly Input[], fits: FileFits): Input[] {
  return inputs.map((input) => {
    const ofFile = fits.get(input.file.fileKey);
    if (ofFile === undefined) return input;
    const columns = input.columns.map((column) => {
      const fit = ofFile.get(column.spec.name);
      return fit === undefined ? column : { ...column, fit };
    });
    return { ...input, columns };
  });
}
