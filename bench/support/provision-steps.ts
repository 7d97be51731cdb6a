import { fileStep } from '../../src/lib/provision/files/file-step.ts';
import { judgePackages, seePackages } from '../../src/lib/provision/packages/packages.ts';
import { right, type StepSpec } from '../../src/lib/provision/step-spec.ts';

// The same steps as in provision-playbook.yaml.

const DIRECTORY = '/etc/aether-bench';
const PACKAGES = ['apt', 'bash', 'coreutils', 'dpkg', 'grep', 'gzip', 'nftables', 'sed', 'sudo', 'tar'];
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const common = { roles: 'all', needs: [] } as const;

function file(number: number): StepSpec {
  const path = `${DIRECTORY}/file-${number}`;
  const wanted = { path, content: `setting = ${number}\n`, mode: '644', owner: 'root:root' };
  return fileStep({ ...common, name: `file-${number}`, paths: () => [path], files: () => [wanted] });
}

function presentPackage(name: string): StepSpec {
  return {
    ...common,
    name: `package-${name}`,
    subject: () => name,
    probe: () => seePackages([name]),
    judge: (seen) => judgePackages(seen, [name]) ?? right(name),
  };
}

function service(number: number): StepSpec {
  const unit = `aether-bench-${number}.service`;
  return {
    ...common,
    name: `service-${number}`,
    subject: () => unit,
    probe: () => `echo "$(systemctl is-active ${unit} || :) $(systemctl is-enabled ${unit} || :)"`,
    judge: (seen) =>
      seen === 'active enabled'
        ? right(unit)
        : change(`start ${unit}`, `systemctl --quiet enable --now ${unit}`),
  };
}

function user(number: number): StepSpec {
  const name = `aether-bench-${number}`;
  return {
    ...common,
    name: `user-${number}`,
    subject: () => name,
    probe: () => `getent passwd ${name} || :`,
    judge: (seen) =>
      seen === '' ? change(`add ${name}`, `useradd --system --no-create-home ${name}`) : right(name),
  };
}

function change(summary: string, script: string) {
  return { kind: 'change', action: 'create', summary, script: () => script } as const;
}

export const STEPS: readonly StepSpec[] = [
  ...numbers(20).map(file),
  ...PACKAGES.map(presentPackage),
  ...numbers(10).map(service),
  ...numbers(10).map(user),
];
export const STEP_COUNT = STEPS.length;

/** Shell: the units that the services are of, and the directory of the files. */
export const PREPARE = `mkdir -p ${DIRECTORY}
for i in ${numbers(10).join(' ')}; do
  printf '[Service]\\nType=oneshot\\nRemainAfterExit=yes\\nExecStart=/bin/true\\n[Install]\\nWantedBy=multi-user.target\\n' \\
    >/etc/systemd/system/aether-bench-$i.service
done
systemctl daemon-reload`;

/** Shell: nothing is done. */
export const RESET = `rm -f ${DIRECTORY}/*
for i in ${numbers(10).join(' ')}; do
  systemctl --quiet disable --now aether-bench-$i.service
  userdel aether-bench-$i 2>/dev/null || :
done`;
