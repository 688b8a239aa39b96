import { normaliseEmail } from "#functions/identity/domain/email.ts";

// NIST SP 800-63B-4 §3.1.1.2 asks for 8 characters beside a second factor and for 15 where a password is all there is; no
// composition rules, no expiry. Twelve is between: long enough with the waits between guesses, short enough to be borne.
const shortestPassword = 12;
const longestPassword = 256;

// What people type first when they are asked for twelve characters; shorter favourites cannot be chosen anyway.
const common = new Set(
  [
    "123456789012 1234567890123 12345678901234 123456789012345 1234567890123456 123123123123 121212121212",
    "112233445566 098765432109 987654321098 102030405060 qwertyuiop12 qwertyuiop123 qwertyuiop[] qwertyuiopasdf",
    "1q2w3e4r5t6y 1qaz2wsx3edc qazwsxedcrfv zaq12wsxcde3 asdfghjkl123 qwerty123456 qwertyqwerty qwerasdfzxcv",
    "password1234 password12345 password123! password2024 password2025 password2026 passwordpassword p@ssw0rd1234",
    "p@ssword1234 passw0rd1234 mypassword12 mypassword123 changeme1234 changemenow1 letmein12345 letmeinplease",
    "welcome12345 welcome123456 welcomewelcome iloveyou1234 iloveyou12345 iloveyouforever adminadmin12",
    "adminadminadmin administrator administrator1 admin1234567 superadmin123 rootrootroot football1234",
    "baseball1234 princess1234 sunshine1234 superman1234 starwars1234 whatever1234 trustno1trustno1 dragon123456",
    "monkey123456 master123456 shadow123456 abcdefghijkl abcdefghijklm abcdef123456 abc123abc123 abcd1234abcd",
    "a1b2c3d4e5f6 aa1234567890 correcthorsebatterystaple secretsecret secret123456 testtesttest test12345678",
    "defaultpassword temporary123 companyname1 summer2025!! summer2026!! winter2025!! winter2026!!",
  ].flatMap((line) => line.split(" ")),
);

/** Why a password will not do for that address, or `undefined`. Lengths are counted in characters, not in bytes. */
export function weaknessOf(password: string, email: string): string | undefined {
  const characters = [...password.normalize("NFKC")];
  const folded = characters.join("").toLowerCase();
  const [local = ""] = normaliseEmail(email).split("@");
  if (characters.length < shortestPassword) return `Use at least ${shortestPassword} characters`;
  if (characters.length > longestPassword) return `Use at most ${longestPassword} characters`;
  if (new Set(folded).size < 5) return "Use more than a few different characters";
  if (common.has(folded)) return "Many people use this password; choose another";
  if (local.length > 3 && folded.includes(local)) return "Leave your e-mail address out of your password";
  return undefined;
}
