// Verifying a file without sending it: the browser computes the fingerprint and asks about that alone.

const form = document.querySelector("[data-verify]");
const asked = document.querySelector("[data-digest]");
const button = form.querySelector("[data-here]");

// Browsers compute digests on secure pages only.
if (window.crypto && window.crypto.subtle) {
  button.hidden = false;
  form.querySelector("[data-here-note]").hidden = false;
}

button.addEventListener("click", async () => {
  if (!form.reportValidity()) return;
  const content = await form.querySelector("input[type=file]").files[0].arrayBuffer();
  const digest = new Uint8Array(await window.crypto.subtle.digest("SHA-256", content));
  asked.querySelector("input[name=sha256]").value = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  asked.submit();
});
