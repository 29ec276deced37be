// Finding and carrying over: "/" goes to the search of the console, and buttons copy what stands beside them.

export function offerCopies(root) {
  for (const button of root.querySelectorAll("button[data-copy][hidden]")) button.hidden = false;
}

export async function copy(button, announce) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    announce(`${button.dataset.copy} copied`);
    button.dataset.copied = "";
    setTimeout(() => { delete button.dataset.copied; }, 1500);
  } catch {
    announce("Your browser doesn’t allow copying. Select the text instead.");
  }
}

function isTyping(target) {
  return target.isContentEditable || target.matches("input:not([type=checkbox]), textarea, select");
}

// A key by itself, while nothing is typed, no dialog is open, and its owner did not turn such keys off.
export function isAlone(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return false;
  return document.body.dataset.keysOff === undefined && !document.querySelector("dialog[open]");
}

export function goToSearch(event) {
  const field = document.getElementById("find");
  if (event.key !== "/" || !field || !isAlone(event)) return;
  event.preventDefault();
  field.focus();
  field.select();
}
