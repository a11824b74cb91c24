// A control: the browser's own socket with our rule of when to draw, and nothing else of ours.
import { show } from "./log-framed.js";
import { connect } from "./socket.js";

connect(show);
