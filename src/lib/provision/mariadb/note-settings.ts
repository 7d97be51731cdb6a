import { CONFIG_FILE, RUNNING_SETTINGS } from './places.ts';

/** The script that notes with which settings a server starts; `withoutSecrets` makes the same of an option file. */
export function noteSettings(from = CONFIG_FILE, to = RUNNING_SETTINGS): string {
  return `#!/bin/sh
# Written by aether: the settings with which the server starts, to compare them later.
umask 077
while IFS= read -r line; do
  case $line in
    'password = '* | 'wsrep_sst_auth = '*)
      line="\${line%% = *} = sha256:$(printf '%s\\n' "\${line#* = }" | sha256sum | cut -d' ' -f1)"
      ;;
  esac
  printf '%s\\n' "$line"
done <${from} >${to}
`;
}
