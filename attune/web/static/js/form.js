// Every form: sent once, errors first in focus, long text not lost by a slip. Pages work without this.

if (document.title.startsWith("Error: ")) document.querySelector("[data-summary]")?.focus();

// An error in the summary leads to its field: focus it, and show its label above it.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-summary] a");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  (field.closest(".field") ?? field).scrollIntoView({ block: "start" });
  field.focus({ preventScroll: true });
});

// A second click on a form that is under way is ignored. Forms marked data-keep look after themselves.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || "keep" in form.dataset) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-disabled", "true");
});

// The page came back from the browser's memory: its forms may be sent again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
});

// Forms marked data-leaving hold text that took a while to write: the browser asks before it is lost.
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && "leaving" in form.dataset) form.dataset.changed = "yes";
});
addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-changed]:not([data-sent])")) event.preventDefault();
});
