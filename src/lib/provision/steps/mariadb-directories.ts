import { DATA_DIR, LOG_DIR, TMP_DIR } from '../mariadb/places.ts';
import { right, type StepSpec } from '../step-spec.ts';

const WANTED = [`${DATA_DIR} 755 mysql:mysql`, `${LOG_DIR} 2750 mysql:adm`, `${TMP_DIR} 700 mysql:mysql`];

/** Where the server writes: data, logs, temporary tables. What is in the directories is not touched. */
export const step: StepSpec = {
  name: 'mariadb-directories',
  roles: ['galera', 'replica', 'mariadb'],
  needs: ['mariadb-packages'],
  subject: () => [DATA_DIR, LOG_DIR, TMP_DIR].join(', '),
  probe: () => `for directory in ${DATA_DIR} ${LOG_DIR} ${TMP_DIR}; do
  if [ -d "$directory" ]; then echo "$directory $(stat -c '%a %U:%G' -- "$directory")"; fi
done`,
  judge: (seen) => {
    const missing = WANTED.filter((line) => !seen.split('\n').includes(line));
    if (missing.length === 0) return right([DATA_DIR, LOG_DIR, TMP_DIR].join(', '));
    return {
      kind: 'change',
      action: seen === '' ? 'create' : 'change',
      summary: missing.join('; '),
      script: () =>
        missing
          .map((line) => line.split(' '))
          .map(([path, mode, owner]) => `mkdir -p ${path}\nchown ${owner} ${path}\nchmod ${mode} ${path}`)
          .join('\n'),
    };
  },
};
