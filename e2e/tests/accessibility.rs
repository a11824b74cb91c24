//! Whether everybody can use the page: with a screen reader, a keyboard, large letters, a small
//! screen, little contrast, and without anything that moves.

use fantoccini::key::Key;
use heartline_e2e::axe::Violation;
use heartline_e2e::browser::Wishes;
use heartline_e2e::states::State;
use heartline_e2e::{Engine, Stage, every_engine, scenario};
use serde::Deserialize;

/// Width and height in CSS pixels: a desktop's, and the smallest phone's that WCAG asks for
/// ([1.4.10](https://www.w3.org/TR/WCAG21/#reflow)).
const DESKTOP: (u32, u32) = (1280, 900);
const PHONE: (u32, u32) = (320, 568);

/// Rules that may be broken: rule, element, and why. An element is known by a part of its selector.
const EXCEPTIONS: &[(&str, &str, &str)] = &[];

#[tokio::test]
async fn axe_finds_nothing_in_any_state_language_theme_and_size() {
    every_engine(async |stage| {
        for state in State::ALL {
            state.show(stage).await;
            for look in looks(stage.page.browser.engine) {
                look.apply(stage).await;
                let mut violations = stage.page.violations().await;
                violations.retain(|violation| !is_excepted(violation));
                let violations: Vec<_> = violations.iter().map(ToString::to_string).collect();
                assert!(
                    violations.is_empty(),
                    "{state:?} {look:?}:\n{}",
                    violations.join("\n")
                );
            }
        }
    })
    .await;
}

fn is_excepted(violation: &Violation) -> bool {
    EXCEPTIONS
        .iter()
        .any(|(rule, element, _)| violation.rule == *rule && violation.element.contains(element))
}

/// How the page is looked at.
#[derive(Clone, Copy, Debug)]
struct Look {
    size: (u32, u32),
    dark: bool,
    language: &'static str,
}

impl Look {
    async fn apply(self, stage: &Stage) {
        let Self {
            size: (width, height),
            dark,
            language,
        } = self;
        let wishes = Wishes { dark, still: true };
        stage.page.browser.set_size(width, height).await;
        stage.page.browser.set_wishes(wishes).await;
        stage.page.speak(language).await;
    }
}

/// All of them where sizes and themes can be chosen fully and quickly; what differs between engines
/// shows in two.
fn looks(engine: Engine) -> Vec<Look> {
    let all = [DESKTOP, PHONE].into_iter().flat_map(|size| {
        [false, true].into_iter().flat_map(move |dark| {
            ["zh-Hans", "en"].map(|language| Look {
                size,
                dark,
                language,
            })
        })
    });
    match engine {
        Engine::Chromium => all.collect(),
        Engine::Firefox | Engine::WebKit => all.step_by(7).collect(),
    }
}

#[tokio::test]
async fn every_control_is_reached_by_tab_in_its_order_and_shows_that_it_is() {
    every_engine(async |stage| {
        State::Idle.show(stage).await;
        let page = &stage.page;
        let controls = page.browser.run(CONTROLS, vec![]).await;
        let controls: Vec<String> = serde_json::from_value(controls).expect("names of controls");
        assert!(controls.len() > 5, "{controls:?}");
        let mut reached = Vec::new();
        for number in 0..controls.len() {
            // A driver cannot come from the browser's own controls, so it starts at the first.
            let start = "document.querySelector('.skip').focus({ focusVisible: true })";
            match number {
                0 => drop(page.browser.run(start, vec![]).await),
                _ => page.key(Key::Tab).await,
            }
            let focus = page.browser.run(FOCUS, vec![]).await;
            let focus: Focus = serde_json::from_value(focus).expect("what has the focus");
            assert!(focus.is_visible, "no outline on {}", focus.name);
            reached.push(focus.name);
        }
        assert_eq!(reached, controls);
        page.key(Key::Tab).await;
        let last = page.browser.run(FOCUS, vec![]).await;
        let last: Focus = serde_json::from_value(last).expect("what has the focus");
        assert_ne!(Some(&last.name), controls.last(), "the last one is a trap");
    })
    .await;
}

#[derive(Debug, Deserialize)]
struct Focus {
    name: String,
    is_visible: bool,
}

/// What the order of the document says that Tab reaches: of radio buttons of a name only one.
const CONTROLS: &str = r#"
    window.heartlineName = (element) => {
        const { testid } = element.dataset ?? {};
        const text = element.getAttribute?.("aria-label") ?? element.textContent.trim();
        return `${element.localName} ${testid ?? text.slice(0, 30)}`;
    };
    const all = document.querySelectorAll(
        "a[href], button, input, select, textarea, summary, [tabindex], [contenteditable]",
    );
    return [...all]
        .filter((element) => element.tabIndex >= 0 && !element.disabled && element.checkVisibility({ visibilityProperty: true }))
        .filter((element) => element.type !== "radio" || element.checked)
        .map(window.heartlineName);
"#;

const FOCUS: &str = r#"
    const focused = document.activeElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(focused);
    const is_visible = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
    return { name: window.heartlineName(focused), is_visible };
"#;

#[tokio::test]
async fn nothing_moves_for_whoever_wants_it_still() {
    every_engine(async |stage| {
        let wishes = Wishes {
            dark: false,
            still: true,
        };
        if !stage.page.browser.set_wishes(wishes).await {
            return;
        }
        for state in State::ALL {
            state.show(stage).await;
            let moving = stage.page.browser.run(MOVING, vec![]).await;
            assert_eq!(moving, serde_json::json!([]), "{state:?}");
        }
    })
    .await;
}

/// Whatever takes longer than a frame or two.
const MOVING: &str = r#"
    const lasts = (times) => times.split(",").some((time) => parseFloat(time) > 0.02);
    return [...document.querySelectorAll("*")].filter((element) => {
        const style = getComputedStyle(element);
        const animated = style.animationName !== "none" && lasts(style.animationDuration);
        return animated || lasts(style.transitionDuration);
    }).map((element) => `${element.localName}.${element.classList}`);
"#;

#[tokio::test]
async fn nothing_sticks_out_on_a_small_screen_nor_with_letters_of_twice_the_size() {
    every_engine(async |stage| {
        for state in State::ALL {
            state.show(stage).await;
            // 640 pixels are what is left of a desktop's 1280 when it is magnified twice.
            for (width, letters) in [(320, "100%"), (640, "100%"), (1280, "200%")] {
                stage.page.browser.set_size(width, 800).await;
                let enlarge = "document.documentElement.style.fontSize = arguments[0]";
                stage.page.browser.run(enlarge, vec![letters.into()]).await;
                let seen = stage.page.measures().await;
                let (needed, given) = (seen.whole_width, seen.width);
                assert!(
                    needed <= given,
                    "{needed} pixels on {given}, letters of {letters}, {state:?}"
                );
            }
        }
    })
    .await;
}

/// The sum that counts as good is 0.1 (<https://web.dev/articles/cls>); what a connection goes
/// through on its own should move nothing that a person reads.
const MOST_SHIFTED: f64 = 0.02;

/// Only Chromium measures it.
#[tokio::test]
async fn what_a_connection_goes_through_shifts_nothing() {
    scenario(async |stage| {
        let browser = &stage.page.browser;
        for size in [DESKTOP, (390, 844)] {
            browser.set_size(size.0, size.1).await;
            stage.visit(&[("retry_min", "300ms")]).await;
            let browser = &stage.page.browser;
            browser.run(OBSERVE, vec![]).await;
            stage.page.until_phase("open").await;
            stage.server.kill().await;
            stage.page.until_phase("waiting").await;
            stage.server.start_again().await;
            stage.page.until_phase("open").await;
            let shifts = stage
                .page
                .browser
                .run("return window.heartlineShifts", vec![])
                .await;
            let shifts: Vec<Shift> = serde_json::from_value(shifts).expect("shifts");
            let sum: f64 = shifts.iter().map(|shift| shift.value).sum();
            assert!(sum <= MOST_SHIFTED, "{sum} at {size:?}: {shifts:#?}");
        }
    })
    .await;
}

#[derive(Debug, Deserialize)]
struct Shift {
    value: f64,
    #[expect(dead_code, reason = "for whoever reads the failure")]
    what: Vec<String>,
}

/// `buffered`: also what moved while the page was loaded.
const OBSERVE: &str = r#"
    const shifts = window.heartlineShifts = [];
    const name = (node) => {
        const element = node?.nodeType === 1 ? node : node?.parentElement;
        return element ? `${element.localName}.${element.className} ${element.textContent.slice(0, 40)}` : "gone";
    };
    const from = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(" ");
    new PerformanceObserver((list) => {
        for (const { value, hadRecentInput, sources } of list.getEntries()) {
            if (hadRecentInput) continue;
            const what = sources.map(({ node, previousRect, currentRect }) =>
                `${name(node)}: ${from(previousRect)} -> ${from(currentRect)}`);
            shifts.push({ value, what });
        }
    }).observe({ type: "layout-shift", buffered: true });
"#;
