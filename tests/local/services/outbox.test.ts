import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { SESv2Client, SendEmailCommand } from "@aws-sdk/client-sesv2";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Outbox, openOutbox, type Parcel } from "#local/outbox/outbox.ts";
import { outboxHandler } from "#local/outbox/outbox-handler.ts";
import type { Authorize } from "#local/services/authorize.ts";
import { type Endpoint, startEndpoint } from "#local/services/endpoint.ts";
import { ses } from "#local/services/ses.ts";
import { sns } from "#local/services/sns.ts";
import { openStore } from "#local/store.ts";

const account = "000000000000";
const authorize: Authorize = ({ action, resource }) =>
  action !== "ses:SendEmail" || resource === "arn:aws:ses:eu-west-1:000000000000:identity/tenure.example";
let outbox: Outbox;
let endpoint: Endpoint;
let client: SESv2Client;
let front: string;
const server = createServer((request, response) => {
  if (!outboxHandler(outbox)(request, response)) response.writeHead(404).end();
});

beforeAll(async () => {
  const current: Outbox = { add: (parcel) => outbox.add(parcel), list: (options) => outbox.list(options) };
  endpoint = await startEndpoint({
    ses: ses({ outbox: current, account, authorize }),
    sns: sns(current, authorize),
  });
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  client = new SESv2Client({ endpoint: endpoint.url, region: "eu-west-1", credentials, maxAttempts: 1 });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  front = typeof address === "object" && address ? `http://127.0.0.1:${address.port}` : "";
});
afterAll(async () => {
  server.close();
  await endpoint.stop();
});
beforeEach(() => {
  let time = Date.parse("2026-11-20T09:00:00Z");
  outbox = openOutbox({ store: openStore(), now: () => time++, newId: randomUUID });
});

const from = "Tenure <no-reply@tenure.example>";
const send = (to: string, subject = "Hello", FromEmailAddress = from) =>
  client.send(
    new SendEmailCommand({
      FromEmailAddress,
      Destination: { ToAddresses: [to], CcAddresses: ["boss@acme.example"] },
      Content: {
        Simple: { Subject: { Data: subject }, Body: { Text: { Data: "Hi" }, Html: { Data: "<p>Hi</p>" } } },
      },
    }),
  );
const items = async (query = ""): Promise<Parcel[]> => {
  const answer = await fetch(`${front}/_local/outbox${query}`);
  return ((await answer.json()) as { items: Parcel[] }).items;
};

test("a mail lands in the outbox, newest first, and is found by its recipient", async () => {
  const { MessageId } = await send("Ada <ada@acme.example>", "First");
  await send("bob@acme.example", "Second");
  expect((await items()).map(({ subject }) => subject)).toEqual(["Second", "First"]);
  expect(await items("?to=ADA@acme.example")).toEqual([
    {
      id: MessageId,
      at: "2026-11-20T09:00:00.000Z",
      channel: "email",
      from,
      to: ["Ada <ada@acme.example>", "boss@acme.example"],
      subject: "First",
      text: "Hi",
      html: "<p>Hi</p>",
    },
  ]);
  expect(await items("?to=nobody@acme.example")).toEqual([]);
});

test("a raw message is read as a mail program would", async () => {
  const raw = [
    "From: =?UTF-8?Q?J=C3=B6rg?= <joerg@tenure.example>",
    'To: "Lovelace, Ada" <ada@acme.example>,',
    " bob@acme.example",
    "Subject: =?UTF-8?B?R3LDvMOfZQ==?= =?UTF-8?Q?_aus_Bonn?=",
    'Content-Type: multipart/mixed; boundary="b1"',
    "",
    "--b1",
    "Content-Type: multipart/alternative; boundary=b2",
    "",
    "--b2",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: quoted-printable",
    "",
    "Sch=C3=B6n=",
    "er Tag",
    "--b2",
    "Content-Type: text/html; charset=iso-8859-1",
    "Content-Transfer-Encoding: base64",
    "",
    Buffer.from("<p>Schöner Tag</p>", "latin1").toString("base64"),
    "--b2--",
    "--b1",
    "Content-Type: text/plain",
    "Content-Disposition: attachment; filename=x.txt",
    "",
    "not the text",
    "--b1--",
    "",
  ].join("\r\n");
  await client.send(new SendEmailCommand({ Content: { Raw: { Data: Buffer.from(raw) } } }));
  expect((await items())[0]).toMatchObject({
    from: "Jörg <joerg@tenure.example>",
    to: ['"Lovelace, Ada" <ada@acme.example>', "bob@acme.example"],
    subject: "Grüße aus Bonn",
    text: "Schöner Tag",
    html: "<p>Schöner Tag</p>",
  });
});

test("a mail without a recipient, or of a sender one may not be, is refused", async () => {
  const Content = { Simple: { Subject: { Data: "x" }, Body: {} } };
  const nobody = client.send(new SendEmailCommand({ FromEmailAddress: from, Content }));
  await expect(nobody).rejects.toMatchObject({ name: "BadRequestException" });
  await expect(send("ada@acme.example", "x", "ceo@bank.example")).rejects.toMatchObject({
    name: "AccessDeniedException",
  });
  expect(await items()).toEqual([]);
});

test("a text message lands beside the mails", async () => {
  const publish = (parameters: Record<string, string>) =>
    fetch(endpoint.url, {
      method: "POST",
      headers: { authorization: "AWS4-HMAC-SHA256 Credential=a/20261120/eu-west-1/sns/aws4_request" },
      body: new URLSearchParams({ Action: "Publish", Version: "2010-03-31", ...parameters }),
    });
  const answer = await publish({ PhoneNumber: "+4915112345678", Message: "Code 1 & 2" });
  const [sms] = await items();
  expect(sms).toMatchObject({ channel: "sms", to: ["+4915112345678"], text: "Code 1 & 2" });
  expect(await answer.text()).toContain(`<MessageId>${sms?.id}</MessageId>`);
  const wrong = await publish({ PhoneNumber: "0151", Message: "x" });
  expect([wrong.status, await wrong.text()]).toEqual([
    400,
    expect.stringContaining("<Code>InvalidParameter</Code>"),
  ]);
});

test("the page shows every parcel, and nothing in one of them can become markup of the page", async () => {
  const evil = `<script>alert("x")</script>`;
  outbox.add({
    channel: "email",
    from: evil,
    to: [evil],
    subject: evil,
    text: `${evil} https://t.example/v?a=1&b=2"onclick="x`,
    html: evil,
  });
  for (const path of ["/outbox", "/_local/outbox.html"]) {
    const answer = await fetch(`${front}${path}?to=${encodeURIComponent('"><script>')}`);
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(await answer.text()).not.toContain("<script");
  }
  const page = await (await fetch(`${front}/outbox`)).text();
  expect(page).toContain('<a href="https://t.example/v?a=1&amp;b=2" rel="noreferrer">');
  expect(page).toContain("&lt;script&gt;alert(&quot;x&quot;)");
});

test("other paths are left to others, what is no URL too, other methods refused", async () => {
  expect(outboxHandler(outbox)({ url: "//" } as IncomingMessage, {} as ServerResponse)).toBe(false);
  expect((await fetch(`${front}/v1/health`)).status).toBe(404);
  expect((await fetch(`${front}/_local/outbox`, { method: "DELETE" })).status).toBe(405);
});
