//! The account of the letters: each that was taken is waiting, sent or reported, and nothing twice.

/// What became of a letter.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Fate {
    Waits,
    Sent,
    Reported,
}

#[derive(Default)]
pub(crate) struct Ledger {
    /// By number.
    fates: Vec<Option<Fate>>,
    /// Those that wait, in the order in which they have to leave. The first `returned` of them are
    /// what the latest socket did not take.
    waiting: Vec<u32>,
    returned: usize,
    pub(crate) sent: u64,
    pub(crate) reported: u64,
}

impl Ledger {
    pub(crate) const fn waiting(&self) -> usize {
        self.waiting.len()
    }

    pub(crate) fn take(&mut self, number: u32) {
        self.waiting.push(number);
        self.settle(number, Fate::Waits);
    }

    /// A letter was not taken: that is all that becomes of it.
    pub(crate) fn turn_away(&mut self, number: u32) {
        self.settle(number, Fate::Reported);
        self.reported += 1;
    }

    pub(crate) fn send(&mut self, number: u32) -> Result<(), String> {
        match self.waiting.first() {
            Some(first) if *first == number => {}
            first => return Err(format!("{number} leaves before {first:?}")),
        }
        self.waiting.remove(0);
        self.returned = 0;
        self.settle(number, Fate::Sent);
        self.sent += 1;
        Ok(())
    }

    pub(crate) fn report(&mut self, number: u32) -> Result<(), String> {
        let place = self.waiting.iter().position(|waits| *waits == number);
        let Some(place) = place else {
            return Err(format!(
                "{number} is reported and is {:?}",
                self.fate(number)
            ));
        };
        self.waiting.remove(place);
        self.returned -= usize::from(place < self.returned);
        self.settle(number, Fate::Reported);
        self.reported += 1;
        Ok(())
    }

    /// The browser gives a letter back, which keeps its place.
    pub(crate) fn give_back(&mut self, number: u32) {
        self.waiting.insert(self.returned, number);
        self.returned += 1;
        self.settle(number, Fate::Waits);
        self.sent -= 1;
    }

    fn fate(&self, number: u32) -> Option<Fate> {
        self.fates.get(number as usize).copied().flatten()
    }

    fn settle(&mut self, number: u32, fate: Fate) {
        let place = number as usize;
        if self.fates.len() <= place {
            self.fates.resize(place + 1, None);
        }
        self.fates[place] = Some(fate);
    }
}
