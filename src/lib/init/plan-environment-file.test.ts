import { describe, expect, it } from 'vitest';
import { planEnvironmentFile } from './plan-environment-file.ts';

describe('planEnvironmentFile', () => {
  it('writes a cluster behind a bastion', () => {
    const text = planEnvironmentFile(
      {
        name: 'prod',
        mariadbVersion: '11.8',
        database: 'shop',
        mariadb: [{ address: '10.0.1.1' }, { address: '10.0.2.1' }, { address: '10.0.3.1', port: 3307 }],
        replica: [{ address: '10.0.1.2' }],
        mongo: [{ address: '10.0.1.3' }, { address: '10.0.2.3' }, { address: '10.0.3.3', port: 27_018 }],
        ssh: { user: 'admin', key: '~/.ssh/id_ed25519', bastion: 'jump.example.com' },
      },
      './schema.json',
    );
    expect(text).toMatchInlineSnapshot(`
      "# yaml-language-server: $schema=./schema.json
      #
      # An environment of aether. "aether config show --sources" prints what is in force and where it came from.
      name: prod

      ssh:
        user: admin
        key: ~/.ssh/id_ed25519
        # Every other host is reached through it.
        bastion: bastion1
        # Only hosts whose keys are in this file are talked to.
        known_hosts: ~/.ssh/known_hosts

      hosts:
        bastion1: { address: jump.example.com, roles: [bastion] }
        # Put the members into different zones: "zone: a" is one that may fail as a whole.
        db1: { address: 10.0.1.1, roles: [galera] }
        db2: { address: 10.0.2.1, roles: [galera] }
        db3: { address: 10.0.3.1, roles: [galera], ports: { mariadb: 3307 } }
        replica1: { address: 10.0.1.2, roles: [replica] }
        mongo1: { address: 10.0.1.3, roles: [mongo] }
        mongo2: { address: 10.0.2.3, roles: [mongo] }
        mongo3: { address: 10.0.3.3, roles: [mongo], ports: { mongo: 27018 } }

      mariadb:
        # In quotes: YAML reads a bare 11.10 as the number 11.1.
        version: "11.8"
        database: shop
        accounts:
          # Where the passwords are, never the passwords: env:NAME, file:PATH or cmd:COMMAND.
          admin: { user: aether_admin, password: env:AETHER_ADMIN_PASSWORD }
          migrator: { user: aether_migrator, password: env:AETHER_MIGRATOR_PASSWORD }
          ingest: { user: aether_ingest, password: env:AETHER_INGEST_PASSWORD }
          reader: { user: aether_reader, password: env:AETHER_READER_PASSWORD }
        tls:
          # Encrypted, and the certificate must name the host.
          mode: verify
          # The authority that signed the servers, where it is not one that this machine trusts.
          # ca: ca.pem
        galera:
          cluster_name: prod

      mongo:
        version: "8.0"
        database: shop
        replica_set: prod
        accounts:
          admin: { user: aether_admin, password: env:AETHER_MONGO_ADMIN_PASSWORD }
          writer: { user: aether_writer, password: env:AETHER_MONGO_WRITER_PASSWORD }
        tls:
          # Encrypted, and the certificate must name the host.
          mode: verify
          # The authority that signed the servers, where it is not one that this machine trusts.
          # ca: ca.pem

      # What "aether ingest NAME" loads; configs/sources/NAME.yaml describes the files.
      # sources:
      #   olist: { from: data/olist }
      "
    `);
  });
});
