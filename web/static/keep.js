// A form that is drawn again while somebody types keeps what was typed meanwhile.
// Stands on the element that asks for it: data-keep-typed, with the new form taking the place of the old one.

function fields(form) {
  return [...form.elements].filter((field) => field.name && field.type !== "hidden" && field.type !== "submit");
}

function place(field) {
  return `${field.name}\n${field.type === "checkbox" || field.type === "radio" ? field.value : ""}`;
}

// What stands in the form now, by name, and for boxes also by value.
export function typedIn(form) {
  return new Map(fields(form).map((field) => [place(field), [field.value, field.checked]]));
}

// Puts it into the form that came, where the same questions are still asked. The answer is a drop-down that says
// something else now than when the form was asked for, if there is one.
export function putBack(form, typed) {
  let other = null;
  for (const field of fields(form)) {
    const [value, checked] = typed.get(place(field)) || [];
    if (value === undefined) continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = checked;
    else if (field.tagName !== "SELECT") field.value = value;
    else if (field.value !== value && [...field.options].some((option) => option.value === value)) {
      field.value = value;
      other = field;
    }
  }
  return other;
}
