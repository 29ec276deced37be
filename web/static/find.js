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
    announce("Your browser does not allow copying. Select the text instead.");
  }
}

function isTyping(target) {
  return target.isContentEditable || target.matches("input, textarea, select");
}

// A key by itself, while nothing is typed and no dialog is open.
export function goToSearch(event) {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const field = document.getElementById("find");
  if (!field || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  field.focus();
  field.select();
}
