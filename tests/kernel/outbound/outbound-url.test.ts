import { expect, test } from "vitest";
import { parseOutboundUrl } from "#functions/kernel/outbound/outbound-url.ts";

const refusalOf = (url: string, allow: readonly string[] = []): string => {
  try {
    parseOutboundUrl(url, allow);
    return "none";
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : String(error);
  }
};

test.each([
  "https://example.com/hook?a=1",
  "https://example.com:443/",
  "https://1.1.1.1/",
  "https://[2606:4700:4700::1111]/",
])("%s may be called", (url) => {
  expect(refusalOf(url)).toBe("none");
});

test.each([
  "http://example.com/",
  "https://example.com:8443/",
  "https://example.com:22/",
  "ftp://example.com/",
  "file:///etc/passwd",
  "https://user:secret@example.com/",
  "https://example.com/#part",
  "https://localhost/",
  "https://LOCALHOST./",
  "https://a.localhost/",
  "https://printer.local/",
  "https://metadata.google.internal/",
  "https://intranet/",
  "not a url",
  "//example.com",
  `https://example.com/${"a".repeat(2048)}`,
])("%s is no URL to call", (url) => {
  expect(refusalOf(url)).toBe("outbound.url-refused");
});

test.each([
  "https://127.0.0.1/",
  "https://2130706433/",
  "https://0x7f000001/",
  "https://0177.0.0.1/",
  "https://127.1/",
  "https://0/",
  "https://①②⑦.0.0.1/",
  "https://169.254.169.254/latest/meta-data/",
  "https://10.0.0.1/",
  "https://[::1]/",
  "https://[::ffff:127.0.0.1]/",
  "https://[::ffff:7f00:1]/",
  "https://[64:ff9b::7f00:1]/",
  "https://[2002:7f00:1::]/",
  "https://[fd00:ec2::254]/",
])("%s names an address that is not public", (url) => {
  expect(refusalOf(url)).toBe("outbound.address-refused");
});

test("the configuration lets a host and port be called, over http too, and no other port of it", () => {
  const allow = ["127.0.0.1:8080", "localhost:9000", "localhost:80"];
  expect(refusalOf("http://127.0.0.1:8080/x", allow)).toBe("none");
  expect(refusalOf("https://localhost:9000/x", allow)).toBe("none");
  expect(refusalOf("http://localhost/x", allow)).toBe("none");
  expect(refusalOf("http://127.0.0.1:8081/x", allow)).toBe("outbound.url-refused");
  expect(refusalOf("https://127.0.0.1/x", allow)).toBe("outbound.address-refused");
  expect(refusalOf("http://0x7f.1:8080/x", allow)).toBe("none");
});
