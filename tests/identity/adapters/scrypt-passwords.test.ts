import { expect, test } from "vitest";
import { scryptPasswords } from "#functions/identity/adapters/scrypt-passwords.ts";

const cost = 1024;
const passwords = scryptPasswords(cost);

test("a hash matches its password, in whatever Unicode form, and no other", async () => {
  const hash = await passwords.hash("caf\u00e9 au lait noir");

  expect(hash).toMatch(/^scrypt\$1024\$/);
  expect(await passwords.matches("cafe\u0301 au lait noir", hash)).toBe(true);
  expect(await passwords.matches("cafe au lait noir", hash)).toBe(false);
});

test("two hashes of one password differ", async () => {
  expect(await passwords.hash("seven grey geese")).not.toBe(await passwords.hash("seven grey geese"));
});

test("nothing matches where there is no hash", async () => {
  expect(await passwords.matches("seven grey geese", undefined)).toBe(false);
});

test("a hash of another cost still matches, and is outdated", async () => {
  const hash = await scryptPasswords(2048).hash("seven grey geese");

  expect(await passwords.matches("seven grey geese", hash)).toBe(true);
  expect(passwords.isOutdated(hash)).toBe(true);
  expect(passwords.isOutdated(await passwords.hash("seven grey geese"))).toBe(false);
});

test("a hash of another form is not taken for a wrong password", async () => {
  await expect(passwords.matches("seven grey geese", "argon2$x$y$z")).rejects.toThrow("unknown form");
});

test("an address that nobody has costs as much as a wrong password", async () => {
  const slow = scryptPasswords(2 ** 14);
  const hash = await slow.hash("seven grey geese");
  const took = async (of: string | undefined) => {
    const start = process.cpuUsage();
    for (let time = 0; time < 4; time++) await slow.matches("wrong and long enough", of);
    const { user, system } = process.cpuUsage(start);
    return user + system;
  };
  await took(hash);
  const [known, unknown] = [await took(hash), await took(undefined)];

  expect(unknown / known).toBeGreaterThan(0.5);
  expect(unknown / known).toBeLessThan(2);
});
