/**
 * The explorer's script, as browsers get it. The access token lives in this page's memory only and is gone with it.
 */
export const explorerScript = String.raw`(() => {
  "use strict";
  let accessToken = "";

  const filled = (form) => [...form.elements].filter((field) => field.name && field.value !== "");

  const bodyOf = (form, fields) => {
    const names = form.dataset.json;
    if (names === undefined) return fields.find((field) => field.dataset.in === "body")?.value;
    return JSON.stringify(Object.fromEntries(fields.map((field) => [field.name, field.value])));
  };

  const requestOf = (form) => {
    const fields = filled(form);
    const from = (place) => fields.filter((field) => field.dataset.in === place);
    const path = from("path").reduce(
      (text, field) => text.replaceAll("{" + field.name + "}", encodeURIComponent(field.value)),
      form.dataset.path,
    );
    const query = new URLSearchParams(from("query").map((field) => [field.name, field.value])).toString();
    const headers = Object.fromEntries(from("header").map((field) => [field.name.toLowerCase(), field.value]));
    if (accessToken) headers.authorization = "Bearer " + accessToken;
    const body = bodyOf(form, fields);
    if (body !== undefined) headers["content-type"] = "application/json";
    return [path + (query && "?" + query), { method: form.dataset.method, headers, body }];
  };

  const remember = (answer, form) => {
    const signedIn = answer && typeof answer.accessToken === "string";
    if (signedIn) accessToken = answer.accessToken;
    const who = document.getElementById("who");
    if (signedIn) who.textContent = "Signed in to " + answer.tenantId;
    else if (form.dataset.json !== undefined) who.textContent = (answer && answer.detail) || "Not signed in";
  };

  const send = async (form) => {
    const output = form.querySelector(".answer");
    const show = (text) => {
      if (!output) return;
      output.hidden = false;
      output.textContent = text;
    };
    try {
      const response = await fetch(...requestOf(form));
      const text = await response.text();
      const isJson = (response.headers.get("content-type") || "").includes("json");
      const answer = isJson && text ? JSON.parse(text) : undefined;
      remember(answer, form);
      const etag = response.headers.get("etag");
      const head = response.status + " " + response.statusText + (etag ? "\nETag: " + etag : "");
      show(head + "\n\n" + (answer ? JSON.stringify(answer, null, 2) : text));
    } catch (error) {
      show("No answer: " + error.message);
    }
  };

  document.addEventListener("submit", (event) => {
    event.preventDefault();
    return send(event.target);
  });
})();
`;
