// The conditions of the list of cases: fields that are empty stay out of the address, so that it can be read and kept.

document.addEventListener("htmx:configRequest", (event) => {
  if (event.target.id !== "filter") return;
  const { formData } = event.detail;
  for (const [name, value] of [...formData.entries()]) if (value === "") formData.delete(name);
});
