"""A package, so that the browser, a fixture of this folder, ends with it."""
