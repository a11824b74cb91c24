//! How the composer looks.

use heartline_connection::Direction;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, Element, FileList, HtmlInputElement, HtmlTextAreaElement, Node};
use yew::html::Scope;
use yew::prelude::*;

use super::super::super::language::Language;
use super::super::super::live::bytes;
use super::super::super::panel::{button, toggle};
use super::draft::{Mode, beginning, excerpt};
use super::templates::BUILT_IN;
use super::words::{Say, WORDS};
use super::writing::Source;
use super::{ComposerPanel, Msg, limit};

/// What every piece of the view needs.
pub(super) struct Look<'a> {
    pub(super) composer: &'a ComposerPanel,
    link: &'a Scope<ComposerPanel>,
    pub(super) words: &'static Say,
    pub(super) language: Language,
    pub(super) limit: usize,
}

pub(super) fn view(composer: &ComposerPanel, ctx: &Context<ComposerPanel>) -> Html {
    let language = ctx.props().language;
    let look = Look {
        composer,
        link: ctx.link(),
        words: WORDS.of(language),
        language,
        limit: limit(ctx),
    };
    let words = look.words;
    html! {
        <section class={classes!("panel", "composer", composer.dragging.then_some("dragging"))}
            aria-labelledby="composer-title" ondragover={look.drag_over()}
            ondragleave={look.drag_leave()} ondrop={look.drop()}>
            <header>
                <h2 id="composer-title">{ words.title }</h2>
                <div role="group" aria-label={words.kind}>{ for Mode::ALL.map(|mode| look.mode(mode)) }</div>
            </header>
            <form onsubmit={look.on(|event: SubmitEvent| { event.prevent_default(); Msg::Send })}>
                { look.writing() }
                <div class="composer-buttons">
                    { look.tools() }
                    <p role="status" data-testid="outcome">{ look.outcome() }</p>
                    <button type="submit" data-testid="send">{ words.send }</button>
                </div>
            </form>
            { look.undelivered() }
            { look.sends() }
            { look.history() }
            { look.templates() }
            <p role="status" class="composer-quiet" data-testid="not-kept">
                { composer.not_kept.then_some(words.not_kept) }
            </p>
        </section>
    }
}

impl Look<'_> {
    fn on<E: 'static>(&self, msg: impl Fn(E) -> Msg + 'static) -> Callback<E> {
        self.link.callback(msg)
    }

    pub(super) fn button(
        &self,
        label: &'static str,
        name: &'static str,
        msg: impl Fn() -> Msg + 'static,
    ) -> Html {
        let onclick = self.on(move |_: MouseEvent| msg());
        button(label, name, onclick)
    }

    fn mode(&self, mode: Mode) -> Html {
        let onclick = self.on(move |_: MouseEvent| Msg::Mode(mode));
        let name = ["mode-", mode.name()].concat();
        let pressed = mode == self.composer.mode;
        toggle(self.words.mode(mode), name.into(), pressed, onclick)
    }

    /// Without it a browser opens what is dropped.
    fn drag_over(&self) -> Callback<DragEvent> {
        self.on(|event: DragEvent| {
            event.prevent_default();
            Msg::Drag(true)
        })
    }

    /// Each piece of the panel is left on the way to the next.
    fn drag_leave(&self) -> Callback<DragEvent> {
        let area = self.composer.area.clone();
        self.on(move |event: DragEvent| {
            let next = event.related_target();
            let next = next.and_then(|next| next.dyn_into::<Node>().ok());
            let panel = area.cast::<Element>();
            let panel = panel.and_then(|area| area.closest("section").ok()?);
            Msg::Drag(next.is_some() && panel.is_some_and(|panel| panel.contains(next.as_ref())))
        })
    }

    fn drop(&self) -> Callback<DragEvent> {
        self.on(|event: DragEvent| {
            let files = event.data_transfer().and_then(|transfer| transfer.files());
            match first(files) {
                Some(file) => {
                    event.prevent_default();
                    Msg::File(Some(file))
                }
                None => Msg::Drag(false),
            }
        })
    }

    /// The box stays in the page while a file is in its place, with what is written in it.
    fn writing(&self) -> Html {
        let Self {
            composer, words, ..
        } = self;
        let (mode, problem) = (composer.mode, composer.problem);
        html! {
            <>
                <label key="box" hidden={composer.file.is_some()}>
                    <span>{ words.message }</span>
                    <textarea data-testid="composer" data-mode={mode.name()} ref={composer.area.clone()}
                        rows="3" spellcheck="false" autocapitalize="off"
                        placeholder={words.placeholder(mode)} aria-invalid={problem.is_some().to_string()}
                        aria-describedby="composer-note" onkeydown={self.keys()}
                        oninput={self.on(|_: InputEvent| Msg::Typed)} />
                </label>
                { for self.file() }
                <div key="note" class="composer-note" id="composer-note">{ self.note() }</div>
            </>
        }
    }

    fn keys(&self) -> Callback<KeyboardEvent> {
        let (link, browsing) = (self.link.clone(), self.composer.history.is_shown());
        Callback::from(move |event: KeyboardEvent| {
            // While an input method is composing, keys belong to it; WebKit says so by this code.
            if event.is_composing()
                || event.key_code() == 229
                || event.shift_key()
                || event.alt_key()
            {
                return;
            }
            let msg = match event.key().as_str() {
                "Enter" => Msg::Send,
                "ArrowUp" if is_at_edge(&event, browsing) => Msg::Older,
                "ArrowDown" if browsing && is_at_edge(&event, true) => Msg::Newer,
                _ => return,
            };
            event.prevent_default();
            link.send_message(msg);
        })
    }

    /// What is wrong, or how large it is.
    fn note(&self) -> Html {
        let Self {
            composer, words, ..
        } = self;
        if composer.file.is_some() {
            return html! { words.drop_here };
        }
        let Some(problem) = composer.problem else {
            let large = composer.size > self.limit;
            return html! {
                <>
                    <span class={large.then_some("wrong")} data-testid="size">{ self.size(composer.size as u64) }</span>
                    <span>{ words.keys }</span>
                </>
            };
        };
        let (line, column) = (problem.line.to_string(), problem.column.to_string());
        let place = match self.language {
            Language::English => [words.line, &line, words.column, &column, ": "].concat(),
            Language::Chinese => [words.line, &line, words.column, &column, " 个字符："].concat(),
        };
        html! {
            <>
                <span class="wrong" data-testid="problem">{ place }{ *problem.wrong.words().of(self.language) }</span>
                { self.button(words.go_there, "go-there", move || Msg::GoTo(problem)) }
            </>
        }
    }

    /// The size, and the limit where it is above it.
    fn size(&self, size: u64) -> String {
        match size > self.limit as u64 {
            true => [
                &bytes(size),
                self.words.comma,
                self.words.larger,
                &bytes(self.limit as u64),
                self.words.larger_end,
            ]
            .concat(),
            false => bytes(size),
        }
    }

    fn file(&self) -> Option<Html> {
        let file = self.composer.file.as_ref()?;
        let size = file.size();
        let class = (size > self.limit as f64).then_some("wrong");
        Some(html! {
            <p key="file" class="composer-file" data-testid="file">
                <bdi>{ file.name() }</bdi>
                <span {class}>{ self.size(size as u64) }</span>
                { self.button(self.words.remove_file, "remove-file", || Msg::File(None)) }
            </p>
        })
    }

    fn tools(&self) -> Html {
        let words = self.words;
        match self.composer.mode {
            Mode::Text => html! {},
            Mode::Json => html! {
                <>
                    { self.button(words.in_lines, "format", || Msg::LayOut(true)) }
                    { self.button(words.in_a_line, "one-line", || Msg::LayOut(false)) }
                </>
            },
            Mode::Binary => {
                let onchange = self.on(|event: Event| {
                    let input: HtmlInputElement = event.target_unchecked_into();
                    let file = first(input.files());
                    // The same file can be chosen again.
                    input.set_value("");
                    Msg::File(file)
                });
                html! {
                    <label class="composer-choose">
                        <input type="file" data-testid="choose-file" ref={self.composer.chooser.clone()} {onchange} />
                        <span>{ words.file }</span>
                    </label>
                }
            }
        }
    }

    fn sends(&self) -> Html {
        let words = self.words;
        let sends: Vec<_> = self.composer.sends.iter().cloned().collect();
        let rows = sends.into_iter().rev().map(|entry| {
            let fate = self.fate(&entry);
            let class = matches!(entry.direction, Direction::NotSent(_)).then_some("wrong");
            let (number, text) = (entry.number, excerpt(&entry.message));
            let onclick = self.on(move |_: MouseEvent| Msg::Again(entry.message.clone()));
            html! {
                <li key={number} data-testid="send-entry">
                    <code><bdi>{ text }</bdi></code>
                    <span {class}>{ fate }</span>
                    { button(words.again, "again", onclick) }
                </li>
            }
        });
        html! {
            <div class="composer-sends">
                <h3>{ words.latest }</h3>
                if self.composer.sends.is_empty() {
                    <p class="composer-quiet">{ words.no_latest }</p>
                } else {
                    <ol tabindex="0" aria-label={words.latest}>{ for rows }</ol>
                }
            </div>
        }
    }

    fn history(&self) -> Html {
        let (words, history) = (self.words, &self.composer.history);
        let rows = history.iter().enumerate().map(|(place, draft)| {
            let label = beginning(&draft.text);
            html! { <li>{ self.insert("history-entry", label, draft.mode, Source::History(place)) }</li> }
        });
        html! {
            <details data-testid="history">
                <summary>{ words.history }</summary>
                if history.is_empty() {
                    <p class="composer-quiet">{ words.no_history }</p>
                } else {
                    <ol>{ for rows }</ol>
                    { self.button(words.clear, "clear-history", || Msg::ClearHistory) }
                }
                <p class="composer-quiet">{ words.about_history }</p>
            </details>
        }
    }

    /// A button that puts a text into the box.
    fn insert(&self, name: &'static str, label: String, mode: Mode, source: Source) -> Html {
        let kind = self.words.mode(mode);
        let onclick = self.on(move |_: MouseEvent| Msg::Insert(source));
        html! {
            <button type="button" class="composer-insert" data-testid={name} {onclick}>
                <bdi>{ label }</bdi><small>{ kind }</small>
            </button>
        }
    }

    fn templates(&self) -> Html {
        let Self {
            composer, words, ..
        } = self;
        let own = composer.templates.iter().enumerate();
        let own = own.map(|(place, template)| {
            let (name, mode) = (template.name.clone(), template.draft.mode);
            html! {
                <li key={template.name.clone()}>
                    { self.insert("template", name, mode, Source::Template(place)) }
                    { self.button(words.rename, "rename", move || Msg::Rename(Some(place))) }
                    { self.button(words.delete, "delete", move || Msg::Delete(place)) }
                </li>
            }
        });
        let built_in = BUILT_IN.iter().enumerate().map(|(place, (name, mode, _))| {
            let name = (*name.of(self.language)).to_owned();
            html! { <li>{ self.insert("built-in", name, *mode, Source::BuiltIn(place)) }</li> }
        });
        html! {
            <details data-testid="templates">
                <summary>{ words.templates }</summary>
                <ul>{ for own }</ul>
                { self.naming() }
                <p><small>{ words.kept }</small></p>
                <p role="alert" data-testid="template-error">{ composer.refused.map(|refused| refused.words(self.language)) }</p>
                <h3>{ words.built_in }</h3>
                <ul>{ for built_in }</ul>
            </details>
        }
    }

    /// For a new template, or the new name of one.
    fn naming(&self) -> Html {
        let (words, field) = (self.words, self.composer.name.clone());
        let is_renaming = self.composer.renaming.is_some();
        let onsubmit = self.on(|event: SubmitEvent| {
            event.prevent_default();
            Msg::Save
        });
        html! {
            <form class="composer-save" {onsubmit}>
                <label>
                    <span>{ words.name }</span>
                    <input type="text" data-testid="template-name" ref={field} maxlength="72" />
                </label>
                <button type="submit" data-testid="save-template">
                    { if is_renaming { words.rename } else { words.save } }
                </button>
                if is_renaming {
                    { self.button(words.cancel, "cancel-rename", || Msg::Rename(None)) }
                }
            </form>
        }
    }
}

fn first(files: Option<FileList>) -> Option<web_sys::File> {
    files?.get(0)
}

/// Whether the caret is where the arrow keys lead out of the box: at its beginning or, in what they
/// brought, at its end.
fn is_at_edge(event: &KeyboardEvent, browsing: bool) -> bool {
    let area: HtmlTextAreaElement = event.target_unchecked_into();
    let (start, end) = (area.selection_start(), area.selection_end());
    let (Ok(Some(start)), Ok(Some(end))) = (start, end) else {
        return false;
    };
    start == end && (start == 0 || (browsing && start == area.text_length()))
}
