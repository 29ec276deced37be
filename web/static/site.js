// What pages do beyond plain links and forms. Everything here is an addition: without it every page still works.
import { Checkboxes, Radios } from "./vendor/govuk-frontend/govuk.js";
import { followDrafts, leaveDraft, takeUpDraft } from "./drafts.js";
import { copy, goToSearch, offerCopies } from "./find.js";
import { answerKey, offerKeys } from "./keys.js";
import { putBack, typedIn } from "./keep.js";
import { follow } from "./live.js";
import { prove } from "./proof.js";
import { startPad } from "./signature.js";

const COMPONENTS = { "govuk-checkboxes": Checkboxes, "govuk-radios": Radios };

function all(root, selector) {
  const found = [...root.querySelectorAll(selector)];
  return root.matches && root.matches(selector) ? [root, ...found] : found;
}

function startComponents(root) {
  for (const [name, Component] of Object.entries(COMPONENTS)) {
    for (const element of all(root, `[data-module="${name}"]:not([data-${name}-init])`)) new Component(element);
  }
}

// Questions that hang on a drop-down: data-shown-when="name=value". Hidden ones keep what was typed.
function showConditional(root) {
  for (const element of all(root, "[data-shown-when]")) {
    const [name, value] = element.dataset.shownWhen.split("=");
    const form = element.closest("form");
    const select = form && form.elements[name];
    if (select) element.hidden = select.value !== value;
  }
}

// The box at the head of a column of the grid shows whether none, some or all below it are ticked.
function showColumnState(box) {
  const table = box.closest("table");
  const column = box.dataset.column;
  const head = table && table.querySelector(`button[data-column-head="${CSS.escape(column)}"]`);
  if (!head) return;
  const boxes = [...table.querySelectorAll(`input[data-column="${CSS.escape(column)}"]`)];
  const ticked = boxes.filter((one) => one.checked).length;
  head.setAttribute("aria-pressed", ticked === 0 ? "false" : ticked === boxes.length ? "true" : "mixed");
}

// What a dash of the grid says to whoever cannot see it, it also says to whoever points at it.
document.addEventListener("pointerover", (event) => {
  const why = event.target.closest(".app-grid__why");
  if (why) why.title = why.querySelector(".app-grid__reason").textContent;
});

// The box that stands for every row of a list, and the boxes of the rows, show the same.
function showEvery(box) {
  const table = box.closest("table[data-boxes]");
  const every = table && table.querySelector("input[data-every]");
  if (!every) return;
  const boxes = [...table.querySelectorAll('tbody input[type="checkbox"]')];
  if (box === every) for (const one of boxes) one.checked = every.checked;
  const ticked = boxes.filter((one) => one.checked).length;
  every.checked = ticked === boxes.length;
  every.indeterminate = ticked > 0 && ticked < boxes.length;
}

function focusWhatMatters(root) {
  const target = root.querySelector('[data-autofocus="first"]') || root.querySelector("[data-autofocus]");
  // Of a form it is its first field.
  const field = target && target.matches("form") ? target.querySelector("input:not([type=hidden])") : target;
  if (field) field.focus();
}

// On a phone the console's tabs are one line that moves sideways: the one a page belongs to is in sight.
function showTab() {
  const here = document.querySelector(".app-menu [aria-current]");
  if (here) here.closest("ul").scrollLeft = here.offsetLeft - 20;
}

function announce(words) {
  const region = document.getElementById("announcements");
  if (!region) return;
  region.textContent = "";
  // A pause, because the same words put in again at once are not read out again.
  setTimeout(() => { region.textContent = words; }, 100);
}

function openDialog(dialog) {
  if (dialog.childElementCount && !dialog.open) dialog.showModal();
}

function closeDialog(dialog) {
  if (dialog.open) dialog.close();
}

function start(root) {
  startComponents(root);
  showConditional(root);
  offerCopies(root);
  offerKeys(root);
  for (const element of all(root, "[data-proof]")) prove(element);
  for (const element of all(root, "[data-live]:not([data-live-on])")) {
    element.dataset.liveOn = "";
    follow(element);
  }
  for (const element of all(root, "[data-signature-pad]")) startPad(element);
}

document.body.classList.add("js-enabled", "govuk-frontend-supported");
start(document.body);
showTab();
focusWhatMatters(document.body);

const dialog = document.getElementById("dialog");
if (dialog) {
  dialog.addEventListener("close", () => {
    leaveDraft(dialog);
    dialog.replaceChildren();
  });
}
followDrafts(announce);

document.addEventListener("change", (event) => {
  showConditional(event.target.form || document.body);
  if (event.target.dataset.column) showColumnState(event.target);
  showEvery(event.target);
});

document.addEventListener("click", (event) => {
  const closer = event.target.closest("[data-close-dialog]");
  if (closer && dialog && dialog.open) {
    event.preventDefault();
    closeDialog(dialog);
  }
  const summaryLink = event.target.closest(".govuk-error-summary a[href^='#']");
  const field = summaryLink && document.getElementById(summaryLink.hash.slice(1));
  if (field) {
    event.preventDefault();
    (field.closest("fieldset") || field.closest(".govuk-form-group") || field).scrollIntoView();
    field.focus({ preventScroll: true });
  }
  if (event.target.closest("[data-print]")) window.print();
  const copies = event.target.closest("button[data-copy]");
  if (copies) copy(copies, announce);
});

document.addEventListener("keydown", goToSearch);
document.addEventListener("keydown", (event) => answerKey(event, dialog));

// What takes a while says so: data-busy names the words that show meanwhile.
document.addEventListener("submit", (event) => {
  const words = event.target.dataset.busy && document.getElementById(event.target.dataset.busy);
  if (words) words.hidden = false;
});

// A form that the server would refuse as too big is sent by htmx, which leaves the page as it stands: the browser would
// leave it, and what was typed with it.
document.addEventListener("submit", (event) => {
  const form = event.target;
  // By attribute: an input that is called "action" hides what the form is sent to.
  const told = (name) => event.submitter?.getAttribute(`form${name}`) || form.getAttribute(name);
  if (told("method") !== "post" || told("enctype") || form.hasAttribute("hx-post")) return;
  const size = new URLSearchParams(new FormData(form, event.submitter)).toString().length;
  if (size <= window.htmx.config.largestForm) return;
  event.preventDefault();
  window.htmx.ajax("POST", told("action") || location.href, { source: form, swap: "none" });
});

// A link that is announced as a button answers to the space bar as buttons do.
document.addEventListener("keydown", (event) => {
  const button = event.key === " " && event.target.closest('a[role="button"]');
  if (!button) return;
  event.preventDefault();
  button.click();
});

// Rows and parts that were opened stay open when what they stand in is drawn again.
let openMeanwhile = [];

let typedMeanwhile = null;

// What is too big takes the place of nothing: the words stand at the top of the form, which keeps what was typed.
function keepForm(swap) {
  const form = swap.requestConfig.elt.closest("form");
  if (swap.xhr.status !== 413 || !form) return;
  let words = form.querySelector(":scope > [data-refused]");
  if (!words) {
    words = document.createElement("div");
    words.dataset.refused = "";
    words.className = "govuk-error-summary";
    form.prepend(words);
  }
  Object.assign(swap, { target: words, isError: false, swapOverride: "innerHTML", selectOverride: "[data-refusal]" });
}

// A box of the grid that saves itself sends itself alone, and what belongs to the form around it, to where its
// name, access-<person>-<application>, says.
document.addEventListener("htmx:configRequest", (event) => {
  const { elt, formData } = event.detail;
  const { column } = elt.dataset;
  if (!column) return;
  const sent = ["csrf", "version", elt.name];
  for (const name of new Set(formData.keys())) if (!sent.includes(name)) formData.delete(name);
  const person = elt.name.slice("access-".length, -column.length - 1);
  // Not `form.action`: that is one of its buttons.
  const [list] = elt.form.getAttribute("action").split("?");
  event.detail.path = `${list}/${person}/applications/${column}`;
});

// What has the focus and no id is found again by its form, its name and its value; htmx finds what has an id.
let focused = null;

document.addEventListener("htmx:beforeSwap", (event) => {
  const { form, id, name, value } = document.activeElement;
  focused = form && name && !id ? [form.id, name, value] : null;
  keepForm(event.detail);
  openMeanwhile = [...event.detail.target.querySelectorAll("details[open][id]")].map((one) => one.id);
  const asks = event.detail.requestConfig.elt.hasAttribute("data-keep-typed");
  typedMeanwhile = asks && event.detail.target.tagName === "FORM" ? [event.detail.target.id, typedIn(event.detail.target)] : null;
});

let chosenMeanwhile = null;

document.addEventListener("htmx:afterSwap", () => {
  if (focused && document.activeElement === document.body) {
    const [form, name, value] = focused;
    const fields = [...(document.getElementById(form)?.elements || [])];
    fields.find((one) => one.name === name && one.value === value)?.focus({ preventScroll: true });
  }
  takeUpDraft();
  for (const id of openMeanwhile) document.getElementById(id)?.setAttribute("open", "");
  openMeanwhile = [];
  if (typedMeanwhile) chosenMeanwhile = putBack(document.getElementById(typedMeanwhile[0]), typedMeanwhile[1]);
  typedMeanwhile = null;
});

document.addEventListener("htmx:afterSettle", (event) => {
  const swapped = event.detail.elt;
  start(swapped);
  if (dialog && dialog.contains(swapped)) openDialog(dialog);
  focusWhatMatters(swapped);
  // What was chosen while the form was on its way has not been looked at yet.
  const chosen = chosenMeanwhile;
  chosenMeanwhile = null;
  if (chosen) chosen.dispatchEvent(new Event("change", { bubbles: true }));
});

document.addEventListener("announce", (event) => {
  announce(event.detail.value);
  // Who sees the page reads the same beside the button.
  const said = document.querySelector("[data-said]");
  if (said) said.textContent = event.detail.value;
});
document.addEventListener("close-dialog", (event) => {
  if (dialog) closeDialog(dialog);
  // What the dialog was opened from may have been drawn again meanwhile: then its successor gets the focus.
  const successor = event.detail && document.getElementById(event.detail.value);
  if (successor) successor.focus();
});
document.addEventListener("htmx:sendError", () => announce("The connection was lost. Nothing was saved. Try again."));
