const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#13;",
};

const escaped = (text: string): string => text.replace(/[&<>"\r]/g, (sign) => entities[sign] ?? sign);

/** What may stand in an element: text, members by name (a list repeats its name), or nothing. */
type XmlValue = string | number | boolean | undefined | XmlMembers | readonly XmlValue[];
interface XmlMembers {
  readonly [name: string]: XmlValue;
}

const s3 = "http://s3.amazonaws.com/doc/2006-03-01/";

/** An answer in XML, by default of S3's. */
export const xml = (root: string, members: XmlMembers, namespace = s3): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${namespace}">${inner(members)}</${root}>`;

const isList = (value: XmlValue): value is readonly XmlValue[] => Array.isArray(value);

const inner = (members: XmlMembers): string =>
  Object.entries(members)
    .flatMap(([name, value]) => (isList(value) ? value : [value]).map((each) => element(name, each)))
    .join("");

function element(name: string, value: XmlValue): string {
  if (value === undefined || isList(value)) return "";
  return `<${name}>${typeof value === "object" ? inner(value) : escaped(String(value))}</${name}>`;
}

/** The texts of all elements of a name, in order, still with their markup. */
export const elements = (document: string, name: string): string[] =>
  [...document.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`, "g"))].map(
    ([, text = ""]) => text,
  );

/** The text of the first element of a name. */
export function textOf(document: string, name: string): string | undefined {
  const [text] = elements(document, name);
  return text?.replace(/&(?:amp|lt|gt|quot|apos|#(\d+)|#x([0-9a-fA-F]+));/g, (entity, decimal, hex) =>
    decimal || hex
      ? String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex, 16))
      : (named[entity] ?? entity),
  );
}

const named: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&apos;": "'",
};
