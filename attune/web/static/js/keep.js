// Forms marked data-keep: an answer is written down on this device, sent, and forgotten here only when
// the server has accepted it. "Saved" is said then and not before. Each form carries an idempotency key
// (hidden field "key"), so that sending twice makes one answer. Without this script the forms are plain.

const SHELF = "attune.keep"; // localStorage: [{key, person, action, page, body, at}]
const MOST = 20; // answers kept at once; the oldest makes room
const DAYS = 14; // how long an answer waits for its person
const PATIENCE = 20_000; // milliseconds until an attempt counts as failed
const PAUSES = [2, 4, 8, 15, 30, 60]; // seconds between attempts; the last one repeats
const PERSON = document.documentElement.dataset.person;

let memory = []; // where the browser allows no storage
let isStored = true;
let attempts = 0;
let timer = 0;
let sending = null;
let shown = here(); // the address whose page stands here now

// The shelf ------------------------------------------------------------------------------------------

function here() {
  return location.pathname + location.search;
}

function kept() {
  try {
    const oldest = Date.now() - DAYS * 86_400_000;
    return JSON.parse(localStorage.getItem(SHELF) ?? "[]").filter((answer) => answer.at > oldest);
  } catch {
    return memory;
  }
}

function shelve(answers) {
  memory = answers.slice(-MOST);
  try {
    localStorage.setItem(SHELF, JSON.stringify(memory));
    isStored = true;
  } catch {
    isStored = false;
  }
}

const mine = () => kept().filter((answer) => answer.person === PERSON);
const keep = (answer) => shelve([...kept().filter((other) => other.key !== answer.key), answer]);
const forget = (answer) => shelve(kept().filter((other) => other.key !== answer.key));

// What is said -----------------------------------------------------------------------------------------

// By hand: asking for the words of a locale costs a slow telephone a tenth of a second, the first time.
const two = (number) => String(number).padStart(2, "0");
const clock = (at) => `${two(new Date(at).getHours())}:${two(new Date(at).getMinutes())}`;

function place() {
  const found = document.querySelector("[data-saved]");
  if (found) return found;
  const made = document.createElement("p");
  made.className = "saved";
  made.dataset.saved = "";
  made.setAttribute("role", "status");
  made.append(document.createElement("span"));
  document.getElementById("main").prepend(made);
  return made;
}

function say(state, sentence, ...more) {
  const line = place();
  line.dataset.state = state;
  line.querySelector("span").replaceChildren(sentence, ...more);
}

function sayWaiting() {
  say("waiting", isStored
    ? "Not saved yet: kept on this device, trying again"
    : "Not saved yet: trying again. Please leave this page open.");
}

function saySignedOut() {
  const link = document.createElement("a");
  link.href = `/account/login/?next=${encodeURIComponent(here())}`;
  link.textContent = "Sign in";
  say("waiting", "Not saved yet: you are signed out. Your answer is kept on this device. ", link, " and it is sent.");
}

// Sending ----------------------------------------------------------------------------------------------

async function send(answer) {
  const body = new URLSearchParams(answer.body);
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (token) body.set("csrfmiddlewaretoken", token.value);
  const response = await fetch(answer.action, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE) });
  if (response.status >= 500 || response.status === 429) throw new Error(`answered ${response.status}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return { isAccepted: response.ok, url: response.url, page };
}

async function attempt(answer) {
  say("saving", "Saving…");
  let result;
  try {
    result = await send(answer);
  } catch {
    return later();
  }
  attempts = 0;
  if (result.page.documentElement.dataset.person !== PERSON) return saySignedOut();
  // The page is older than the last sign-in: load it again; the answer goes out from there, once.
  if (result.page.querySelector("[data-again]")) return answer.isFresh ? location.reload() : sayWaiting();
  forget(answer);
  const isHere = answer.page === here();
  if (isHere) show(result);
  if (result.isAccepted) say("saved", `Saved ${clock(Date.now())}`);
  else if (!isHere) say("waiting", "An answer from earlier was not accepted: the page had moved on since.");
}

function later() {
  sayWaiting();
  const seconds = PAUSES[Math.min(attempts++, PAUSES.length - 1)];
  clearTimeout(timer);
  timer = setTimeout(sendAll, seconds * 1000);
}

async function sendAll() {
  clearTimeout(timer);
  if (sending) return;
  for (const answer of mine()) {
    sending = answer.key;
    await attempt(answer);
    sending = null;
    if (mine().some((other) => other.key === answer.key)) return;
  }
}

// The page that the server answered with takes the place of this one, without loading it twice.
function show({ url, page }) {
  const scripts = [...page.querySelectorAll("script[src]")].map((script) => script.getAttribute("src"));
  const main = page.getElementById("main");
  if (!main || scripts.some((source) => !document.querySelector(`script[src="${source}"]`))) return location.assign(url);
  document.title = page.title;
  document.getElementById("main").replaceWith(main);
  if (url !== location.href) history.pushState({}, "", url);
  shown = here();
  const first = main.querySelector("[data-summary]") ?? main.querySelector("h1") ?? main;
  first.tabIndex = -1;
  first.focus({ preventScroll: true });
  scrollTo(0, 0);
  localTimes();
}

// The server writes its own time; the person reads theirs.
function localTimes() {
  for (const time of document.querySelectorAll("[data-saved] time")) time.textContent = clock(time.dateTime);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!("keep" in form.dataset) || !PERSON) return;
  event.preventDefault();
  const fields = new FormData(form, event.submitter);
  const key = fields.get("key");
  if (sending === key) return;
  fields.delete("csrfmiddlewaretoken");
  const action = new URL(form.getAttribute("action") ?? "", location.href).href;
  keep({ key, person: PERSON, action, page: here(), body: new URLSearchParams(fields).toString(), at: Date.now() });
  attempts = 0;
  sendFresh(key);
});

async function sendFresh(key) {
  clearTimeout(timer);
  sending = key;
  const answer = mine().find((other) => other.key === key);
  await attempt({ ...answer, isFresh: true });
  sending = null;
}

addEventListener("online", sendAll);
addEventListener("popstate", () => here() === shown || location.reload()); // a step within the page is none of ours
localTimes();
if (PERSON && mine().length) sendAll();
