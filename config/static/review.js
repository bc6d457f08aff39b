// The review of a draft: questions in dialogs, the way from change to change, a comment where one is. Without it each question is a part
// of the page behind a link, the changes stand in their order, and every paragraph has its own place for a comment.

const changes = () => [...document.querySelectorAll("#text [data-change], #text .remarks")].filter((one) => one.checkVisibility() && !one.closest("[data-change] .remarks"));
let at = null;

function ask(dialog) {
  if (dialog.open) dialog.close();
  dialog.showModal();
}

function walk(by) {
  const all = changes();
  if (!all.length) return;
  const here = all.indexOf(at);
  at?.classList.remove("is-at");
  at = all[here < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + by, 0), all.length - 1)];
  at.classList.add("is-at");
  at.tabIndex = -1;
  at.focus({ preventScroll: true });
  at.scrollIntoView({ block: "center" });
}

function comment() {
  const all = changes();
  const place = (all.includes(at) ? at : all[0])?.closest("[data-change], .remarks");
  const more = place?.matches("details") ? place : place?.querySelector("details:has(textarea)");
  if (!more) return;
  more.open = true;
  more.querySelector("textarea").focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-dialog], [data-close], [data-walk], [data-comment-here]");
  if (!button) return;
  if (button.dataset.dialog) {
    event.preventDefault();
    ask(document.getElementById(button.dataset.dialog));
  } else if ("close" in button.dataset) {
    if (!button.closest("dialog")) return;
    event.preventDefault();
    button.closest("dialog").close();
  } else if (button.dataset.walk) walk(Number(button.dataset.walk));
  else comment();
});

// What a link leads to is not left folded away.
function unfold() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let fold = target?.closest?.("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  target?.scrollIntoView?.({ block: "center" });
}
window.addEventListener("hashchange", unfold);

for (const panel of document.querySelectorAll("[data-keys-panel]")) panel.hidden = false;
for (const dialog of document.querySelectorAll("dialog.ask[open]")) ask(dialog);
unfold();
