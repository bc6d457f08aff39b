// The editor: what the page of a draft does while one writes. autosave.js and preview.js of the same folder come beside it.

import "./editor/surface.js";
import "./editor/commands.js";
import "./editor/clipboard.js";
import "./editor/outline.js";
import "./editor/notes.js";
import "./editor/sources.js";
