/** What an operator may choose for a stamp. Functions learn it through their environment. */
export interface StampSettings {
  /** N of scrypt (RFC 7914), a power of two. */
  readonly scryptCost: number;
  /** Calls a minute that one address may make to operations that need no sign-in. */
  readonly publicLimitPerMinute: number;
  /** Seconds between one attempt to deliver a webhook and the next; as many retries as entries. */
  readonly webhookRetrySchedule: readonly number[];
  /** The address that mail comes from; SES must know its domain. */
  readonly mailFrom: string;
  /** Origins, beside the stamp's own, whose pages may call the API and move files, as in `https://hr.example.com`. */
  readonly origins: readonly string[];
  readonly outbound: {
    /** `host:port` pairs that webhooks may reach although they are not public. Empty on AWS. */
    readonly allow: readonly string[];
  };
  /** For so long nobody, not even the account's owner, can remove an audit checkpoint. */
  readonly checkpointRetentionDays: number;
}

export interface Domain {
  /** Host name, as in `tenure.example.com`. */
  readonly name: string;
  /** ACM certificate for it, in the stamp's region. */
  readonly certificateArn: string;
}

/** One complete deployment. */
export interface StampConfiguration {
  /** Kebab case. Stacks are called `Tenure-<Name>-…` after it. */
  readonly name: string;
  /** `pool` holds many tenants, `private` one. */
  readonly kind: "pool" | "private";
  readonly region: string;
  /** Default: the account of the credentials that deploy. */
  readonly account?: string;
  /** Default: the API's own host name. */
  readonly domain?: Domain;
  readonly settings: StampSettings;
}

export interface ControlPlaneConfiguration {
  readonly region: string;
  readonly account?: string;
}

/** All that is deployed. */
export interface Configuration {
  readonly controlPlane: ControlPlaneConfiguration;
  readonly stamps: readonly StampConfiguration[];
}

const minute = 60;
const hour = 60 * minute;

export const defaultSettings: StampSettings = {
  // OWASP's password storage advice: N = 2^17 with r = 8, p = 1.
  scryptCost: 2 ** 17,
  publicLimitPerMinute: 60,
  // The schedule that Standard Webhooks gives as its example: ten attempts over 75 h 35 min.
  webhookRetrySchedule: [
    5,
    5 * minute,
    30 * minute,
    2 * hour,
    5 * hour,
    10 * hour,
    14 * hour,
    20 * hour,
    24 * hour,
  ],
  mailFrom: "no-reply@tenure.example",
  origins: [],
  outbound: { allow: [] },
  checkpointRetentionDays: 365,
};

export const configuration: Configuration = {
  controlPlane: { region: "eu-west-1" },
  stamps: [
    { name: "pool", kind: "pool", region: "eu-west-1", settings: defaultSettings },
    { name: "acme-care", kind: "private", region: "eu-central-1", settings: defaultSettings },
    { name: "globex", kind: "private", region: "ap-northeast-1", settings: defaultSettings },
  ],
};
