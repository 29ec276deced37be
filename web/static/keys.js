// Keys of the console. Each action says its own: data-key="n". "?" lists those of the page, in their own words.
// "j" and "k" go through the rows of a list, "o" opens the one that has the focus, as Enter does.
import { isAlone } from "./find.js";

function shown(element) {
  return element.getClientRects().length > 0 && !element.disabled;
}

function actions() {
  const found = new Map();
  for (const element of document.querySelectorAll("[data-key]")) {
    if (shown(element) && !found.has(element.dataset.key)) found.set(element.dataset.key, element);
  }
  return found;
}

function rows() {
  return [...document.querySelectorAll("[data-rows] tbody tr")].map((row) => row.querySelector("a[href]")).filter((link) => link && shown(link));
}

function openRow(links) {
  return links.find((link) => link.closest("tr").contains(document.activeElement));
}

function move(links, step) {
  const at = links.indexOf(openRow(links));
  const next = links[at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + step, 0), links.length - 1)];
  next.focus();
  next.closest("tr").scrollIntoView({ block: "nearest" });
}

function line(list, keys, words) {
  const key = document.createElement("dt");
  for (const each of keys) key.append(Object.assign(document.createElement("kbd"), { textContent: each }), " ");
  list.append(key, Object.assign(document.createElement("dd"), { textContent: words }));
}

function wordsOf(element) {
  return element.textContent.replace(/\s+/g, " ").trim();
}

function showSheet(dialog, links) {
  const head = Object.assign(document.createElement("div"), { className: "app-dialog__head" });
  const title = Object.assign(document.createElement("h2"), { className: "govuk-heading-m", id: "dialog-title", textContent: "Keys of this page" });
  const closer = Object.assign(document.createElement("button"), { type: "button", className: "app-link-button", textContent: "Close" });
  closer.dataset.closeDialog = "";
  head.append(title, closer);
  const list = Object.assign(document.createElement("dl"), { className: "app-dialog__body app-sheet" });
  for (const [key, element] of actions()) line(list, [key], wordsOf(element));
  if (links.length) {
    line(list, ["j", "k"], "Go to the next or previous row");
    line(list, ["o", "Enter"], "Open the row");
  }
  if (document.getElementById("find")) line(list, ["/"], "Go to the search");
  line(list, ["?"], "Show these keys");
  dialog.replaceChildren(head, list);
  dialog.showModal();
}

export function offerKeys(root) {
  for (const hint of root.querySelectorAll("[data-keys-hint][hidden]")) hint.hidden = false;
  for (const element of root.querySelectorAll("[data-key]")) element.setAttribute("aria-keyshortcuts", element.dataset.key);
}

export function answerKey(event, dialog) {
  if (event.defaultPrevented || event.repeat || !isAlone(event) || !document.querySelector("[data-keys-hint]")) return;
  const links = rows();
  const open = openRow(links);
  const action = actions().get(event.key);
  if (event.key === "?" && dialog) showSheet(dialog, links);
  else if (event.key === "j" && links.length) move(links, 1);
  else if (event.key === "k" && links.length) move(links, -1);
  else if (event.key === "o" && open) open.click();
  else if (action) action.click();
  else return;
  event.preventDefault();
}
