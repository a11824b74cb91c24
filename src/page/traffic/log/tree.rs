//! JSON as a tree to walk in, by mouse and by keyboard.

use web_sys::Element;
use yew::prelude::*;

use super::row::{Shared, beginning};
use super::scroll::is_for_the_browser;
use super::words::{Say, say};
use crate::page::json::{self, Kind, Line};
use crate::page::language::Language;
use crate::page::panel::button;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct TreeProps {
    pub(super) entry: Shared,
    pub(super) language: Language,
    pub(super) copy: Callback<String>,
    pub(super) chart: Callback<String>,
    pub(super) ask: Callback<String>,
}

/// What is unfolded, chosen and shown.
#[derive(Clone, PartialEq)]
struct View {
    /// Where the containers begin that are not as they were at first.
    turned: Vec<usize>,
    limit: usize,
    chosen: usize,
}

impl View {
    fn is_open(&self, depth: usize, at: usize) -> bool {
        (depth < OPEN) != self.turned.contains(&at)
    }

    fn turn(&mut self, at: usize) {
        match self.turned.iter().position(|turned| *turned == at) {
            Some(place) => drop(self.turned.swap_remove(place)),
            None => self.turned.push(at),
        }
    }

    /// What a key does; false for one that does nothing.
    fn key(&mut self, key: &str, lines: &[Line<'_>]) -> bool {
        let Some(line) = lines.get(self.chosen) else {
            return false;
        };
        let last = lines.len() - 1;
        match key {
            "ArrowDown" => self.chosen = (self.chosen + 1).min(last),
            "ArrowUp" => self.chosen = self.chosen.saturating_sub(1),
            "Home" => self.chosen = 0,
            "End" => self.chosen = last,
            "ArrowRight" if line.folds && !line.open => self.turn(line.at),
            "ArrowRight" => self.chosen = (self.chosen + 1).min(last),
            "ArrowLeft" if line.open => self.turn(line.at),
            "ArrowLeft" => self.chosen = line.parent.unwrap_or(0),
            "Enter" | " " if line.folds => self.turn(line.at),
            _ => return false,
        }
        true
    }
}

/// So many levels are unfolded at first.
const OPEN: usize = 2;

/// The lines that are shown at first; on request there are always twice as many.
const LINES: usize = 300;

/// Deeper levels are not indented further.
const MAX_INDENT: usize = 24;

/// The most bytes of a value that stand in a line, and beside the path of the chosen one.
const VALUE: usize = 200;

#[component]
pub(super) fn Tree(props: &TreeProps) -> Html {
    let say = say(props.language);
    let view = use_state_eq(|| View {
        turned: Vec::new(),
        limit: LINES,
        chosen: 0,
    });
    let text = props.entry.0.message.as_text().unwrap_or_default();
    let (lines, is_cut) = json::lines(text, view.limit, |depth, at| view.is_open(depth, at));
    let tree = use_node_ref();
    use_effect_with((tree.clone(), view.chosen), |(tree, chosen)| {
        reveal(tree, *chosen);
    });
    let onclick = pointed(props, &view);
    let onkeydown = pressed(props, &view);
    let more = {
        let view = view.clone();
        Callback::from(move |_: MouseEvent| {
            let mut next = (*view).clone();
            next.limit *= 2;
            view.set(next);
        })
    };
    let active = ["tree-", &view.chosen.to_string()].concat();
    let rows = lines.iter().enumerate();
    let rows = rows.map(|(place, line)| {
        let draw = match line.kind {
            Kind::Number => draw(say, &json::path_to(&lines, place)),
            _ => html! {},
        };
        row(text, line, place, place == view.chosen, is_cut, draw)
    });
    html! {
        <>
            { chosen(props, say, text, &lines, view.chosen) }
            <div class="log-tree" role="tree" tabindex="0" ref={tree} aria-label={say.tree}
                aria-activedescendant={active} data-testid="tree" {onclick} {onkeydown}>
                { for rows }
            </div>
            if is_cut {
                { button(say.more, "more", more) }
            }
        </>
    }
}

fn row(text: &str, line: &Line<'_>, place: usize, chosen: bool, is_cut: bool, draw: Html) -> Html {
    let indent = "  ".repeat(line.depth.min(MAX_INDENT));
    let mark = match (line.folds, line.open) {
        (false, _) => "  ",
        (true, false) => "▸ ",
        (true, true) => "▾ ",
    };
    let key = match line.key {
        Some(key) => json::plain(key).into_owned(),
        None if line.depth > 0 => line.index.to_string(),
        None => String::new(),
    };
    let class = match line.kind {
        Kind::Object | Kind::Array => "",
        Kind::String => "heartline-string",
        Kind::Number | Kind::Word => "heartline-literal",
    };
    let value = match (line.open, line.kind) {
        (true, Kind::Object) => "{",
        (true, _) => "[",
        _ => value(text, line.at, VALUE),
    };
    html! {
        <div role="treeitem" id={["tree-", &place.to_string()].concat()} data-testid="node"
            aria-level={(line.depth + 1).to_string()} aria-posinset={(line.index + 1).to_string()}
            aria-setsize={is_cut.then_some("-1")} aria-selected={chosen.to_string()}
            aria-expanded={line.folds.then(|| line.open.to_string())}>
            { indent }<span>{ mark }</span>
            if !key.is_empty() {
                <bdi class="heartline-key">{ key }</bdi>{ ": " }
            }
            <bdi {class}>{ json::readable(value).into_owned() }</bdi>
            { draw }
        </div>
    }
}

/// Draws the number beside it. The tree is one stop of the keyboard, which has a button above it for
/// the chosen value.
fn draw(say: &Say, path: &str) -> Html {
    html! {
        <button type="button" tabindex="-1" data-testid="draw"
            aria-label={[say.chart, " ", path].concat()}>{ say.draw }</button>
    }
}

/// The beginning of a value; of one that is longer not more is read than that.
fn value(text: &str, at: usize, limit: usize) -> &str {
    let rest = text.get(at..).unwrap_or_default();
    let rest = beginning(rest, limit);
    &rest[..json::end(rest, 0).unwrap_or(rest.len())]
}

/// What can be done with the chosen value, and where it stands.
fn chosen(props: &TreeProps, say: &Say, text: &str, lines: &[Line<'_>], place: usize) -> Html {
    let Some(line) = lines.get(place) else {
        return html! {};
    };
    let path = json::path_to(lines, place);
    let shown = path.clone();
    let at = line.at;
    let copy_value = {
        let (entry, copy) = (props.entry.clone(), props.copy.clone());
        move |_: MouseEvent| {
            let text = entry.0.message.as_text().unwrap_or_default();
            let end = json::end(text, at).unwrap_or(text.len());
            copy.emit(json::plain(&text[at..end]).into_owned());
        }
    };
    let with = |callback: &Callback<String>, text: String| {
        let callback = callback.clone();
        Callback::from(move |_: MouseEvent| callback.emit(text.clone()))
    };
    let comparison = json::query_for(&path, text, at, VALUE);
    html! {
        <div class="log-chosen">
            <bdi><code data-testid="path">{ shown }</code></bdi>
            { button(say.copy_value, "copy-value", Callback::from(copy_value)) }
            { button(say.copy_path, "copy-path", with(&props.copy, path.clone())) }
            { button(say.by_this, "ask", with(&props.ask, comparison)) }
            if line.kind == Kind::Number {
                { button(say.chart, "show-chart", with(&props.chart, path)) }
            }
        </div>
    }
}

/// A click chooses a line; on one that folds it folds, and on the button in it it draws.
fn pointed(props: &TreeProps, view: &UseStateHandle<View>) -> Callback<MouseEvent> {
    let (entry, chart, view) = (props.entry.clone(), props.chart.clone(), view.clone());
    Callback::from(move |event: MouseEvent| {
        let target = event.target_dyn_into::<Element>();
        let around = |selector| target.as_ref()?.closest(selector).ok()?;
        let place = around("[role=treeitem]")
            .and_then(|item| item.id().strip_prefix("tree-")?.parse().ok());
        let Some(place) = place else {
            return;
        };
        let text = entry.0.message.as_text().unwrap_or_default();
        let (lines, _) = json::lines(text, view.limit, |depth, at| view.is_open(depth, at));
        let mut next = (*view).clone();
        next.chosen = place;
        if let Some(line) = lines.get(place).filter(|line| line.folds) {
            next.turn(line.at);
        }
        if around("button").is_some() {
            chart.emit(json::path_to(&lines, place));
        }
        view.set(next);
    })
}

fn pressed(props: &TreeProps, view: &UseStateHandle<View>) -> Callback<KeyboardEvent> {
    let (entry, view) = (props.entry.clone(), view.clone());
    Callback::from(move |event: KeyboardEvent| {
        if is_for_the_browser(&event) {
            return;
        }
        let text = entry.0.message.as_text().unwrap_or_default();
        let (lines, _) = json::lines(text, view.limit, |depth, at| view.is_open(depth, at));
        let mut next = (*view).clone();
        if next.key(&event.key(), &lines) {
            event.prevent_default();
            view.set(next);
        }
    })
}

/// Scrolls the tree, and nothing else, so far that the chosen line is seen.
fn reveal(tree: &NodeRef, chosen: usize) {
    let tree = tree.cast::<Element>();
    let line = tree
        .as_ref()
        .and_then(|tree| tree.children().item(chosen as u32));
    if let (Some(tree), Some(line)) = (tree, line) {
        let (view, line) = (
            tree.get_bounding_client_rect(),
            line.get_bounding_client_rect(),
        );
        let above = (view.top() - line.top()).max(0.0);
        let below = (line.bottom() - view.bottom()).max(0.0);
        tree.set_scroll_top(tree.scroll_top() + (below - above) as i32);
    }
}
