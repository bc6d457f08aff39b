// What is typed, kept in this browser within a moment: per person, reply and window. Another account on this browser is shown none of it.

const PREFIX = "draft";
const keyOf = ({ person, reply, window: name }) => [PREFIX, person, reply, name].join(":");

// Keeps the fields ([name, value] pairs) of a window; whether there was room.
export function keep(where, fields) {
  try {
    localStorage.setItem(keyOf(where), JSON.stringify({ fields, sent: false }));
    return true;
  } catch {
    // The room of a browser is small: what the server has, too, goes first.
    for (const [key, copy] of all(PREFIX)) if (copy.sent) localStorage.removeItem(key);
    try {
      localStorage.setItem(keyOf(where), JSON.stringify({ fields, sent: false }));
      return true;
    } catch {
      return false;
    }
  }
}

// The server has these very fields as a working copy.
export function sent(where, fields) {
  const copy = read(keyOf(where));
  if (copy && JSON.stringify(copy.fields) === JSON.stringify(fields)) localStorage.setItem(keyOf(where), JSON.stringify({ ...copy, sent: true }));
}

// What other windows of this person have written to this reply and the server has not heard of: [window, fields] pairs.
// `open` are the windows of which the server still has a copy; what it had and has no more became a version or was dropped.
export function left({ person, reply, window: name }, open) {
  const found = [];
  for (const [key, copy] of all(`${PREFIX}:${person}:${reply}:`)) {
    const other = key.split(":")[3];
    if (other === name) continue;
    if (!copy.sent) found.push([other, copy.fields]);
    else if (!open.includes(other)) localStorage.removeItem(key);
  }
  return found;
}

function all(prefix) {
  return Object.keys(localStorage)
    .filter((key) => key.startsWith(prefix))
    .map((key) => [key, read(key)])
    .filter(([, copy]) => copy?.fields);
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}
