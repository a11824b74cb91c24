//! The fault laboratory: what this project's own server does wrong on command. It is shown where the
//! page's own host says that it has faults, and asks nobody else.

mod answers;
mod orders;
mod server;
mod story;
mod view;
mod words;

use heartline_connection::{Config, Event, Phase, Status};
use yew::prelude::*;

use super::language::Language;
use super::settings::Visit;
use crate::{Subscription, WebSocketAgent};
use answers::Answers;
use orders::{FAULTS, Field, Refused, Value};
use server::{Ask, Failure, Report};
use story::{Happening, Story};

#[derive(Clone, PartialEq, Properties)]
pub(super) struct LabProps {
    pub(super) agent: WebSocketAgent,
    pub(super) language: Language,
    /// Connects to another address.
    pub(super) go_to: Callback<Visit>,
}

pub(super) struct Lab {
    answers: Answers,
    refused: Option<Refused>,
    values: [String; 6],
    lasting: bool,
    /// Where the page was connected before it came here.
    home: String,
    story: Story,
    _subscription: Subscription,
}

/// Where the page is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Elsewhere,
    Fault,
    Relay,
}

pub(super) enum Msg {
    Look,
    /// To the request of this number, where there was an answer.
    Told(u64, Option<Option<Report>>),
    /// To the order of this number.
    Answered(u64, Result<Report, Failure>),
    GoTo(Place),
    Set(usize, String),
    Lasting(bool),
    Order(usize),
    Relay(usize),
    Behave,
    Reset,
    Happened(Event, Box<Status>),
}

impl Component for Lab {
    type Message = Msg;
    type Properties = LabProps;

    fn create(ctx: &Context<Self>) -> Self {
        ctx.link().send_message(Msg::Look);
        let (link, agent) = (ctx.link().clone(), ctx.props().agent.clone());
        let subscription = ctx.props().agent.on_event(move |event| {
            if matches!(event, Event::Transition { .. }) {
                link.send_message(Msg::Happened(event.clone(), Box::new(agent.status())));
            }
        });
        Self {
            answers: Answers::default(),
            refused: None,
            values: Field::DEFAULTS.map(str::to_owned),
            lasting: false,
            home: OWN.to_owned(),
            story: Story::default(),
            _subscription: subscription,
        }
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Look => {
                self.look(ctx);
                return false;
            }
            Msg::Told(_, None) => return false,
            Msg::Told(number, Some(report)) => {
                self.follow(ctx, |answers| answers.told(number, report));
            }
            Msg::Answered(number, answer) => {
                self.follow(ctx, |answers| answers.answered(number, answer));
            }
            Msg::GoTo(place) => self.go_to(ctx, place),
            Msg::Set(field, value) => self.values[field] = value,
            Msg::Lasting(lasting) => self.lasting = lasting,
            Msg::Order(number) => self.order(ctx, number),
            Msg::Relay(number) => {
                let (field, value) = orders::RELAY[number];
                self.tell(ctx, Happening::Relayed(number));
                let order = vec![(field, Value::Text(value.to_owned()))];
                self.ask(ctx, vec![Ask::Relay(order)]);
            }
            Msg::Behave => {
                self.tell(ctx, Happening::Behaves);
                let (fault, relay) = (orders::behave(), orders::pass());
                self.ask(ctx, vec![Ask::Order(fault), Ask::Relay(relay)]);
            }
            Msg::Reset => {
                self.tell(ctx, Happening::Behaves);
                self.ask(ctx, vec![Ask::Reset]);
            }
            Msg::Happened(event, status) => return self.happened(ctx, &event, &status),
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        match &self.answers.report {
            Some(report) => view::view(self, report, ctx),
            None => html! {},
        }
    }
}

/// The page's own server.
const OWN: &str = "/ws";

impl Lab {
    fn ask(&mut self, ctx: &Context<Self>, requests: Vec<Ask>) {
        let number = self.answers.order();
        ctx.link()
            .send_future(async move { Msg::Answered(number, server::ask(requests).await) });
    }

    /// Another server may have come in place of the one that was asked before.
    fn look(&mut self, ctx: &Context<Self>) {
        let number = self.answers.ask();
        ctx.link()
            .send_future(async move { Msg::Told(number, server::look().await) });
    }

    fn place(&self, ctx: &Context<Self>) -> Place {
        let address = address(ctx);
        match &self.answers.report {
            Some(report) if report.fault == address => Place::Fault,
            Some(report) if report.relay == address => Place::Relay,
            _ => Place::Elsewhere,
        }
    }

    /// Hears an answer. A server that was started again has its end points elsewhere, or has none.
    fn follow(&mut self, ctx: &Context<Self>, hear: impl FnOnce(&mut Answers)) {
        let was = self.place(ctx);
        hear(&mut self.answers);
        if was != Place::Elsewhere && self.place(ctx) != was {
            self.visit(ctx, was);
        }
    }

    fn go_to(&mut self, ctx: &Context<Self>, place: Place) {
        if self.place(ctx) == Place::Elsewhere {
            self.home = address(ctx);
        }
        self.visit(ctx, place);
    }

    /// Where there are no faults, every way leads home.
    fn visit(&self, ctx: &Context<Self>, place: Place) {
        let ours = self.answers.report.as_ref().and_then(|report| match place {
            Place::Elsewhere => None,
            Place::Fault => Some(&report.fault),
            Place::Relay => Some(&report.relay),
        });
        ctx.props().go_to.emit(Visit {
            address: ours.unwrap_or(&self.home).clone(),
            of_ours: ours.is_some(),
        });
    }

    fn order(&mut self, ctx: &Context<Self>, number: usize) {
        let is_open = ctx.props().agent.status().phase == Phase::Open;
        match orders::orders(&FAULTS[number], &self.values, self.lasting, is_open) {
            Ok(orders) => {
                self.tell(ctx, Happening::Ordered(number));
                self.ask(ctx, orders.into_iter().map(Ask::Order).collect());
            }
            Err(refused) => self.refused = Some(refused),
        }
    }

    fn tell(&mut self, ctx: &Context<Self>, happening: Happening) {
        self.refused = None;
        self.story.order(ctx.props().agent.now(), happening);
    }

    /// What was ordered for so many connections may be over with this one, and where an attempt came to
    /// nothing the end point may have moved.
    fn happened(&mut self, ctx: &Context<Self>, event: &Event, status: &Status) -> bool {
        let is_news = match event {
            Event::Transition { to, .. } => match to {
                Phase::Open => true,
                Phase::Waiting => self.place(ctx) != Place::Elsewhere,
                _ => false,
            },
            _ => false,
        };
        if is_news {
            self.look(ctx);
        }
        let now = ctx.props().agent.now();
        // Another address may be one of the two: what is shown depends on it.
        self.story.hear(now, event, status) || self.answers.report.is_some()
    }
}

fn address(ctx: &Context<Lab>) -> String {
    let address = ctx
        .props()
        .agent
        .configured(|config: &Config| config.url.clone());
    address.unwrap_or_default()
}
