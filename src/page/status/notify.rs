//! Notifications of the desktop, for who wants to hear of an outage while another page is in
//! front. Off until the person switches them on.

use std::cell::RefCell;
use std::rc::Rc;

use heartline_connection::{Human, Instant, Phase, Status};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{HtmlInputElement, Notification, NotificationOptions, NotificationPermission};
use yew::prelude::*;

use super::super::language::{Language, Words};
use super::super::panel::PanelProps;
use super::super::pulse::is_hidden;
use super::super::store;
use super::outage::{News, Outage};
use crate::platform::Alarm;
use crate::{Subscription, WebSocketAgent};

struct Say {
    switch: &'static str,
    lost: &'static str,
    back: &'static str,
    after: &'static str,
    unsupported: &'static str,
    denied: &'static str,
    undecided: &'static str,
    forgotten: &'static str,
}

static WORDS: Words<Say> = Words {
    english: Say {
        switch: "Notify me of outages while this page is hidden",
        lost: "Connection lost",
        back: "Connected again",
        after: "After ",
        unsupported: "This browser has no notifications for pages.",
        denied: "The browser forbids it. Allow notifications in its settings for this page.",
        undecided: "Not switched on: permission was not given.",
        forgotten: "On, until this page is closed: the browser keeps nothing.",
    },
    chinese: Say {
        switch: "页面在后台时，连接中断请通知我",
        lost: "连接已中断",
        back: "连接已恢复",
        after: "中断时长：",
        unsupported: "此浏览器不支持网页通知。",
        denied: "浏览器已禁止通知，请在此网站的设置中允许通知。",
        undecided: "未开启：尚未获得浏览器的许可。",
        forgotten: "已开启，但浏览器无法保存设置，关闭页面后失效。",
    },
};

/// Whether there are notifications, and why not where they were asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leave {
    Off,
    /// The browser asks the person, who may take their time.
    Asking,
    On,
    /// On, and nothing keeps it so.
    Forgotten,
    Unsupported,
    Denied,
    Undecided,
}

#[component]
pub(super) fn Notify(props: &PanelProps) -> Html {
    let PanelProps { agent, language } = props;
    let leave = use_state_eq(kept);
    let is_on = matches!(*leave, Leave::On | Leave::Forgotten);
    let wishes = use_mut_ref(Wishes::default);
    {
        let refused = leave.setter();
        let wanted = is_on.then(|| (agent.clone(), *language));
        use_effect_with(wanted, move |wanted| {
            let watch = wanted
                .as_ref()
                .map(|(agent, language)| Watch::start(agent, *language, refused));
            move || drop(watch)
        });
    }
    let onchange = {
        let setter = leave.setter();
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            switch(input.checked(), setter.clone(), wishes.clone());
        })
    };
    // What is being asked for can be taken back.
    let checked = is_on || *leave == Leave::Asking;
    let words = WORDS.of(*language);
    let said = match *leave {
        Leave::Off | Leave::Asking | Leave::On => "",
        Leave::Forgotten => words.forgotten,
        Leave::Unsupported => words.unsupported,
        Leave::Denied => words.denied,
        Leave::Undecided => words.undecided,
    };
    html! {
        <div class="status-notify">
            <label>
                <input type="checkbox" data-testid="notify" {checked} {onchange} />
                <span>{ words.switch }</span>
            </label>
            <p role="status" data-testid="notify-said">{ said }</p>
        </div>
    }
}

/// Where the person's wish is kept.
const KEY: &str = "notify";

/// As the page was left, if the browser has not been told otherwise since.
fn kept() -> Leave {
    match (store::read(KEY), permission()) {
        (None, _) => Leave::Off,
        (_, Leave::Undecided) => Leave::Off,
        (_, permission) => permission,
    }
}

/// How often the person switched, so that an answer is only to what they want by then.
type Wishes = u32;

fn switch(on: bool, setter: UseStateSetter<Leave>, wishes: Rc<RefCell<Wishes>>) {
    let wish = wishes.borrow().wrapping_add(1);
    wishes.replace(wish);
    if !on {
        store::remove(KEY);
        return setter.set(Leave::Off);
    }
    setter.set(Leave::Asking);
    spawn_local(async move {
        if permission() == Leave::Undecided
            && let Ok(answer) = Notification::request_permission()
        {
            // What was answered is asked below.
            let _ = JsFuture::from(answer).await;
        }
        if *wishes.borrow() != wish {
            return;
        }
        let leave = match permission() {
            Leave::On if !store::write(KEY, "on") => Leave::Forgotten,
            leave => leave,
        };
        setter.set(leave);
    });
}

/// What the browser says.
fn permission() -> Leave {
    let window = web_sys::window().map(JsValue::from);
    let exists = |window: JsValue| js_sys::Reflect::has(&window, &"Notification".into()).ok();
    if window.and_then(exists) != Some(true) {
        return Leave::Unsupported;
    }
    match Notification::permission() {
        NotificationPermission::Granted => Leave::On,
        NotificationPermission::Denied => Leave::Denied,
        _ => Leave::Undecided,
    }
}

/// Follows a connection for as long as it is held.
struct Watch {
    _subscription: Subscription,
}

/// What the listeners share.
struct Shared {
    language: Language,
    refused: UseStateSetter<Leave>,
    outage: RefCell<Outage>,
    phase: RefCell<Phase>,
    /// Rings when an outage has lasted.
    alarm: RefCell<Option<Box<dyn Alarm>>>,
    shown: RefCell<Option<Shown>>,
}

/// The latest notification, and what is done when it is clicked.
struct Shown {
    _notification: Notification,
    _focus: Closure<dyn FnMut()>,
}

impl Watch {
    fn start(agent: &WebSocketAgent, language: Language, refused: UseStateSetter<Leave>) -> Self {
        let shared = Rc::new(Shared {
            language,
            refused,
            outage: RefCell::default(),
            phase: RefCell::new(agent.status().phase),
            alarm: RefCell::default(),
            shown: RefCell::default(),
        });
        let watched = agent.clone();
        let subscription = agent.on_status(move |status| shared.enter(&watched, status.phase));
        Self {
            _subscription: subscription,
        }
    }
}

impl Shared {
    fn enter(self: &Rc<Self>, agent: &WebSocketAgent, phase: Phase) {
        let before = self.phase.replace(phase);
        if before == phase {
            return;
        }
        let news = self.outage.borrow_mut().enter(phase, before, agent.now());
        match news {
            News::Nothing => {}
            News::LookAt(at) => self.look_at(agent, at),
            News::Over(lasted) => {
                let words = WORDS.of(self.language);
                let lasted = [words.after, &Human(lasted).words_in(self.language)].concat();
                self.notify(words.back, &lasted);
            }
        }
    }

    fn look_at(self: &Rc<Self>, agent: &WebSocketAgent, at: Instant) {
        let (shared, watched) = (Rc::downgrade(self), agent.clone());
        let alarm = agent.alarm(at, move || {
            if let Some(shared) = shared.upgrade() {
                shared.tell(watched.now(), &watched.status());
            }
        });
        *self.alarm.borrow_mut() = Some(alarm);
    }

    /// Who sees the page knows already.
    fn tell(&self, now: Instant, status: &Status) {
        if is_hidden() && self.outage.borrow_mut().tell(now) {
            let cause = status.cause.as_ref();
            let cause = cause.map(|cause| cause.words_in(self.language));
            let words = WORDS.of(self.language);
            self.notify(words.lost, &cause.unwrap_or_default());
        }
    }

    fn notify(&self, title: &str, body: &str) {
        if !is_hidden() {
            return;
        }
        match show(title, body, self.language) {
            Ok(shown) => *self.shown.borrow_mut() = Some(shown),
            // Phones let pages notify from a service worker only.
            Err(_) => self.refused.set(Leave::Unsupported),
        }
    }
}

/// One tag for all, so that each takes the place of the one before.
fn show(title: &str, body: &str, language: Language) -> Result<Shown, JsValue> {
    let options = NotificationOptions::new();
    options.set_body(body);
    options.set_tag("heartline");
    options.set_lang(language.tag());
    let notification = Notification::new_with_options(title, &options)?;
    let focus = Closure::<dyn FnMut()>::new(|| {
        // A window that cannot come to the front stays where it is.
        let _ = web_sys::window().map(|window| window.focus());
    });
    notification.set_onclick(Some(focus.as_ref().unchecked_ref()));
    Ok(Shown {
        _notification: notification,
        _focus: focus,
    })
}
