/** What the control plane knows of a tenant: where it lives and how it stands. */
export interface CatalogueEntry {
  readonly tenantId: string;
  readonly slug: string;
  readonly stamp: string;
  readonly region: string;
  readonly plan: string;
  readonly status: string;
  /** Number of the tenant's event that this was taken from; an earlier one never overwrites it. */
  readonly sequence: number;
}
