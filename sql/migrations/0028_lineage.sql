-- aether: database=meta
-- In the terms of OpenLineage: a job reads and writes datasets, a run is one execution of it. Edges belong to the job
-- and not to the run, so that the graph stays as small as the work it describes.

CREATE TABLE lineage_job (
  job_id    BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  namespace VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Name of the environment',
  name      VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'ingest.olist.orders',
  PRIMARY KEY (job_id),
  UNIQUE KEY uq_lineage_job_name (namespace, name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Work that turns datasets into others';

CREATE TABLE lineage_run (
  run_id      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  job_id      BIGINT UNSIGNED NOT NULL,
  state       VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  started_at  DATETIME(6) NOT NULL,
  finished_at DATETIME(6) NULL,
  PRIMARY KEY (run_id, job_id),
  KEY ix_lineage_run_job (job_id, started_at),
  CONSTRAINT fk_lineage_run_job FOREIGN KEY (job_id) REFERENCES lineage_job (job_id),
  CONSTRAINT chk_lineage_run_state CHECK (state IN ('START', 'COMPLETE', 'ABORT', 'FAIL'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Executions of jobs; one run of aether may execute several';

CREATE TABLE lineage_dataset (
  dataset_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  namespace  VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Where it lies; of a cluster its alias, or one table would be three',
  name       VARCHAR(255) COLLATE utf8mb4_bin NOT NULL COMMENT 'aethermart.orders, or the name of a file',
  PRIMARY KEY (dataset_id),
  UNIQUE KEY uq_lineage_dataset_name (namespace, name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Tables, collections and files';

CREATE TABLE lineage_edge (
  job_id            BIGINT UNSIGNED NOT NULL,
  input_dataset_id  BIGINT UNSIGNED NOT NULL,
  output_dataset_id BIGINT UNSIGNED NOT NULL,
  last_run_id       VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'The newest run that showed it',
  PRIMARY KEY (job_id, input_dataset_id, output_dataset_id),
  KEY ix_lineage_edge_input (input_dataset_id),
  KEY ix_lineage_edge_output (output_dataset_id),
  KEY ix_lineage_edge_run (last_run_id, job_id),
  CONSTRAINT fk_lineage_edge_run FOREIGN KEY (last_run_id, job_id) REFERENCES lineage_run (run_id, job_id),
  CONSTRAINT fk_lineage_edge_input FOREIGN KEY (input_dataset_id) REFERENCES lineage_dataset (dataset_id),
  CONSTRAINT fk_lineage_edge_output FOREIGN KEY (output_dataset_id) REFERENCES lineage_dataset (dataset_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Which dataset a job makes from which';

CREATE TABLE lineage_column_edge (
  job_id            BIGINT UNSIGNED NOT NULL,
  input_dataset_id  BIGINT UNSIGNED NOT NULL,
  input_column      VARCHAR(64) NOT NULL,
  output_dataset_id BIGINT UNSIGNED NOT NULL,
  output_column     VARCHAR(64) NOT NULL,
  transformation    VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'DIRECT: the value comes from it; INDIRECT: it decides, as in a filter or a join',
  is_masking        BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'Personal data does not pass',
  PRIMARY KEY (job_id, input_dataset_id, input_column, output_dataset_id, output_column),
  KEY ix_lineage_column_edge_input (input_dataset_id, input_column),
  KEY ix_lineage_column_edge_output (output_dataset_id, output_column),
  KEY ix_lineage_column_edge_edge (job_id, input_dataset_id, output_dataset_id),
  CONSTRAINT fk_lineage_column_edge_edge FOREIGN KEY (job_id, input_dataset_id, output_dataset_id)
    REFERENCES lineage_edge (job_id, input_dataset_id, output_dataset_id),
  CONSTRAINT chk_lineage_column_edge_transformation CHECK (transformation IN ('DIRECT', 'INDIRECT'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci
  COMMENT='Which column a job makes from which';
