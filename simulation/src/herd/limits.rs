//! How much of the comparison depends on what the server can take, and on how fast it says no.

use std::fmt::Write;
use std::time::Duration;

use super::Scene;
use super::column::MOST_BACK;
use super::curve::Curve;
use super::policy::POLICIES;
use super::text::{grouped, human};

const AWAY: Duration = Duration::from_secs(30);

/// For how many clients the server accepts one handshake in a second, and how fast it turns away
/// the others.
pub(super) const LIMITS: [(u32, Duration); 5] = [
    (50, Scene::TURNED_AWAY_AFTER),
    (20, Scene::TURNED_AWAY_AFTER),
    (20, Duration::from_millis(100)),
    (10, Scene::TURNED_AWAY_AFTER),
    (5, Scene::TURNED_AWAY_AFTER),
];

pub(super) fn scenes(clients: u32, seed: u64) -> [Scene; LIMITS.len()] {
    LIMITS.map(|(share, turned_away_after)| Scene {
        a_second: Some(clients / share),
        turned_away_after,
        ..Scene::new(clients, AWAY, seed)
    })
}

/// The section about them; `curves` are in the order of [`scenes`].
pub(super) fn page(clients: u32, curves: &[Vec<Curve>]) -> String {
    let title = |scene: &Scene| {
        let a_second = grouped(scene.a_second.unwrap_or_default().into());
        format!(
            "{a_second} a second, no after {}",
            human(scene.turned_away_after)
        )
    };
    let titles: Vec<_> = scenes(clients, 0).iter().map(title).collect();
    let rule = "---:|".repeat(titles.len());
    let mut page = format!("{WORDS}| policy | {} |\n|---|{rule}\n", titles.join(" | "));
    for (place, policy) in POLICIES.iter().enumerate() {
        let row = curves.iter().filter_map(|curves| curves.get(place));
        let cells: Vec<_> = row.map(|curve| MOST_BACK.cell(curve)).collect();
        let _ = writeln!(page, "| {} | {} |", policy.name, cells.join(" | "));
    }
    page
}

const WORDS: &str = "
## How much depends on the limit

Away for 30 s as above, other limits: when 99 % are back. The more the server can take, the better for
those who ask often; and they gain as well where it says no at once and at no cost, because then whoever
asks most has a foot in the door whenever there is room.

";
