//! Everything that parses, fed with what nobody would send on purpose and with what is nearly right.

#[cfg(feature = "codec")]
mod codecs;
mod inbound;
mod reasons;
mod rules;
mod text;

use std::fmt::Debug;

use proptest::prelude::{Strategy, any};
use proptest::sample::Index;

use crate::tally;

/// Proves that `holds`, which panics where it does not, for so many inputs.
fn prove<S: Strategy>(cases: u32, strategy: S, what: &str, holds: impl Fn(S::Value))
where
    S::Value: Clone + Debug,
{
    let show = |value: &S::Value| format!("{value:?}");
    let proved = tally::prove(cases, &strategy, show, |value| {
        holds(value);
        Ok(())
    });
    tally::tell(proved.into(), &format!("inputs to {what}"));
}

/// One byte or character changed, taken out, or put in.
#[derive(Clone, Copy, Debug)]
enum Slip<T> {
    Change(T),
    Remove,
    Insert(T),
}

/// What is nearly right: a few slips at places that are found once the whole is known.
type Slips<T> = Vec<(Index, Slip<T>)>;

fn slips<T: Clone + Debug + 'static>(
    one: impl Strategy<Value = T> + Clone + 'static,
) -> impl Strategy<Value = Slips<T>> {
    let slip = proptest::prop_oneof![
        one.clone().prop_map(Slip::Change),
        proptest::prelude::Just(Slip::Remove),
        one.prop_map(Slip::Insert),
    ];
    proptest::collection::vec((any::<Index>(), slip), 0..4)
}

fn slip<T: Clone>(whole: &mut Vec<T>, slips: &Slips<T>) {
    for (place, slip) in slips {
        let place = place.index(whole.len() + 1);
        match slip {
            Slip::Insert(one) => whole.insert(place, one.clone()),
            Slip::Change(one) if place < whole.len() => whole[place] = one.clone(),
            Slip::Remove if place < whole.len() => {
                whole.remove(place);
            }
            _ => {}
        }
    }
}
