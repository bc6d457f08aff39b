// The page of a case: on a phone the long sections begin closed, those that answer “where does it stand” stay open.

const narrow = matchMedia("(max-width: 47.99rem)");
if (narrow.matches) {
  for (const section of document.querySelectorAll("details.sect:not([data-keep])")) section.open = false;
}

// Where a link leads to is not left closed.
function unfold() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let fold = target?.closest?.("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  target?.scrollIntoView?.();
}
window.addEventListener("hashchange", unfold);
unfold();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
