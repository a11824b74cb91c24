// The browser's own socket, each message shown as it comes: the limit where nothing is shown.
import { show } from "./log.js";
import { connect } from "./socket.js";

connect(show);
