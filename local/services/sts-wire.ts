import { randomUUID } from "node:crypto";
import * as z from "zod";
import { AwsError } from "#local/services/aws-error.ts";
import type { AwsReply } from "#local/services/service.ts";

/** Elements by name; text is a leaf. */
export type Xml = string | { readonly [name: string]: Xml };

type Parameter = string | readonly Readonly<Record<string, string>>[];

/** The parameters of a Query request; `Tags.member.1.Key` is the `Key` of the first of `Tags`. */
export function readForm(body: string): Readonly<Record<string, Parameter>> {
  const parameters: Record<string, Parameter> = {};
  const lists: Record<string, Record<string, Record<string, string>>> = {};
  for (const [name, value] of new URLSearchParams(body)) {
    const [, list, position = "", member = ""] = /^(\w+)\.member\.(\d+)\.?(\w*)$/.exec(name) ?? [];
    if (list === undefined) parameters[name] = value;
    else {
      const members = lists[list] ?? {};
      lists[list] = { ...members, [position]: { ...members[position], [member]: value } };
    }
  }
  for (const [name, members] of Object.entries(lists)) parameters[name] = Object.values(members);
  return parameters;
}

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string) => text.replaceAll(/[&<>"]/g, (char) => escapes[char] ?? char);

const markup = (xml: Xml): string =>
  typeof xml === "string"
    ? escaped(xml)
    : Object.entries(xml)
        .map(([name, content]) => `<${name}>${markup(content)}</${name}>`)
        .join("");

function documentOf(root: string, status: number, content: Xml): AwsReply {
  return {
    status,
    headers: { "content-type": "text/xml" },
    body: `<${root} xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${markup(content)}</${root}>`,
  };
}

export const result = (action: string, content: Xml): AwsReply =>
  documentOf(`${action}Response`, 200, {
    [`${action}Result`]: content,
    ResponseMetadata: { RequestId: randomUUID() },
  });

/** A refusal as the Query protocol spells it; what is no refusal is thrown on, for the endpoint to report. */
export function refusal(error: unknown): AwsReply {
  const refused =
    error instanceof z.core.$ZodError ? new AwsError("ValidationError", z.prettifyError(error)) : error;
  if (!(refused instanceof AwsError)) throw error;
  const { code, message, status } = refused;
  return documentOf("ErrorResponse", status, {
    Error: { Type: "Sender", Code: code, Message: message },
    RequestId: randomUUID(),
  });
}
