/** What `aether generate` is asked for, as the command line says it. */
export interface GenerateRequest {
  readonly seed: string;
  readonly customers: number;
  readonly orders: number | undefined;
  readonly products: number | undefined;
  readonly from: string;
  readonly to: string;
  readonly out: string;
  readonly dirty: number;
  readonly gzip: boolean;
  readonly files: string | undefined;
  readonly parallel: number | undefined;
  readonly force: boolean;
}
