import type { Parcel } from "#local/outbox/outbox.ts";

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 48rem; margin: 2rem auto; padding: 0 1rem; }
  form { display: flex; gap: .5rem; margin: 1rem 0; }
  input { flex: 1; font: inherit; padding: .25rem .5rem; }
  article { border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: .5rem; margin: 1rem 0; padding: 1rem; }
  h2 { font-size: 1.1rem; margin: 0 0 .5rem; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 .75rem; margin: 0 0 .75rem; font-size: .875rem; }
  dd { margin: 0; overflow-wrap: anywhere; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; font: inherit; }
  iframe { width: 100%; height: 20rem; border: 0; background: white; }
`;

/** The outbox to look at. All that a parcel says is escaped; its HTML shows in a frame that may run nothing. */
export const outboxPage = (parcels: readonly Parcel[], to: string | undefined): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Outbox</title>
<style>${style}</style>
</head>
<body>
<h1>Outbox</h1>
<p>Mail and text messages that the local platform would have sent.</p>
<form><input name="to" type="search" aria-label="Recipient" placeholder="Recipient" value="${escaped(to ?? "")}"><button>Show</button></form>
${parcels.map(article).join("\n") || "<p>Nothing yet.</p>"}
</body>
</html>
`;

const article = ({ at, channel, from, to, subject, text, html }: Parcel): string => `<article>
<h2>${escaped(subject || (channel === "sms" ? "Text message" : "(no subject)"))}</h2>
<dl><dt>To</dt><dd>${escaped(to.join(", "))}</dd><dt>From</dt><dd>${escaped(from)}</dd><dt>At</dt><dd><time>${escaped(at)}</time></dd></dl>
<pre>${escaped(text).replace(/https?:\/\/[^\s<>&]+(?:&amp;[^\s<>&]+)*/g, (url) => `<a href="${url}" rel="noreferrer">${url}</a>`)}</pre>
${html && `<details><summary>As HTML</summary><iframe sandbox title="HTML of the message" srcdoc="${escaped(html)}"></iframe></details>`}
</article>`;
