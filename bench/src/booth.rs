//! Booths: a browser and a server that misbehaves on request, for work that mostly waits. Several of them share out
//! what there is to do.

use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::sync::{Mutex, PoisonError};

use futures_util::FutureExt;
use futures_util::future::join_all;
use heartline_e2e::Faults;
use heartline_e2e::browser::Browser;
use serde_json::json;

use crate::visit;

/// A browser whose pages are seen making sockets, and a server of its own.
#[derive(Debug)]
pub(crate) struct Booth {
    pub(crate) browser: Browser,
    pub(crate) faults: Faults,
}

impl Booth {
    async fn open() -> Self {
        let browser = visit::browser().await;
        let script = json!({"source": include_str!("witness.js")});
        let command = "Page.addScriptToEvaluateOnNewDocument";
        browser.devtools(command, script).await;
        let faults = Faults::start().await;
        Self { browser, faults }
    }

    /// Nobody is there, and the server behaves.
    async fn clear(&self) {
        self.leave().await;
        self.faults.reset().await;
    }

    /// Leaves the page, and its process: Chromium lets a process wait that has made many failed attempts, whoever made
    /// them. A page of the browser itself lives in another one.
    pub(crate) async fn leave(&self) {
        let left = self.browser.client.goto("chrome://version/").await;
        left.expect("a page of the browser");
    }
}

/// Does all jobs, so many at once, in their order, and gives what became of them in that order. `None` where one
/// failed twice; what failed stands in the output then.
pub(crate) async fn share_out<J, T>(
    at_once: usize,
    jobs: &[J],
    name: impl Fn(&J) -> String,
    deed: impl AsyncFn(&Booth, &J) -> T,
) -> Vec<Option<T>> {
    let queue: Mutex<VecDeque<usize>> = Mutex::new((0..jobs.len()).collect());
    let done: Mutex<Vec<Option<T>>> = Mutex::new(jobs.iter().map(|_| None).collect());
    let next = || {
        queue
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop_front()
    };
    let workers = (0..at_once.min(jobs.len())).map(async |_| {
        let mut place = None;
        while let Some(nth) = next() {
            let what = name(&jobs[nth]);
            let found = twice(&mut place, &what, async |booth| {
                deed(booth, &jobs[nth]).await
            })
            .await;
            done.lock().unwrap_or_else(PoisonError::into_inner)[nth] = found;
        }
    });
    join_all(workers).await;
    done.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// In the booth that is there, then in a new one.
async fn twice<T>(
    place: &mut Option<Booth>,
    what: &str,
    deed: impl AsyncFn(&Booth) -> T,
) -> Option<T> {
    for _ in 0..2 {
        let attempt = async {
            let booth = match place.take() {
                Some(booth) => booth,
                None => Booth::open().await,
            };
            booth.clear().await;
            let found = deed(&booth).await;
            (booth, found)
        };
        match AssertUnwindSafe(attempt).catch_unwind().await {
            Ok((booth, found)) => {
                *place = Some(booth);
                return Some(found);
            }
            Err(_) => eprintln!("{what}: failed, see above"),
        }
    }
    None
}
