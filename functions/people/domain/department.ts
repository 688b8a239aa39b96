/** A part of the organisation that employees belong to. */
export interface Department {
  readonly id: string;
  readonly name: string;
  readonly version: number;
}

/** What makes two names the same department: neither case, width, nor spaces too many. */
export const foldName = (name: string): string =>
  name.normalize("NFKC").trim().replaceAll(/\s+/g, " ").toLowerCase();
