// Pause: a click on the Pause link, or Alt+P, covers the page until the person goes on. Without this
// script Pause is a link to the person's own page.

const WORDS = {
  title: "You are paused",
  saved: "Everything you sent is saved. There is no hurry.",
  waiting: "Your last answer is kept on this device and will be sent when the connection is back.",
  on: "Go on",
  later: "Come back later",
};

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function draw(leave) {
  const title = element("h2", { id: "paused", tabIndex: -1, textContent: WORDS.title, autofocus: true });
  const on = element("button", { className: "button", type: "button", textContent: WORDS.on });
  const later = element("a", { className: "button quiet", href: leave, textContent: WORDS.later });
  const dialog = element("dialog", { className: "pauses" }, title, element("p"), element("div", { className: "buttons" }, on, later));
  dialog.setAttribute("aria-labelledby", "paused");
  on.addEventListener("click", () => dialog.close());
  document.body.append(dialog);
  return dialog;
}

function pause() {
  const link = document.querySelector("[data-pause]");
  if (!link) return;
  const dialog = document.querySelector("dialog.pauses") ?? draw(link.href);
  if (dialog.open) return dialog.close();
  const waits = document.querySelector("[data-saved][data-state=waiting]");
  dialog.querySelector("p").textContent = waits ? WORDS.waiting : WORDS.saved;
  for (const video of document.querySelectorAll("video, audio")) video.pause();
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || !event.target.closest("[data-pause]")) return;
  event.preventDefault();
  pause();
});

// With Alt, so that no letter alone does anything (WCAG 2.2, 2.1.4).
document.addEventListener("keydown", (event) => {
  if (event.code !== "KeyP" || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (!document.querySelector("[data-pause]")) return;
  event.preventDefault();
  pause();
});
