/** What can be wrong with an export. */
export type Problem =
  /** No line of the file is one of an export: there is nothing to check. */
  | "not-an-export"
  /** An entry is not what was signed. */
  | "changed"
  /** An entry is not there, though later ones are. */
  | "missing"
  /** An entry stands in another's place, or twice. */
  | "reordered"
  /** The file ends too early. */
  | "truncated"
  /** Something follows the end. */
  | "added"
  /** The signature is not of the key. */
  | "forged-signature"
  /** The file names another key than the trusted one. */
  | "other-key"
  /** The entries do not lead to the signed root, though each leads there by itself; or the checkpoint is another tenant's. */
  | "other-log"
  /** The log does not begin with the one of the earlier checkpoint. */
  | "inconsistent";

/** The first thing that is wrong. */
export interface Fault {
  readonly problem: Problem;
  readonly message: string;
  /** Place of the entry in the log, from 0. */
  readonly index?: number;
  /** Id of the entry, when the file still tells it. */
  readonly id?: string;
  /** Of the file, from 1. */
  readonly line?: number;
}

export interface Verdict {
  readonly verified: boolean;
  readonly tenantId: string | undefined;
  /** Entries read. */
  readonly entries: number;
  /** Root hash of the entries read, base64. */
  readonly root: string;
  /** Thumbprint (RFC 7638) of the key that signed. */
  readonly key: string | undefined;
  readonly fault: Fault | undefined;
}
