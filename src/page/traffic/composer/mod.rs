//! The composer: what is to be sent, what was sent before, and what became of it.

mod draft;
mod fate;
pub(super) mod hex;
mod history;
mod json;
mod memory;
mod place;
mod templates;
mod view;
mod words;
mod writing;

use heartline_connection::{Direction, DropReason, Event, Log, Message, SendOutcome};
use js_sys::{JSON, Uint8Array};
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, HtmlElement, HtmlInputElement};
use yew::prelude::*;

use super::super::language::Language;
use crate::{Subscription, Undelivered, WebSocketAgent};
use draft::Mode;
use history::History;
use place::Problem;
use templates::{Refused, Templates};
use writing::Source;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct ComposerPanelProps {
    pub(super) agent: WebSocketAgent,
    pub(super) language: Language,
    /// Sends, logs what was taken, and says what became of it.
    pub(super) send: Callback<Message, SendOutcome>,
}

/// What is being written stands in the text area alone, so that a letter typed renders no more than
/// what is said about it.
pub(super) struct ComposerPanel {
    area: NodeRef,
    name: NodeRef,
    chooser: NodeRef,
    /// What gets the focus when the button that was pressed is gone.
    focus_next: Option<NodeRef>,
    mode: Mode,
    /// Of the message that the box makes, in bytes.
    size: usize,
    problem: Option<Problem>,
    file: Option<File>,
    /// Whether a file is above the panel, about to be dropped.
    dragging: bool,
    reading: bool,
    outcome: Outcome,
    sends: Log,
    /// How many were reported as not sent after all, and why the latest.
    undelivered: Option<Undelivered>,
    history: History,
    templates: Templates,
    /// The template whose name is being changed.
    renaming: Option<usize>,
    refused: Option<Refused>,
    /// The browser did not keep what it was given.
    not_kept: bool,
    _subscriptions: [Subscription; 2],
}

/// What is said about the latest wish to send.
#[derive(Clone, Copy, PartialEq)]
enum Outcome {
    Nothing,
    /// Its fate stands in the list of sends.
    Latest,
    Wrong(Problem),
    Unreadable,
    TooLarge,
}

pub(super) enum Msg {
    Typed,
    Mode(Mode),
    Send,
    Again(Message),
    Read(Option<Vec<u8>>),
    Older,
    Newer,
    Insert(Source),
    GoTo(Problem),
    LayOut(bool),
    File(Option<File>),
    Drag(bool),
    ClearHistory,
    Save,
    Rename(Option<usize>),
    Delete(usize),
    Undelivered(Message, DropReason),
    Drained,
    Dismiss,
}

/// How many sends are listed, and how many bytes they may hold.
const MAX_SENDS: usize = 8;
const MAX_SENDS_BYTES: usize = 4 << 20;

impl Component for ComposerPanel {
    type Message = Msg;
    type Properties = ComposerPanelProps;

    fn create(ctx: &Context<Self>) -> Self {
        Self {
            area: NodeRef::default(),
            name: NodeRef::default(),
            chooser: NodeRef::default(),
            focus_next: None,
            mode: Mode::Text,
            size: 0,
            problem: None,
            file: None,
            dragging: false,
            reading: false,
            outcome: Outcome::Nothing,
            sends: Log::new(MAX_SENDS, MAX_SENDS_BYTES),
            undelivered: None,
            history: memory::history(),
            templates: memory::templates(),
            renaming: None,
            refused: None,
            not_kept: false,
            _subscriptions: listen(ctx),
        }
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Typed => self.typed(),
            Msg::Mode(mode) => self.switch(mode),
            Msg::Send => self.send(ctx),
            Msg::Again(message) => drop(self.hand_over(ctx, message)),
            Msg::Read(bytes) => self.send_file(ctx, bytes),
            Msg::Older => return self.older(),
            Msg::Newer => return self.newer(),
            Msg::Insert(source) => self.insert(source),
            Msg::GoTo(problem) => self.go_to(problem),
            Msg::LayOut(in_lines) => self.lay_out(in_lines),
            Msg::File(file) => {
                if file.is_none() {
                    self.focus_next = Some(self.chooser.clone());
                }
                self.choose(file);
            }
            Msg::Drag(dragging) => {
                return std::mem::replace(&mut self.dragging, dragging) != dragging;
            }
            Msg::ClearHistory => {
                self.focus_next = Some(self.area.clone());
                self.history.clear();
                self.not_kept = !memory::keep_history(&self.history);
            }
            Msg::Save => self.save(),
            Msg::Rename(place) => {
                self.focus_next = Some(self.name.clone());
                self.begin_renaming(place);
            }
            Msg::Delete(place) => {
                self.focus_next = Some(self.name.clone());
                self.templates.delete(place);
                self.begin_renaming(None);
                self.keep_templates();
            }
            Msg::Undelivered(message, reason) => self.came_back(&message, reason),
            Msg::Drained => return self.sends.mark_sent(),
            Msg::Dismiss => {
                self.focus_next = Some(self.area.clone());
                self.undelivered = None;
            }
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        view::view(self, ctx)
    }

    fn rendered(&mut self, _ctx: &Context<Self>, _first: bool) {
        let next = self.focus_next.take();
        if let Some(element) = next.and_then(|next| next.cast::<HtmlElement>()) {
            // It does not fail for what is in the page.
            let _ = element.focus();
        }
    }
}

/// What becomes later of what was sent.
fn listen(ctx: &Context<ComposerPanel>) -> [Subscription; 2] {
    let agent = &ctx.props().agent;
    let (of_events, of_status) = (ctx.link().clone(), ctx.link().clone());
    [
        agent.on_event(move |event| {
            if let Event::Undelivered { message, reason } = event {
                of_events.send_message(Msg::Undelivered(message.clone(), *reason));
            }
        }),
        agent.on_status(move |status| {
            if status.queued == 0 {
                of_status.send_message(Msg::Drained);
            }
        }),
    ]
}

/// In the browser's eyes.
fn is_json(text: &str) -> bool {
    JSON::parse(text).is_ok()
}

impl ComposerPanel {
    fn typed(&mut self) {
        self.history.leave();
        self.outcome = Outcome::Nothing;
        self.check();
    }

    fn switch(&mut self, mode: Mode) {
        self.mode = mode;
        self.file = None;
        self.outcome = Outcome::Nothing;
        self.check();
    }

    /// Sends what is in the box, or the file, once it is read.
    fn send(&mut self, ctx: &Context<Self>) {
        if let Some(file) = self.file.clone() {
            if file.size() > limit(ctx) as f64 {
                self.outcome = Outcome::TooLarge;
            } else if !std::mem::replace(&mut self.reading, true) {
                ctx.link()
                    .send_future(async { Msg::Read(read(file).await) });
            }
            return;
        }
        let draft = self.draft();
        if draft.is_empty() {
            self.outcome = Outcome::Nothing;
            return;
        }
        match draft.clone().message(is_json) {
            Err((_, problem)) => {
                self.problem = Some(problem);
                self.outcome = Outcome::Wrong(problem);
            }
            Ok(message) => {
                if self.hand_over(ctx, message) {
                    self.history.join(memory::history());
                    self.history.add(draft);
                    self.not_kept = !memory::keep_history(&self.history);
                    self.put("");
                }
            }
        }
    }

    fn send_file(&mut self, ctx: &Context<Self>, bytes: Option<Vec<u8>>) {
        self.reading = false;
        match bytes {
            None => self.outcome = Outcome::Unreadable,
            Some(bytes) => {
                if self.hand_over(ctx, bytes.into()) {
                    self.file = None;
                }
            }
        }
    }

    /// Whether the message was taken.
    fn hand_over(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        let props = ctx.props();
        let outcome = props.send.emit(message.clone());
        let direction = match &outcome {
            SendOutcome::Sent => Direction::Sent,
            // It has left meanwhile.
            SendOutcome::Queued if props.agent.status().queued == 0 => Direction::Sent,
            SendOutcome::Queued => Direction::Queued,
            SendOutcome::Dropped(reason, _) => Direction::NotSent(*reason),
        };
        self.sends.push(props.agent.now(), direction, message);
        self.outcome = Outcome::Latest;
        !matches!(outcome, SendOutcome::Dropped(..))
    }

    fn came_back(&mut self, message: &Message, reason: DropReason) {
        self.sends.mark_not_sent(message, reason);
        let count = self.undelivered.map_or(0, |earlier| earlier.count) + 1;
        self.undelivered = Some(Undelivered { count, reason });
    }

    fn choose(&mut self, file: Option<File>) {
        self.dragging = false;
        self.outcome = Outcome::Nothing;
        if file.is_some() {
            self.mode = Mode::Binary;
        }
        self.file = file;
    }

    /// Keeps what is in the box under the name that was written, or changes the name of a template.
    fn save(&mut self) {
        let Some(field) = self.name.cast::<HtmlInputElement>() else {
            return;
        };
        let saved = match self.renaming {
            Some(place) => self.templates.rename(place, &field.value()),
            None => {
                memory::join_templates(&mut self.templates);
                self.templates.save(&field.value(), self.draft())
            }
        };
        self.refused = saved.err();
        if self.refused.is_none() {
            self.begin_renaming(None);
            self.keep_templates();
        }
    }

    fn begin_renaming(&mut self, place: Option<usize>) {
        self.renaming = place;
        self.refused = None;
        let template = place.and_then(|place| self.templates.iter().nth(place));
        let name = template.map_or("", |template| &template.name);
        if let Some(field) = self.name.cast::<HtmlInputElement>() {
            field.set_value(name);
            if place.is_some() {
                field.select();
            }
        }
    }

    fn keep_templates(&mut self) {
        self.not_kept = !memory::keep_templates(&self.templates);
    }
}

/// The largest message, in bytes.
fn limit(ctx: &Context<ComposerPanel>) -> usize {
    let limit = ctx.props().agent.configured(|config| config.max_message);
    limit.unwrap_or(usize::MAX)
}

/// `None` where the browser cannot: the file may have changed or gone since it was chosen.
async fn read(file: File) -> Option<Vec<u8>> {
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}
