// Drawing a signature: lines in a box, kept as whole numbers in the form's hidden field. Nothing else is sent.

function draw(context, strokes) {
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  for (const stroke of strokes) {
    context.beginPath();
    stroke.forEach(([x, y], number) => (number ? context.lineTo(x, y) : context.moveTo(x, y)));
    context.stroke();
  }
}

function pointOf(event, canvas) {
  const box = canvas.getBoundingClientRect();
  const within = (value, most) => Math.min(most, Math.max(0, Math.round(value)));
  return [
    within(((event.clientX - box.left) / box.width) * canvas.width, canvas.width),
    within(((event.clientY - box.top) / box.height) * canvas.height, canvas.height),
  ];
}

export function startPad(pad) {
  const canvas = pad.querySelector("canvas");
  const field = pad.closest("form").elements.drawing;
  if (!canvas || !field || pad.dataset.started) return;
  pad.dataset.started = "yes";
  const context = canvas.getContext("2d");
  Object.assign(context, { lineWidth: 3, lineCap: "round", lineJoin: "round", strokeStyle: "#0b1f4b" });
  let strokes = [];
  let current = null;
  const show = () => {
    field.value = strokes.length ? JSON.stringify(strokes) : "";
    draw(context, strokes);
  };
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    current = [pointOf(event, canvas)];
    strokes.push(current);
    show();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!current) return;
    current.push(pointOf(event, canvas));
    show();
  });
  const end = () => { current = null; };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  pad.querySelector(".app-sign__clear").addEventListener("click", () => {
    strokes = [];
    show();
  });
  // After an error the drawing is still there.
  try { strokes = JSON.parse(field.value || "[]"); } catch { strokes = []; }
  show();
}
