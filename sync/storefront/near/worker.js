// Signatures are checked here, beside the page, so that scrolling never waits for them.

import { isGenuine } from "./event.js";

self.onmessage = ({ data: { events } }) => self.postMessage({ genuine: events.map(isGenuine) });
