/**
 * The script of the pages that mails lead to, as browsers get it. It acts when the button is pressed and never before:
 * programs that scan mails open their links. What a refusal asks for is shown, and so is the text for what came of it.
 */
export const mailPageScript = `(() => {
  "use strict";
  const form = document.querySelector("form");
  const button = document.querySelector("button");
  const fields = [...document.querySelectorAll("[data-asked-by]")];
  const status = document.querySelector("[role=status]");
  const outcomes = [...document.querySelectorAll("[data-outcome]")];
  const token = new URLSearchParams(location.search).get("token") || "";
  let key = crypto.randomUUID();

  const ask = (code) => {
    const isAsked = (field) => field.dataset.askedBy.split(" ").includes(code);
    if (!fields.some(isAsked)) return;
    for (const field of fields) {
      const input = field.querySelector("input");
      field.hidden = input.disabled = !isAsked(field);
    }
    fields.find(isAsked).querySelector("input").focus();
  };

  const show = (code) => {
    const of = (wanted) => outcomes.find(({ dataset }) => dataset.outcome === wanted);
    const outcome = of(code) || of("failed");
    status.textContent = outcome.textContent;
    if (!("final" in outcome.dataset)) return;
    form.hidden = true;
    status.focus();
  };

  const send = async () => {
    const given = Object.fromEntries(new FormData(form));
    const response = await fetch(form.dataset.action, {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": key },
      body: JSON.stringify({ token, ...given }),
    });
    const code = response.ok ? "done" : (await response.json()).code;
    // Answered: the next press is another request. Unanswered, it is the same once more.
    key = crypto.randomUUID();
    return code;
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    const code = await send().catch(() => "failed");
    button.disabled = false;
    show(code);
    ask(code);
  });

  button.disabled = false;
  if (!token) show("identity.invalid-token");
})();
`;
