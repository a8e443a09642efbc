// Sends what was chosen to /api/v1/setup, and shows what it answers beside the fields.
const form = document.getElementById("setup");
const done = document.getElementById("done");
const button = form.querySelector("button");
const fields = [...form.querySelectorAll("input:not([readonly])")];

function tell(field, text) {
  document.getElementById(`${field.name}-error`).textContent = text;
  field.setAttribute("aria-invalid", String(text !== ""));
}

function show(problem) {
  const wrong = new Map(problem.errors.map((error) => [error.pointer, error.detail]));
  for (const field of fields) tell(field, wrong.get(`/${field.name}`) ?? "");
  const beside = fields.filter((field) => wrong.has(`/${field.name}`));
  const all = problem.errors.length > 0 && beside.length === problem.errors.length;
  document.getElementById("problem").textContent = all ? "" : problem.detail;
  beside[0]?.focus();
}

async function send() {
  const code = new URLSearchParams(location.search).get("code");
  const chosen = fields.filter((field) => field.value !== "");
  const answer = await fetch("/api/v1/setup", {
    method: "POST",
    headers: { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang },
    body: JSON.stringify({ code, ...Object.fromEntries(chosen.map((f) => [f.name, f.value])) }),
  });
  if (!answer.ok) return show(await answer.json());
  form.hidden = true;
  done.hidden = false;
  done.focus();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  button.disabled = true;
  try {
    await send();
  } catch {
    show({ detail: form.dataset.offline, errors: [] });
  } finally {
    button.disabled = false;
  }
});
