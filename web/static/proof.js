// "Not a robot": solves the server's puzzle in a worker while the person fills in the form. The worker is ALTCHA's own.

function workerFor(element, algorithm) {
  return new Worker(algorithm.startsWith("PBKDF2") ? element.dataset.worker : element.dataset.shaWorker);
}

function solve(element, challenge) {
  return new Promise((resolve, reject) => {
    const worker = workerFor(element, challenge.parameters.algorithm);
    worker.onmessage = ({ data }) => {
      worker.terminate();
      if (data && data.derivedKey) resolve(data);
      else reject(new Error("no solution"));
    };
    worker.onerror = reject;
    worker.postMessage({ type: "work", challenge, counterStart: 0, counterStep: 1, timeout: 90000 });
  });
}

async function work(element) {
  const answer = await fetch(element.dataset.challenge, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error("no challenge");
  const challenge = await answer.json();
  const solution = await solve(element, challenge);
  return btoa(JSON.stringify({ challenge, solution }));
}

// Starts at once; a form sent too early waits for the answer and is then sent by itself.
export function prove(element) {
  const input = element.querySelector("input");
  const status = element.querySelector("[data-proof-status]");
  const form = element.closest("form");
  if (!input || !form || element.dataset.proofStarted) return;
  element.dataset.proofStarted = "yes";
  let pressed = null;
  let waiting = false;
  const hold = (event) => {
    if (input.value) return;
    event.preventDefault();
    pressed = event.submitter;
    waiting = true;
    status.textContent = "One moment: your browser is still checking that you aren’t a robot.";
  };
  form.addEventListener("submit", hold);
  const finish = (words) => {
    form.removeEventListener("submit", hold);
    status.textContent = words;
    if (waiting) form.requestSubmit(pressed);
  };
  work(element).then(
    (payload) => {
      input.value = payload;
      finish("Done: your browser has shown that you aren’t a robot.");
    },
    // The server then says what to do, in the same way as for browsers without JavaScript.
    () => finish("Your browser couldn’t finish the check. Send the form anyway and follow what it says."),
  );
}
