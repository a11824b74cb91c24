//! Received data: a log that stays fluid at a hundred thousand messages.
//!
//! What a frame costs does not depend on how many there are: the filter looks at what came since the
//! last one, rows are of one height, and only those in view are in the document. What takes longer,
//! such as another filter, is done in slices, one for each frame.

mod chart;
mod detail;
mod export;
mod filter;
mod marks;
mod row;
mod scroll;
mod tree;
mod view;
mod wall;
mod window;
mod words;

use std::rc::Rc;

use gloo_render::{AnimationFrame, request_animation_frame};
use heartline_connection::Entry;
use yew::prelude::*;

use self::chart::Series;
use self::filter::{Filter, Matches};
use self::marks::SharedMarks;
use self::wall::SharedWall;
use super::super::address::address;
use super::super::files;
use super::super::json::Fault;
use super::super::language::Language;
use crate::{Subscription, UseMessageLogHandle, WebSocketAgent};

/// The most messages that are kept.
pub(super) const MAX_ENTRIES: usize = 100_000;

/// The most bytes of messages that are kept.
pub(super) const MAX_BYTES: usize = 64 << 20;

/// The most charts at a time.
const MAX_CHARTS: usize = 4;

/// The bytes of a file that are written at a time.
const PART: usize = 256 << 10;

/// One message in full.
const DETAIL: &str = ".log-detail";

/// How long a slice of work may take, in milliseconds: it leaves half of a frame to the browser.
const SLICE: f64 = 8.0;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct LogProps {
    pub(super) agent: WebSocketAgent,
    pub(super) language: Language,
    pub(super) log: UseMessageLogHandle,
}

/// The part of the page.
pub(super) struct LogPanel {
    matches: Matches,
    /// What is asked for, as it was typed; what cannot be read changes nothing yet.
    words: String,
    by_path: bool,
    fault: Option<Fault>,
    charts: Vec<Series>,
    wall: SharedWall,
    /// This is made before the subscriptions of the log, so it hears of a message before it is logged.
    clocks: [Subscription; 3],
    marks: SharedMarks,
    of_marks: Subscription,
    scroll: NodeRef,
    /// Where the view begins, how high it is, and how high a row is, in CSS pixels.
    top: i64,
    height: i64,
    row: i64,
    /// The view stays with the latest message; or else, how many had been found when it was held.
    held: Option<u64>,
    /// Whether the view has to be moved to `top`.
    moved: bool,
    /// The chosen row.
    active: Option<u64>,
    /// The message that is shown in full, which may be forgotten meanwhile.
    open: Option<Rc<Entry>>,
    /// What is to be brought into view, by its selector, once it is there.
    wanted: Option<&'static str>,
    /// How many messages the person cleared.
    said: Option<(Said, u64)>,
    /// What the message in full may ask for, made once: it renders for another message, not for
    /// each frame.
    close: Callback<()>,
    chart: Callback<String>,
    question: Callback<String>,
    /// Work that is left for the next frame.
    slice: Option<AnimationFrame>,
    cleared: u64,
}

#[derive(Clone, Copy, PartialEq)]
enum Said {
    Cleared,
    Exported,
    Nothing,
    NotSaved,
}

/// What a person, or the browser, does.
pub(super) enum Deed {
    Scrolled,
    Slice,
    /// A connection has begun or ended.
    Marked,
    Kind(usize),
    Words(String),
    ByPath(bool),
    /// A row was clicked.
    Pick(u64),
    Key(KeyboardEvent),
    Hold(bool),
    /// Back to the latest, with a button that is gone then.
    Follow,
    Clear,
    Export,
    CloseDetail,
    Chart(String),
    RemoveChart(usize),
    Ask(String),
}

impl Component for LogPanel {
    type Message = Deed;
    type Properties = LogProps;

    fn create(ctx: &Context<Self>) -> Self {
        let (wall, marks) = (SharedWall::default(), SharedMarks::default());
        let mut panel = Self {
            matches: Matches::default(),
            words: String::new(),
            by_path: false,
            fault: None,
            charts: Vec::new(),
            clocks: wall::listen(&wall, ctx.props()),
            wall,
            of_marks: marks::listen(&marks, ctx.props(), ctx.link().callback(|deed| deed)),
            marks,
            scroll: NodeRef::default(),
            top: 0,
            height: 0,
            row: 28,
            held: None,
            moved: false,
            active: None,
            open: None,
            wanted: None,
            said: None,
            close: ctx.link().callback(|_| Deed::CloseDetail),
            chart: ctx.link().callback(Deed::Chart),
            question: ctx.link().callback(Deed::Ask),
            slice: None,
            cleared: 0,
        };
        panel.look(ctx);
        panel
    }

    fn changed(&mut self, ctx: &Context<Self>, before: &LogProps) -> bool {
        if ctx.props().agent != before.agent {
            self.clocks = wall::listen(&self.wall, ctx.props());
            let tell = ctx.link().callback(|deed| deed);
            self.of_marks = marks::listen(&self.marks, ctx.props(), tell);
        }
        self.look(ctx);
        true
    }

    fn update(&mut self, ctx: &Context<Self>, deed: Deed) -> bool {
        match deed {
            Deed::Scrolled => return self.scrolled(),
            Deed::Slice => self.slice = None,
            Deed::Marked => {}
            Deed::Kind(kind) => {
                let mut filter = self.matches.filter.clone();
                filter.kinds[kind] = !filter.kinds[kind];
                self.show(filter);
            }
            Deed::Words(words) => self.ask(words, self.by_path),
            Deed::ByPath(by_path) => self.ask(self.words.clone(), by_path),
            Deed::Ask(words) => self.ask(words, true),
            Deed::Pick(number) => {
                self.hold(true);
                self.active = Some(number);
                self.unfold(ctx);
                self.wanted = Some(DETAIL);
            }
            Deed::Key(event) => return self.key(ctx, &event),
            Deed::Hold(held) => self.hold(held),
            Deed::Follow => {
                self.hold(false);
                self.focus();
            }
            Deed::Clear => self.clear(ctx),
            Deed::Export => self.export(ctx),
            Deed::CloseDetail => {
                self.open = None;
                self.focus();
            }
            Deed::Chart(path) => {
                self.draw(&path);
                self.wanted = Some(".chart");
            }
            Deed::RemoveChart(place) => {
                // Pressed twice before it is gone, there is none any more.
                if place < self.charts.len() {
                    self.charts.remove(place);
                }
                self.focus();
            }
        }
        self.look(ctx);
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        self.panel(ctx)
    }

    fn rendered(&mut self, ctx: &Context<Self>, _: bool) {
        if let Some(selector) = self.wanted.take() {
            self.bring(selector);
        }
        if self.settle() {
            ctx.link().send_message(Deed::Slice);
        }
    }
}

impl LogPanel {
    /// Takes in what has changed in the log, as far as that goes in one frame.
    fn look(&mut self, ctx: &Context<Self>) {
        let props = ctx.props();
        let log = props.log.borrow();
        let mut wall = self.wall.borrow_mut();
        wall.note(log.total() + 1, js_sys::Date::now(), props.agent.now());
        let open = self.open.as_ref().map_or(u64::MAX, |open| open.number);
        wall.forget(open.min(log.first()));
        let before = self.rows();
        self.marks.borrow_mut().forget(log.first());
        self.matches.forget(&log);
        let gone = before - self.rows();
        if self.held.is_some() && gone > 0 {
            // What one looks at stays where it is.
            self.top = (self.top - gone as i64 * self.row).max(0);
            self.moved = true;
        }
        let end = js_sys::Date::now() + SLICE;
        let time = || js_sys::Date::now() < end;
        let mut done = self.matches.look(&log, time);
        let from = self.marks.borrow().server_from();
        for chart in &mut self.charts {
            chart.begin_at(from);
            done &= chart.look(&log, &wall, time);
        }
        if let Some(open) = &mut self.open
            && let Some(entry) = log.entry(open.number)
        {
            *open = entry.clone();
        }
        if !done && self.slice.is_none() {
            let link = ctx.link().clone();
            let again = move |_| link.send_message(Deed::Slice);
            self.slice = Some(request_animation_frame(again));
        }
        if self.held.is_none() {
            let count = self.rows();
            self.top = window::lowest(count, self.height, self.row);
        }
    }

    fn ask(&mut self, words: String, by_path: bool) {
        let mut filter = self.matches.filter.clone();
        self.fault = filter.ask(&words, by_path).err();
        (self.words, self.by_path) = (words, by_path);
        if self.fault.is_none() {
            self.show(filter);
        }
    }

    fn show(&mut self, filter: Filter) {
        if filter != self.matches.filter {
            self.matches = Matches::of(filter);
            self.held = None;
            self.said = None;
        }
    }

    /// Shows the chosen message in full.
    fn unfold(&mut self, ctx: &Context<Self>) {
        let log = ctx.props().log.borrow();
        let entry = self.active.and_then(|number| log.entry(number));
        if let Some(entry) = entry {
            self.open = Some(entry.clone());
        }
    }

    fn clear(&mut self, ctx: &Context<Self>) {
        let log = &ctx.props().log;
        let count = log.borrow().len() as u64;
        log.clear();
        self.cleared = log.borrow().total();
        self.marks.borrow_mut().clear(self.cleared + 1);
        self.said = Some((Said::Cleared, count));
        (self.held, self.open, self.active) = (None, None, None);
    }

    fn export(&mut self, ctx: &Context<Self>) {
        if self.matches.numbers.is_empty() {
            self.said = Some((Said::Nothing, 0));
            return;
        }
        // A file name has no colons everywhere.
        let time = iso(js_sys::Date::now()).replace(':', "-");
        let name = ["heartline-messages-", &time, ".ndjson"].concat();
        let saved = self.lines(ctx).save(&name, "application/x-ndjson");
        let said = if saved.is_ok() {
            Said::Exported
        } else {
            Said::NotSaved
        };
        self.said = Some((said, self.matches.numbers.len() as u64));
    }

    /// Where and when this was, then what is shown, and where connections begin and end: a line for
    /// each.
    fn lines(&self, ctx: &Context<Self>) -> files::Parts {
        let (log, marks) = (ctx.props().log.borrow(), self.marks.borrow());
        let (mut parts, mut out) = (files::Parts::default(), String::new());
        let address = address(&ctx.props().agent);
        export::head(&mut out, &iso(js_sys::Date::now()), &address);
        let mut marks = marks.all().iter().peekable();
        let entries = self.matches.numbers.iter();
        for entry in entries.filter_map(|number| log.entry(*number)) {
            while let Some(mark) = marks.next_if(|mark| mark.before <= entry.number) {
                export::mark(&mut out, &iso(mark.wall), mark);
            }
            let time = iso(self.wall.borrow().of(entry));
            export::line(
                &mut out,
                entry.number,
                &time,
                entry.direction,
                &entry.message,
            );
            if out.len() >= PART {
                parts.add(out.as_bytes());
                out.clear();
            }
        }
        for mark in marks {
            export::mark(&mut out, &iso(mark.wall), mark);
        }
        parts.add(out.as_bytes());
        parts
    }

    fn draw(&mut self, path: &str) {
        let known = self.charts.iter().any(|chart| chart.name == path);
        if let (false, Ok(series)) = (known, Series::of(path)) {
            self.charts.truncate(MAX_CHARTS - 1);
            self.charts.insert(0, series);
        }
    }
}

/// A time in milliseconds since 1970, as programs read it.
fn iso(wall: f64) -> String {
    js_sys::Date::new(&wall.into()).to_iso_string().into()
}
