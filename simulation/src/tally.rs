//! What was simulated, counted.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use heartline_connection::Stats;

/// Counts of one run, or of many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Runs, each from one seed.
    pub seeds: u64,
    /// The time that connections existed, added up.
    pub simulated: Duration,
    /// What was handled: alarms, news of sockets, what reached the server, deeds.
    pub events: u64,
    /// Attempts that began.
    pub attempts: u64,
    /// Connections that became ready.
    pub opens: u64,
    /// Messages that `send` took or refused.
    pub sends: u64,
    /// Messages that the browser took, reported, refused at once, and that still waited at the end.
    pub fates: [u64; 4],
    /// Messages that were delivered.
    pub received: u64,
    /// Pings that left.
    pub pings: u64,
    /// Events of sockets that nobody listened to any more.
    pub late: u64,
    /// Connections and attempts that ended against the user's wish, by cause.
    pub losses: BTreeMap<&'static str, u64>,
    /// Incidents, by kind.
    pub incidents: BTreeMap<&'static str, u64>,
    /// How many times it was looked whether the connection is open again, and it was.
    pub healed: u64,
    /// First retries, by the quarter of their range that they lie in.
    pub first_retries: [u64; 4],
}

impl Tally {
    /// Adds another run.
    pub fn add(&mut self, other: &Self) {
        self.seeds += other.seeds;
        self.simulated += other.simulated;
        self.events += other.events;
        self.attempts += other.attempts;
        self.opens += other.opens;
        self.sends += other.sends;
        self.received += other.received;
        self.pings += other.pings;
        self.late += other.late;
        self.healed += other.healed;
        add_each(&mut self.fates, other.fates);
        add_each(&mut self.first_retries, other.first_retries);
        for (cause, count) in &other.losses {
            *self.losses.entry(cause).or_default() += count;
        }
        for (kind, count) in &other.incidents {
            *self.incidents.entry(kind).or_default() += count;
        }
    }

    pub(crate) fn add_stats(&mut self, stats: &Stats) {
        self.attempts += stats.attempts;
        self.opens += stats.opens;
        self.pings += stats.pings;
        self.received += stats.received.messages;
        for (cause, count) in &stats.losses {
            *self.losses.entry(cause).or_default() += count;
        }
    }

    /// Hours of connections.
    #[must_use]
    pub fn hours(&self) -> u64 {
        self.simulated.as_secs() / 3_600
    }

    /// Whether first retries fill their range evenly, as far as so many can tell: no quarter is off
    /// by more than five standard deviations.
    #[must_use]
    pub fn is_spread(&self) -> bool {
        let all: u64 = self.first_retries.iter().sum();
        let (expected, allowed) = (all as f64 / 4.0, 5.0 * (all as f64 * 3.0 / 16.0).sqrt());
        let off = |count: &u64| (*count as f64 - expected).abs() > allowed;
        !self.first_retries.iter().any(off)
    }
}

fn add_each<const N: usize>(to: &mut [u64; N], from: [u64; N]) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [taken, reported, refused, waiting] = self.fates;
        writeln!(f, "seeds                {}", self.seeds)?;
        writeln!(f, "connection-hours     {}", self.hours())?;
        writeln!(f, "events               {}", self.events)?;
        writeln!(
            f,
            "attempts             {} ({} became ready)",
            self.attempts, self.opens
        )?;
        writeln!(f, "losses               {}", listed(&self.losses))?;
        writeln!(
            f,
            "messages sent        {}: {taken} to the browser, {reported} reported, {refused} \
             refused at once, {waiting} still waiting",
            self.sends
        )?;
        writeln!(f, "messages received    {}", self.received)?;
        writeln!(f, "pings                {}", self.pings)?;
        writeln!(f, "late socket events   {}", self.late)?;
        writeln!(f, "found open in time   {}", self.healed)?;
        writeln!(
            f,
            "first retries        {:?} by quarters of their range",
            self.first_retries
        )?;
        write!(f, "incidents            {}", listed(&self.incidents))
    }
}

fn listed(counts: &BTreeMap<&'static str, u64>) -> String {
    let each = counts.iter().map(|(name, count)| format!("{name} {count}"));
    each.collect::<Vec<_>>().join(", ")
}
