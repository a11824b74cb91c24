//! What the log looks like.

use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

use super::detail::Detail;
use super::export::grouped;
use super::marks::{self, Place};
use super::row::{Row, Shared, id_of};
use super::words::{Say, say};
use super::{Deed, LogPanel, MAX_ENTRIES, Said};
use crate::page::panel::{button, toggle};

impl LogPanel {
    pub(super) fn panel(&self, ctx: &Context<Self>) -> Html {
        let say = say(ctx.props().language);
        let charts = self.charts.iter().enumerate().map(|(place, chart)| {
            let remove = ctx.link().callback(move |_| Deed::RemoveChart(place));
            html! { <key={chart.name.clone()}>{ chart.view(say, remove) }</> }
        });
        html! {
            <section class="panel log" aria-label={say.title}>
                { self.head(ctx, say) }
                { self.questions(ctx, say) }
                <div key="charts">{ for charts }</div>
                { self.list(ctx, say) }
                <p class="log-note" role="status" data-testid="log-note">{ self.note(ctx, say) }</p>
                { self.detail(ctx) }
            </section>
        }
    }

    fn head(&self, ctx: &Context<Self>, say: &Say) -> Html {
        let stats = ctx.props().agent.stats().unwrap_or_default();
        let held = self.held.is_some();
        html! {
            <header>
                <h2>{ say.title }</h2>
                <p>
                    { say.totals[0] }<span data-testid="received">{ stats.received.messages }</span>
                    { say.totals[1] }<span data-testid="sent">{ stats.sent.messages }</span>{ say.totals[2] }
                </p>
                { toggle(say.hold, "hold".into(), held, ctx.link().callback(move |_| Deed::Hold(!held))) }
                { button(say.export, "export", ctx.link().callback(|_| Deed::Export)) }
                { button(say.clear, "clear", ctx.link().callback(|_| Deed::Clear)) }
            </header>
        }
    }

    fn questions(&self, ctx: &Context<Self>, say: &Say) -> Html {
        let value = |event: &Event| event.target_unchecked_into::<HtmlInputElement>().value();
        let oninput = ctx.link().callback(|event: InputEvent| {
            Deed::Words(event.target_unchecked_into::<HtmlInputElement>().value())
        });
        // A select has a value like an input.
        let onchange = ctx
            .link()
            .callback(move |event: Event| Deed::ByPath(value(&event) == "path"));
        let kinds = say.kinds.iter().enumerate().map(|(kind, name)| {
            let onclick = ctx.link().callback(move |_| Deed::Kind(kind));
            let id = ["received-kind", "sent-kind", "heartbeats"][kind];
            toggle(name, id.into(), self.matches.filter.kinds[kind], onclick)
        });
        html! {
            <div class="log-filter">
                <div role="group" aria-label={say.shown}>{ for kinds }</div>
                <select aria-label={say.filter_by} data-testid="filter-kind" {onchange}>
                    <option value="text" selected={!self.by_path}>{ say.by_text }</option>
                    <option value="path" selected={self.by_path}>{ say.by_path }</option>
                </select>
                <input type="search" aria-label={say.filter} data-testid="filter" maxlength="500"
                    spellcheck="false" autocomplete="off" autocapitalize="off"
                    placeholder={if self.by_path { "live.cpu > 20" } else { say.filter }}
                    aria-describedby="log-fault" aria-invalid={self.fault.is_some().to_string()}
                    value={self.words.clone()} {oninput} />
                { self.count(ctx, say) }
            </div>
        }
    }

    /// How many are shown, and how far a search has come.
    fn count(&self, ctx: &Context<Self>, say: &Say) -> Html {
        let log = ctx.props().log.borrow();
        let (found, of) = (self.matches.numbers.len() as u64, log.len() as u64);
        let looked = self.matches.looked(&log);
        html! {
            <span class="log-count">
                <span data-testid="shown">{ grouped(found) }{ say.of }{ grouped(of) }</span>
                if self.slice.is_some() {
                    <progress aria-label={say.searching} max={of.to_string()} value={looked.to_string()} />
                }
            </span>
        }
    }

    fn list(&self, ctx: &Context<Self>, say: &Say) -> Html {
        let onclick = ctx.link().batch_callback(|event: MouseEvent| {
            let row = event
                .target_dyn_into::<Element>()?
                .closest("[role=option]")
                .ok()??;
            Some(Deed::Pick(row.id().strip_prefix("log-")?.parse().ok()?))
        });
        let active = self.active.filter(|number| {
            let row = self.row_of(*number);
            row.is_some_and(|row| self.window().contains(&row))
        });
        let empty = match self.matches.filter.is_default() {
            true => say.nothing,
            false => say.nothing_found,
        };
        html! {
            <div class="log-frame">
                <div class="log-scroll" role="listbox" tabindex="0" ref={self.scroll.clone()}
                    aria-label={say.title} aria-activedescendant={active.map(id_of)}
                    data-testid="log" {onclick} onkeydown={ctx.link().callback(Deed::Key)}
                    onscroll={ctx.link().callback(|_| Deed::Scrolled)}>
                    <div role="presentation">{ self.lines_in_view(ctx) }</div>
                </div>
                // Over the list, so that nothing moves when it comes and goes.
                <p class="log-fault" id="log-fault" role="status" data-testid="filter-error">
                    { self.fault.map(|fault| say.fault(fault)) }
                </p>
                if self.rows() == 0 && self.slice.is_none() {
                    <p class="log-empty">{ empty }</p>
                }
                if self.news() > 0 {
                    <button type="button" data-testid="new" onclick={ctx.link().callback(|_| Deed::Follow)}>
                        { say.new[0] }{ grouped(self.news()) }{ say.new[1] }
                    </button>
                }
            </div>
        }
    }

    fn lines_in_view(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        let log = props.log.borrow();
        let numbers = &self.matches.numbers;
        let first = self.matches.found - numbers.len() as u64 + 1;
        let message = |place: usize| {
            let entry = log.entry(*numbers.get(place)?)?;
            let (entry, number) = (Shared(entry.clone()), entry.number);
            Some(html! {
                <Row key={number} wall={self.wall.borrow().of(&entry.0)} position={first + place as u64}
                    active={self.active == Some(number)} language={props.language} {entry} />
            })
        };
        let (window, language) = (self.window(), props.language);
        self.laid_out(|rows| {
            let row = |row| match rows.at(row) {
                Place::Message(place) => message(place),
                Place::Mark(place) => Some(marks::row(&rows.marks[place], say(language), language)),
            };
            window.filter_map(row).collect()
        })
    }

    /// What was done last, or that not everything is there any more.
    fn note(&self, ctx: &Context<Self>, say: &Say) -> String {
        let with = |words: [&str; 2], count: u64| [words[0], &grouped(count), words[1]].concat();
        match self.said {
            Some((Said::Cleared, count)) => with(say.cleared, count),
            Some((Said::Exported, count)) => with(say.exported, count),
            Some((Said::Nothing, _)) => say.nothing_exported.to_owned(),
            Some((Said::NotSaved, _)) => say.not_saved.to_owned(),
            None if ctx.props().log.borrow().first() > self.cleared + 1 => {
                with(say.bounds, MAX_ENTRIES as u64)
            }
            None => String::new(),
        }
    }

    fn detail(&self, ctx: &Context<Self>) -> Html {
        let Some(entry) = &self.open else {
            return html! {};
        };
        let props = ctx.props();
        let kept = props.log.borrow().entry(entry.number).is_some();
        html! {
            <Detail key={entry.number} entry={Shared(entry.clone())} wall={self.wall.borrow().of(entry)} {kept}
                language={props.language} close={self.close.clone()} chart={self.chart.clone()}
                ask={self.question.clone()} />
        }
    }
}
