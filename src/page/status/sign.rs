//! What can be seen of the connection while another page is in front: the title and the icon.

use heartline_connection::Phase;
use web_sys::{Document, Url};

/// Lets the document's title and icon show this phase of the connection to `address`.
pub(super) fn show(phase: Phase, words: &str, address: Option<&str>) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return;
    };
    // As the browser writes it: without user, password and path, and with no letters that only
    // look like others.
    let base = document.base_uri().ok().flatten().unwrap_or_default();
    let url = address.and_then(|address| Url::new_with_base(address, &base).ok());
    let host = url.map(|url| url.host());
    document.set_title(&title(phase, words, host.as_deref()));
    set_icon(&document, &icon(phase));
}

fn title(phase: Phase, words: &str, host: Option<&str>) -> String {
    let mut title = [look(phase).sign, " ", words].concat();
    if let Some(host) = host.filter(|host| !host.is_empty()) {
        title.extend([" · ", host]);
    }
    title + " – Heartline"
}

fn set_icon(document: &Document, address: &str) {
    if let Ok(Some(link)) = document.query_selector("link[rel=icon]") {
        // Only a name that HTML does not allow is refused.
        let _ = link.set_attribute("href", address);
    }
}

/// What a phase looks like. The shape tells it to who does not see the colour.
struct Look {
    sign: &'static str,
    colour: &'static str,
    /// White, on the colour, as the `d` of an SVG path in a square of 32.
    shape: &'static str,
}

const fn look(phase: Phase) -> Look {
    let (sign, colour, shape) = match phase {
        // The heartbeat of the page's own icon.
        Phase::Open => ("●", "0f766e", "M4 17h6l3-8 5 15 4-10 1.5 3H28"),
        Phase::Connecting | Phase::Waiting | Phase::Closing => {
            ("◌", "a15c00", "M7 16h1M15.5 16h1M24 16h1")
        }
        Phase::Offline | Phase::Failed => ("✕", "b3261e", "M10 10l12 12M22 10 10 22"),
        _ => ("○", "55606c", "M6 16h20"),
    };
    Look {
        sign,
        colour,
        shape,
    }
}

fn icon(phase: Phase) -> String {
    let Look { colour, shape, .. } = look(phase);
    [
        "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'>\
         <rect width='32' height='32' rx='7' fill='%23",
        colour,
        "'/><path fill='none' stroke='%23fff' stroke-width='3.5' stroke-linecap='round' \
         stroke-linejoin='round' d='",
        shape,
        "'/></svg>",
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_says_the_phase_first_and_where() {
        let open = title(Phase::Open, "Connected", Some("example.org:9010"));
        assert_eq!(open, "● Connected · example.org:9010 – Heartline");
        for host in [None, Some("")] {
            let idle = title(Phase::Idle, "Not connected", host);
            assert_eq!(idle, "○ Not connected – Heartline");
        }
    }

    #[test]
    fn the_icon_is_one_address_without_what_would_end_it() {
        let phases = [Phase::Idle, Phase::Open, Phase::Waiting, Phase::Failed];
        let icons = phases.map(icon);
        for icon in &icons {
            assert!(icon.starts_with("data:image/svg+xml,<svg "), "{icon}");
            assert!(icon.ends_with("</svg>") && !icon.contains('#'), "{icon}");
        }
        assert!(
            icons
                .iter()
                .all(|one| icons.iter().filter(|icon| *icon == one).count() == 1)
        );
    }
}
