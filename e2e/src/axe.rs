//! What keeps people out of the page, as [axe-core](https://github.com/dequelabs/axe-core) finds it.

use std::fmt;

use serde::Deserialize;
use serde_json::json;

use crate::page::Page;
use crate::places;

/// A rule that an element of the page breaks.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Violation {
    /// The rule's name, such as `color-contrast`.
    pub rule: String,
    /// Where the element is, as a selector.
    pub element: String,
    /// What is wrong with it.
    pub summary: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let summary = self.summary.replace('\n', " ");
        write!(f, "{} at {}: {summary}", self.rule, self.element)
    }
}

impl Page {
    /// What breaks a rule of WCAG 2.2, levels A and AA, or one of those that axe-core calls best
    /// practice.
    pub async fn violations(&self) -> Vec<Violation> {
        let axe = std::fs::read_to_string(places::axe()).expect("the script of axe-core");
        if self.browser.run("return !window.axe", vec![]).await == true {
            self.browser.run(&axe, vec![]).await;
        }
        let tags = json!([
            "wcag2a",
            "wcag2aa",
            "wcag21a",
            "wcag21aa",
            "wcag22aa",
            "best-practice"
        ]);
        let found = self.browser.ask(RUN, vec![tags]).await;
        serde_json::from_value(found.clone())
            .unwrap_or_else(|_| panic!("axe-core found no answer: {found}"))
    }
}

const RUN: &str = r#"
    const [values, done] = arguments;
    const options = { runOnly: { type: "tag", values }, resultTypes: ["violations"] };
    axe.run(document, options).then(
        ({ violations }) => done(violations.flatMap(({ id, nodes }) => nodes.map(
            ({ target, failureSummary }) =>
                ({ rule: id, element: target.flat().join(" "), summary: failureSummary }),
        ))),
        (error) => done(String(error)),
    );
"#;
