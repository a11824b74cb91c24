// What the React contestants share: the page and its rows.
import { useCallback, useState } from "react";
import { createRoot } from "react-dom/client";
import { withRow } from "./message.js";

const STATES = ["connecting", "open", "closing", "closed"];

export const useRows = () => {
    const [rows, setRows] = useState([]);
    const show = useCallback((row) => {
        if (row !== undefined) setRows((before) => withRow(before, row));
    }, []);
    return { rows, show };
};

export const View = ({ readyState, rows }) => (
    <>
        <p id="state">{STATES[readyState] ?? "closed"}</p>
        <ol id="log">
            {rows.map((row) => (
                <li key={row.key}>{row.text}</li>
            ))}
        </ol>
    </>
);

export const run = (Component) => {
    const root = createRoot(document.getElementById("app"));
    root.render(<Component />);
    return () => root.unmount();
};
