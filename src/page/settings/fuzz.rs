//! Files and drafts of any content: what is taken can be used, and what is not is named.

use proptest::collection::vec;
use proptest::prelude::{Strategy, any};
use proptest::prop_oneof;
use proptest::sample::select;

use super::super::language::Language;
use super::super::params::fuzz::{names, prove, value};
use super::file::{Entry, take};
use super::secret::{self, public};
use super::table::{knobs, place};
use super::values::Settings;

fn entries() -> impl Strategy<Value = Vec<(String, Entry)>> {
    let known = select(names()).prop_map(str::to_owned);
    let name = prop_oneof![9 => known, 1 => any::<String>()];
    let entry = prop_oneof![
        9 => any_value().prop_map(Entry::Text),
        1 => any::<String>().prop_map(Entry::Other),
    ];
    vec((name, entry), 0..7)
}

fn any_value() -> impl Strategy<Value = String> {
    let known = [
        "on",
        "off",
        "fixed",
        "list",
        "exponential",
        "drop-oldest",
        "4000=stop",
        "a => b",
        "1KiB",
        "wss://ada:pw@x/?token=1",
        "1s, 2s",
    ];
    let known = select(known.to_vec()).prop_map(str::to_owned);
    prop_oneof![1 => known, 1 => value()]
}

#[test]
fn of_any_file_the_rest_of_what_is_named_can_be_used() {
    prove(&entries(), "files of settings", |entries| {
        let (taken, notices) = take(entries.clone());
        let built = taken.build();
        assert_eq!(built.refused, [], "{entries:?}");
        assert_eq!(built.config.check(), Ok(()), "{entries:?}");
        let words: Vec<_> = notices
            .iter()
            .map(|notice| notice.words(Language::Chinese))
            .collect();
        for (nth, (name, _)) in entries.iter().enumerate() {
            let is_taken = place(name).is_some_and(|place| taken.value(place).is_some());
            let is_named = words.iter().any(|words| words.contains(name.as_str()));
            let is_replaced = entries[nth + 1..].iter().any(|(later, _)| later == name);
            assert!(is_taken || is_named || is_replaced, "{name} in {words:?}");
        }
    });
}

#[test]
fn what_is_concise_means_the_same() {
    prove(&entries(), "settings made concise", |entries| {
        let (taken, _) = take(entries);
        let concise = taken.concise();
        assert_eq!(concise.build().config, taken.build().config);
        assert_eq!(concise.concise(), concise);
    });
}

#[test]
fn what_is_public_holds_no_user_and_no_token() {
    let part = "(token|room|key|sid)=[a-z0-9]{0,30}";
    let address = (
        "(wss://(ada(:pw)?@)?x[.]example)?/[a-z]{0,9}",
        vec(part, 0..4),
    );
    prove(&address, "public addresses", |(place, query)| {
        let url = [&place, "?", &query.join("&")].concat();
        let open = secret::address(&url);
        for hidden in ["ada", "token", "key=", "sid="] {
            assert!(!open.contains(hidden), "{url} became {open}");
        }
        let rooms = query
            .iter()
            .filter(|part| part.starts_with("room=") && part.len() < 25);
        for room in rooms {
            assert!(open.contains(&**room), "{url} became {open}");
        }
        assert_eq!(secret::address(&open), open);
    });
}

#[test]
fn whatever_is_set_a_public_copy_of_it_is_public() {
    prove(&entries(), "public settings", |entries| {
        let (mut settings, _) = take(entries.clone());
        for (name, entry) in entries {
            if let (Some(place), Entry::Text(text)) = (place(&name), entry) {
                settings.set(place, Some(text));
            }
        }
        let (open, left_out) = public(&settings);
        assert_eq!(public(&open), (open.clone(), vec![]));
        let changed = knobs()
            .enumerate()
            .filter(|(place, _)| open.value(*place) != settings.value(*place));
        assert!(changed.map(|(_, knob)| knob.name).eq(left_out));
        let _: &Settings = &open;
    });
}
