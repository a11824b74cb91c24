//! How a section was measured: what a reader wants to know before the figures, and what repeats them.

use serde::{Deserialize, Serialize};

/// How a section was measured; what does not apply, or was not said, is left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Setup {
    /// Which browser, and whether it had a window: `Chromium 156.0.8078.108, headless`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub browser: Option<String>,
    /// How often each was measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rounds: Option<usize>,
    /// Who shared a browser with whom, as a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub browsers: Option<String>,
    /// What the orders came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// Who took part.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contestants: Vec<Entrant>,
}

/// One that took part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entrant {
    /// Its folder, by which values are named.
    pub name: String,
    /// Its name in tables, with its version.
    pub label: String,
    /// What it is bundled together with, and the versions.
    pub with: Vec<String>,
    /// What of the library is used.
    pub uses: String,
    /// Where it deviates from its documentation, or from the others; empty where it does not.
    pub note: String,
}

impl Setup {
    pub(crate) fn is_unknown(&self) -> bool {
        *self == Self::default()
    }

    /// How often, in whose browsers, in which order: sentences that follow the command.
    pub(crate) fn sentences(&self) -> String {
        let rounds = self.rounds.map(|rounds| match rounds {
            1 => "One round".to_owned(),
            rounds => format!("{rounds} rounds"),
        });
        let seed = self.seed.map(|seed| format!("orders from the seed {seed}"));
        let parts = [rounds, self.browsers.clone(), seed].into_iter().flatten();
        let text = parts.collect::<Vec<_>>().join("; ");
        match text.is_empty() {
            true => text,
            false => format!(" {text}."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_said() {
        let setup = |rounds, browsers: Option<&str>, seed| Setup {
            rounds,
            browsers: browsers.map(str::to_owned),
            seed,
            ..Setup::default()
        };
        let table = [
            (setup(None, None, None), ""),
            (setup(Some(1), None, None), " One round."),
            (
                setup(Some(3), Some("a browser for each round"), Some(7)),
                " 3 rounds; a browser for each round; orders from the seed 7.",
            ),
        ];
        for (setup, text) in table {
            assert_eq!(setup.sentences(), text);
        }
        assert!(Setup::default().is_unknown());
    }
}
