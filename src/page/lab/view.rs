//! How the laboratory looks.

use std::time::Duration;

use heartline_connection::{Cause, Config, Human};
use web_sys::HtmlInputElement;
use yew::html::Scope;
use yew::prelude::*;

use super::super::language::Language;
use super::super::panel::toggle;
use super::orders::{FAULTS, Fault, Field, GARBAGE};
use super::server::{Failure, Report};
use super::story::Happening;
use super::words::{Say, Times, WORDS, filled};
use super::{Lab, Msg, Place};

/// What every piece of the view needs.
struct Look<'a> {
    lab: &'a Lab,
    report: &'a Report,
    link: &'a Scope<Lab>,
    words: &'static Say,
    language: Language,
    times: Times,
}

pub(super) fn view(lab: &Lab, report: &Report, ctx: &Context<Lab>) -> Html {
    let language = ctx.props().language;
    let times = ctx.props().agent.configured(times).unwrap_or_default();
    let look = Look {
        lab,
        report,
        link: ctx.link(),
        words: WORDS.of(language),
        language,
        times: times.map(|time| Some(Human(time?).words_in(language))),
    };
    let words = look.words;
    let place = lab.place(ctx);
    html! {
        <section class="panel lab" aria-labelledby="lab-title" data-testid="lab" data-place={place.name()}>
            <h2 id="lab-title">{ words.title }</h2>
            <p class="lab-quiet">{ words.intro }</p>
            <div role="group" aria-label={words.place}>{ for (0..3).map(|number| look.place(number, place)) }</div>
            <p role="alert" data-testid="lab-error">{ look.error() }</p>
            if place != Place::Elsewhere || !lab.story.is_empty() {
                { look.course(place) }
            }
            { look.faults(place) }
        </section>
    }
}

/// In the order of [`Times`]. Without a heartbeat nothing is found out, however long it takes.
fn times(config: &Config) -> [Option<Duration>; 3] {
    let heartbeat = config.heartbeat.as_ref();
    [
        heartbeat.map(|heartbeat| heartbeat.interval),
        heartbeat.map(|heartbeat| heartbeat.timeout),
        Some(config.connect_timeout),
    ]
}

impl Place {
    const ALL: [Self; 3] = [Self::Elsewhere, Self::Fault, Self::Relay];

    const fn name(self) -> &'static str {
        match self {
            Self::Elsewhere => "elsewhere",
            Self::Fault => "fault",
            Self::Relay => "relay",
        }
    }
}

impl Look<'_> {
    fn button(
        &self,
        [label, about]: [&'static str; 2],
        name: &'static str,
        onclick: Callback<MouseEvent>,
    ) -> Html {
        html! {
            <button type="button" data-testid={name} title={about} {onclick}>{ label }</button>
        }
    }

    fn place(&self, number: usize, present: Place) -> Html {
        let place = Place::ALL[number];
        let onclick = self.link.callback(move |_: MouseEvent| Msg::GoTo(place));
        let name = ["lab-", place.name()].concat();
        toggle(
            self.words.places[number],
            name.into(),
            place == present,
            onclick,
        )
    }

    /// Of the two end points only the one that the page is connected to, if it is to one of them.
    fn in_force(&self, place: Place) -> String {
        let (report, words) = (self.report, self.words);
        let known = FAULTS
            .iter()
            .position(|fault| fault.manner == report.manner);
        let mut parts = match known {
            _ if place == Place::Relay => vec![],
            Some(number) => vec![words.faults[number].0],
            None if report.manner == "behave" => vec![],
            None => vec![report.manner.as_str()],
        };
        let stalls = [report.to_server_stalls, report.to_client_stalls];
        parts.extend(
            words
                .stalls
                .iter()
                .zip(stalls)
                .filter_map(|(words, stalls)| stalls.then_some(*words))
                .filter(|_| place != Place::Fault),
        );
        match parts.is_empty() {
            true => words.behaves.to_owned(),
            false => parts.join(words.and),
        }
    }

    /// What holds, how it ends, and what became of it.
    fn course(&self, place: Place) -> Html {
        let words = self.words;
        let about = words.in_force[usize::from(place == Place::Relay)];
        html! {
            <>
                <p role="status" data-testid="in-force">
                    { about }<strong>{ self.in_force(place) }</strong>
                </p>
                <div class="lab-buttons">
                    { self.button(words.behave, "lab-behave", self.link.callback(|_| Msg::Behave)) }
                    { self.button(words.reset, "lab-reset", self.link.callback(|_| Msg::Reset)) }
                </div>
                <h3>{ words.story }</h3>
                { self.story() }
            </>
        }
    }

    fn error(&self) -> Html {
        let words = self.words;
        match (&self.lab.refused, &self.lab.answers.failure) {
            (Some(refused), _) => html! { *refused.words().of(self.language) },
            (None, Some(Failure::NoAnswer)) => html! { words.no_answer },
            (None, Some(Failure::Refused(why))) => {
                html! { <>{ words.refused }<bdi>{ why.clone() }</bdi></> }
            }
            (None, None) => html! {},
        }
    }

    fn faults(&self, place: Place) -> Html {
        let words = self.words;
        match place {
            Place::Elsewhere => html! {},
            Place::Relay => {
                let rows = words
                    .relay
                    .iter()
                    .enumerate()
                    .map(|(number, (label, about))| {
                        let name =
                            ["towards-page", "towards-server", "cut-reset", "cut-end"][number];
                        let onclick = self.link.callback(move |_| Msg::Relay(number));
                        self.row(name, label, about, html! {}, onclick)
                    });
                html! { <ul>{ for rows }</ul> }
            }
            Place::Fault => {
                let onchange = self.link.callback(|event: Event| {
                    let input: HtmlInputElement = event.target_unchecked_into();
                    Msg::Lasting(input.checked())
                });
                html! {
                    <>
                        <label class="lab-lasting">
                            <input type="checkbox" data-testid="lasting" checked={self.lab.lasting} {onchange} />
                            <span>{ words.lasting }</span>
                        </label>
                        { self.kind(false) }
                        { self.kind(true) }
                    </>
                }
            }
        }
    }

    /// The faults of the open connection, which come first, or those of the handshake.
    fn kind(&self, is_of_handshake: bool) -> Html {
        let rows = FAULTS.iter().zip(self.words.faults).enumerate();
        let rows = rows.filter(|(_, (fault, _))| fault.is_of_handshake == is_of_handshake);
        let rows = rows.map(|(number, (fault, (label, about)))| {
            let fields = self.fields(fault);
            let onclick = self.link.callback(move |_| Msg::Order(number));
            self.row(fault.manner, label, about, fields, onclick)
        });
        html! {
            <details open={!is_of_handshake} data-testid={if is_of_handshake { "lab-handshake" } else { "lab-open" }}>
                <summary>{ self.words.kinds[usize::from(is_of_handshake)] }</summary>
                <ul>{ for rows }</ul>
            </details>
        }
    }

    /// A fault: the button that orders it, what can be set about it, and what follows.
    fn row(
        &self,
        name: &'static str,
        label: &'static str,
        about: &str,
        fields: Html,
        onclick: Callback<MouseEvent>,
    ) -> Html {
        let id = ["lab-about-", name].concat();
        html! {
            <li key={name}>
                <div>
                    <button type="button" data-testid={["fault-", name].concat()}
                        aria-describedby={id.clone()} {onclick}>{ label }</button>
                    { fields }
                </div>
                <p {id}>{ filled(about, &self.times).unwrap_or_else(|| self.words.no_heartbeat.to_owned()) }</p>
            </li>
        }
    }

    fn fields(&self, fault: &Fault) -> Html {
        let fields = fault.fields.iter().map(|field| self.field(*field));
        html! { <>{ for fields }</> }
    }

    fn field(&self, field: Field) -> Html {
        let place = field as usize;
        let (label, value) = (self.words.fields[place], self.lab.values[place].clone());
        let name = format!("{field:?}").to_lowercase();
        let oninput = self.link.callback(move |event: InputEvent| {
            // A list has a value as a field has.
            let input: HtmlInputElement = event.target_unchecked_into();
            Msg::Set(place, input.value())
        });
        let kinds = GARBAGE.iter().zip(self.words.garbage).map(|(kind, label)| {
            html! { <option value={*kind} selected={*kind == value}>{ label }</option> }
        });
        let mode = if field == Field::Reason {
            "text"
        } else {
            "numeric"
        };
        let control = match field {
            Field::Garbage => html! { <select data-testid={name} {oninput}>{ for kinds }</select> },
            _ => {
                html! { <input type="text" inputmode={mode} data-testid={name} {value} {oninput} /> }
            }
        };
        html! { <label><span>{ label }</span>{ control }</label> }
    }

    fn story(&self) -> Html {
        if self.lab.story.is_empty() {
            return html! { <p class="lab-quiet lab-story">{ self.words.no_story }</p> };
        }
        let rows = self.lab.story.iter().map(|(since, happening)| {
            html! {
                <li><small>{ "+" }{ Human(*since).words_in(self.language) }</small><bdi>{ self.happening(happening) }</bdi></li>
            }
        });
        html! { <ol class="lab-story" data-testid="story" tabindex="0" aria-label={self.words.story}>{ for rows }</ol> }
    }

    fn happening(&self, happening: &Happening) -> String {
        let words = self.words;
        let because = |what: &str, cause: &Option<Cause>| {
            what.to_owned()
                + &cause
                    .as_ref()
                    .map_or_else(String::new, |cause| cause.words_in(self.language))
        };
        match happening {
            Happening::Ordered(number) => words.faults[*number].0.to_owned(),
            Happening::Relayed(number) => words.relay[*number].0.to_owned(),
            Happening::Behaves => words.behave[0].to_owned(),
            Happening::Lost(cause) => because(words.lost, cause),
            Happening::Failed(cause) => because(words.failed, cause),
            Happening::GaveUp(cause) => because(words.gave_up, cause),
            Happening::Connected(attempt) => match self.language {
                Language::English => words.connected.to_owned() + &attempt.to_string(),
                Language::Chinese => [words.connected, &attempt.to_string(), " 次连接）"].concat(),
            },
        }
    }
}
