// A list with boxes (`data-choose`): choose all at once, and say how many are chosen.

const form = document.querySelector("[data-choose]");
const boxes = [...form.querySelectorAll("tbody input[type=checkbox]:not(:disabled)")];
const all = form.querySelector("[data-all]");
const said = form.querySelector("[data-chosen]");

function show() {
  const n = boxes.filter((box) => box.checked).length;
  said.hidden = n === 0;
  said.textContent = `${n} / ${boxes.length}`;
  for (const box of boxes) box.closest("tr").classList.toggle("is-on", box.checked);
}

all.hidden = boxes.length === 0;
all.addEventListener("click", () => {
  const on = !boxes.every((box) => box.checked);
  for (const box of boxes) box.checked = on;
  show();
});
form.addEventListener("change", show);
show();
