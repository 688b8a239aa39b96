/** Two spellings of one address are one account: case and Unicode form do not count. */
export const normaliseEmail = (email: string): string => email.trim().normalize("NFKC").toLowerCase();
