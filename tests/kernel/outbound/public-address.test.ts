import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isPublicAddress } from "#functions/kernel/outbound/public-address.ts";

// IANA IPv4 and IPv6 special-purpose address registries, multicast and what is not handed out; kept apart from the code's own list.
const special4 = `0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
  192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 255.255.255.255/32`;
const special6 = `::/128 ::1/128 ::/96 ::ffff:0:0/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 100:0:0:1::/64 2001::/32 2001:1::1/128
  2001:2::/48 2001:3::/32 2001:10::/28 2001:20::/28 2001:30::/28 2001:db8::/32 2002::/16 3ffe::/16 3fff::/20 5f00::/16
  fc00::/7 fd00:ec2::/32 fe80::/10 fec0::/10 ff00::/8 ::ffff:0:0:0/96 4000::/3 8000::/1`;

interface Range {
  readonly first: bigint;
  readonly free: number;
}

const value4 = (text: string): bigint => text.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n);
const value6 = (text: string): bigint => {
  const [head = "", tail = ""] = text.split("::");
  const words = (part: string) => (part === "" ? [] : part.split(":"));
  const zeros = Array(8 - words(head).length - words(tail).length).fill("0");
  const all = text.includes("::") ? [...words(head), ...zeros, ...words(tail)] : words(head);
  return all.reduce((sum, word) => sum * 65536n + BigInt(`0x${word}`), 0n);
};
const ranges = (text: string, bits: number, read: (address: string) => bigint): Range[] =>
  text.split(/\s+/).map((range) => {
    const [address = "", length = ""] = range.split("/");
    return { first: read(address), free: bits - Number(length) };
  });
const inside = (all: readonly Range[]) =>
  fc
    .constantFrom(...all)
    .chain(({ first, free }) =>
      fc
        .bigInt(0n, (1n << BigInt(free)) - 1n)
        .map((offset) => ((first >> BigInt(free)) << BigInt(free)) + offset),
    );
const dotted = (value: bigint) => [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join(".");
const colons = (value: bigint) =>
  Array.from({ length: 8 }, (_, at) => ((value >> BigInt(112 - 16 * at)) & 65535n).toString(16)).join(":");

const four = ranges(special4, 32, value4);
const six = ranges(special6, 128, value6);
const within = (value: bigint) => (range: Range) =>
  value >> BigInt(range.free) === range.first >> BigInt(range.free);

test("no address of a special IPv4 range is public, nor any IPv6 form of one", async () => {
  await fc.assert(
    fc.property(inside(four), (value) => {
      const high = (value >> 16n).toString(16);
      const low = (value & 65535n).toString(16);
      const forms = [
        dotted(value),
        `::ffff:${dotted(value)}`,
        `::ffff:${high}:${low}`,
        `::${dotted(value)}`,
        `64:ff9b::${dotted(value)}`,
        `64:ff9b:1::${high}:${low}`,
        `2002:${high}:${low}::1`,
        `2001:0:4136:e378:8000:63bf:${high}:${low}`,
      ];
      expect(forms.filter(isPublicAddress)).toEqual([]);
    }),
    { numRuns: 2000 },
  );
});

test("no address of a special IPv6 range is public, with or without a zone", async () => {
  await fc.assert(
    fc.property(inside(six), (value) => {
      expect([colons(value), `${colons(value)}%eth0`].filter(isPublicAddress)).toEqual([]);
    }),
    { numRuns: 2000 },
  );
});

test("every other IPv4 address is public, but for the AS112 and AMT services", async () => {
  const services = ranges("192.31.196.0/24 192.52.193.0/24 192.175.48.0/24", 32, value4);
  await fc.assert(
    fc.property(fc.bigInt(0n, (1n << 32n) - 1n), (value) => {
      fc.pre(![...four, ...services].some(within(value)));
      expect(isPublicAddress(dotted(value))).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test.each(["1.1.1.1", "8.8.8.8", "2606:4700:4700::1111", "2a00:1450:4001:81b::200e"])(
  "%s is public",
  (address) => {
    expect(isPublicAddress(address)).toBe(true);
  },
);

test.each([
  "",
  "0x7f.1",
  "0177.0.0.1",
  "2130706433",
  "127.1",
  "1.1.1.1%lo",
  "example.com",
  "[::1]",
  " 1.1.1.1",
  "01.1.1.1",
])("%j is not one plain public address", (text) => {
  expect(isPublicAddress(text)).toBe(false);
});
