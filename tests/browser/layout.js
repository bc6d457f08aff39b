// What is lost when a page is narrow, enlarged or spaced wider (WCAG 1.4.4, 1.4.10, 1.4.12, 2.4.11): `look(kinds)` gives one line for each.
// A table that is too wide may scroll by itself (.scroll-x, and what else is a region that one can tab to).

(kinds) => {
  const root = document.documentElement;
  const brief = (one) => one.outerHTML.replace(/\s+/g, " ").slice(0, 140);
  // What only a screen reader is to meet is clipped to a point.
  const clipped = (one) => {
    for (let at = one; at && at !== document.body; at = at.parentElement) if (getComputedStyle(at).clipPath === "inset(50%)") return true;
    return false;
  };
  const visible = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !one.closest(".visually-hidden, .skip") && !clipped(one);
  const all = [...document.body.querySelectorAll("*")].filter((one) => !one.closest("svg, canvas, template, script") && visible(one));
  const scrolled = (one) => one.closest(".scroll-x, .views, .track, .surface, .pageview, pre");
  const floats = (one) => {
    for (let at = one; at && at !== document.body; at = at.parentElement) if (["sticky", "fixed", "absolute"].includes(getComputedStyle(at).position)) return true;
    return false;
  };

  const wider = () =>
    root.scrollWidth > root.clientWidth ? all.filter((one) => one.getBoundingClientRect().right > root.clientWidth + 1 && !scrolled(one)).slice(0, 5) : [];

  // Text that its box cuts off, without a way to scroll to it.
  const cut = () =>
    all.filter((one) => {
      const { overflowX, overflowY } = getComputedStyle(one);
      const hides = (overflow) => overflow === "hidden" || overflow === "clip";
      const lost = (hides(overflowX) && one.scrollWidth > one.clientWidth + 1) || (hides(overflowY) && one.scrollHeight > one.clientHeight + 2);
      return lost && !one.matches("input, select, textarea") && one.textContent.trim();
    });

  // Lines of text that lie on one another.
  const overlapping = () => {
    const lines = all
      .filter((one) => !scrolled(one) && !floats(one) && !one.closest("details:not([open])"))
      .flatMap((one) =>
        [...one.childNodes]
          .filter((node) => node.nodeType === Node.TEXT_NODE && node.data.trim())
          .flatMap((node) => {
            const range = document.createRange();
            range.selectNodeContents(node);
            return [...range.getClientRects()].filter((box) => box.width > 3).map((box) => ({ one, box }));
          }),
      )
      .sort((a, b) => a.box.top - b.box.top);
    const found = new Set();
    lines.forEach((a, n) => {
      for (let m = n + 1; m < lines.length && lines[m].box.top < a.box.bottom; m += 1) {
        const b = lines[m];
        const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
        const down = Math.min(a.box.bottom, b.box.bottom) - b.box.top;
        if (across > 3 && down > 0.45 * Math.min(a.box.height, b.box.height)) found.add(a.one);
      }
    });
    return [...found];
  };

  // What has the focus, and lies wholly under something else.
  const covered = () => {
    const stops = all.filter((one) => one.tabIndex >= 0 && one.matches("a[href], button, input, select, textarea, summary, [tabindex], [contenteditable=true]") && !one.disabled);
    const was = document.activeElement;
    const found = stops.filter((one) => {
      one.focus();
      if (document.activeElement !== one) return false;
      const box = one.getBoundingClientRect();
      const points = [0.03, 0.5, 0.97].flatMap((x) => [0.06, 0.5, 0.94].map((y) => [box.left + box.width * x, box.top + box.height * y]));
      const met = points.map(([x, y]) => document.elementFromPoint(x, y)).filter(Boolean);
      const own = (other) => one.contains(other) || other.contains(one) || [...(one.labels ?? [])].some((label) => label.contains(other));
      return !met.some(own);
    });
    was?.focus?.();
    scrollTo(0, 0);
    return found;
  };

  const named = { wider, cut, overlapping, covered };
  return kinds.flatMap((kind) => named[kind]().map((one) => `${kind}: ${brief(one)}`));
}
