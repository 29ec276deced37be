// A form with data-draft saves what is typed after a pause, and when somebody leaves it. At most one is on a page.
// Its value is the address of the list behind a dialog, which is drawn again when the dialog closes.

const PAUSE = 1500;
const AGAIN = 10000;

// The newest version that this window has stored, by form: one that was drawn before then is behind.
const versions = new Map();
let timer = 0;
let typed = false;
let sending = null;
let stopped = "";
let said = "";
let stored = false;
let announce = () => {};

function current() {
  return document.querySelector("form[data-draft]");
}

function nameOf(form) {
  return `${form.getAttribute("action")} ${form.elements.entry?.value || ""}`;
}

function say(words) {
  said = words;
  const place = current()?.querySelector("[data-draft-said]");
  if (place) place.textContent = words;
}

function bodyOf(form) {
  const body = new URLSearchParams(new FormData(form));
  body.set("action", "typing");
  const newer = versions.get(nameOf(form));
  if (newer !== undefined) body.set("version", Math.max(newer, Number(body.get("version"))));
  return body;
}

function stop(name, words) {
  stopped = name;
  say(words);
  announce(words);
}

async function take(name, answer) {
  if (answer.status === 200) {
    const told = await answer.json();
    versions.set(name, told.version);
    stored = true;
    takeUpDraft();
    say(told.said);
  } else if (answer.status === 409) {
    stop(name, (await answer.json()).said);
  } else {
    stop(name, "Not saved. Select Save: if you have to sign in again, what you typed is kept.");
  }
}

// Sends what stands in the form now, after what is on its way.
function save(form, leaving = false) {
  clearTimeout(timer);
  const name = nameOf(form);
  if (!typed || stopped === name) return sending;
  typed = false;
  const filled = bodyOf(form);
  const address = form.getAttribute("action");
  const send = async () => {
    const newer = versions.get(name);
    if (newer !== undefined) filled.set("version", Math.max(newer, Number(filled.get("version"))));
    try {
      await take(name, await fetch(address, { method: "POST", body: filled, redirect: "manual", keepalive: leaving }));
    } catch {
      typed = true;
      say("No connection: not saved yet.");
      timer = setTimeout(saveNow, AGAIN);
    }
  };
  const now = (sending ? sending.then(send) : send()).finally(() => { if (sending === now) sending = null; });
  sending = now;
  return now;
}

function saveNow() {
  const form = current();
  if (form) save(form);
}

function later() {
  typed = true;
  clearTimeout(timer);
  timer = setTimeout(saveNow, PAUSE);
}

// A form that was drawn anew goes on from the newest version, and says when it was saved last.
export function takeUpDraft() {
  const form = current();
  if (!form) return;
  const newer = versions.get(nameOf(form));
  if (newer !== undefined && newer > Number(form.elements.version.value)) form.elements.version.value = newer;
  if (newer !== undefined) say(said);
}

// A dialog closes: what was typed in it is saved, and the list behind it shows it.
export function leaveDraft(dialog) {
  const form = dialog.querySelector("form[data-draft]");
  if (!form) return;
  const list = form.dataset.draft;
  const done = save(form) || Promise.resolve();
  done.then(() => {
    if (list && stored) window.htmx.ajax("GET", list, { target: "#grid-form", swap: "outerHTML" });
    stored = false;
  });
  stopped = "";
}

function leavePage() {
  const form = current();
  if (form && typed) save(form, true);
}

// A button saves all of it: whatever is on its way comes first, so that both stand on the right version.
function beforeButton(event) {
  const form = event.target;
  if (!form.matches("form[data-draft]")) return;
  if (event.submitter?.hasAttribute("data-draft-goes-on")) {
    // It fills the form in, which is then saved as if somebody had typed it.
    later();
    return;
  }
  clearTimeout(timer);
  typed = false;
  stored = false;
  stopped = "";
  if (!sending) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  sending.then(() => form.requestSubmit(event.submitter));
}

export function followDrafts(tell) {
  announce = tell;
  document.addEventListener("input", (event) => {
    if (!event.target.form?.matches("[data-draft]")) return;
    later();
  });
  document.addEventListener("submit", beforeButton, true);
  document.addEventListener("visibilitychange", () => { if (document.hidden) leavePage(); });
  window.addEventListener("pagehide", leavePage);
}
