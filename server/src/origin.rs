//! Which pages may connect. A browser lets any page open a WebSocket to any host and names the page
//! in `Origin` (RFC 6455, section 10.2); the server has to refuse those it does not serve. The same
//! pages may read what HTTP requests are answered, which a browser has to be told.

use std::{fmt, net::IpAddr, str::FromStr};

use axum::http::{HeaderMap, HeaderValue, header};
use thiserror::Error;

/// Where a page comes from: `scheme://host[:port]`, in lower case, without the scheme's own port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    scheme: String,
    authority: String,
}

/// A text that is not an origin.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "not an origin: it reads like https://example.com or http://example.com:8080, without a path"
)]
pub struct OriginError;

impl Origin {
    fn new(scheme: &str, authority: &str) -> Self {
        let scheme = scheme.to_ascii_lowercase();
        let authority = authority.to_ascii_lowercase();
        let own_port = match scheme.as_str() {
            "http" => ":80",
            "https" => ":443",
            _ => "",
        };
        let authority = authority
            .strip_suffix(own_port)
            .unwrap_or(&authority)
            .to_owned();
        Self { scheme, authority }
    }

    fn is_web(&self) -> bool {
        matches!(self.scheme.as_str(), "http" | "https")
    }

    /// Whether `host`, as a `Host` header, names the same place.
    fn is_host(&self, host: &str) -> bool {
        self.is_web() && *self == Self::new(&self.scheme, host)
    }

    fn is_loopback(&self) -> bool {
        let host = match self.authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
            _ => &self.authority,
        };
        let address = host.trim_start_matches('[').trim_end_matches(']');
        self.is_web()
            && (host == "localhost" || address.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback()))
    }
}

impl FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        let (scheme, authority) = text.split_once("://").ok_or(OriginError)?;
        let odd = |c: char| !c.is_ascii_graphic() || "/\\?#@\"<>".contains(c);
        if scheme.is_empty() || authority.is_empty() || text.replacen("://", "", 1).contains(odd) {
            return Err(OriginError);
        }
        Ok(Self::new(scheme, authority))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.authority)
    }
}

/// Decides on each request.
#[derive(Clone, Debug)]
pub(crate) struct OriginCheck {
    /// Origins allowed by the options.
    pub(crate) allowed: Vec<Origin>,
    /// Whether the server can be reached from this machine only.
    pub(crate) on_loopback: bool,
}

impl OriginCheck {
    /// Whether a request with these headers may connect.
    pub(crate) fn allows(&self, headers: &HeaderMap) -> bool {
        let mut origins = headers.get_all(header::ORIGIN).iter();
        match (origins.next(), origins.next()) {
            // Not a browser: nothing that a page could have been tricked into.
            (None, _) => true,
            (Some(origin), None) => self.allows_origin(origin, headers.get(header::HOST)),
            (Some(_), Some(_)) => false,
        }
    }

    fn allows_origin(&self, origin: &HeaderValue, host: Option<&HeaderValue>) -> bool {
        let Some(origin) = origin
            .to_str()
            .ok()
            .and_then(|text| text.parse::<Origin>().ok())
        else {
            return false;
        };
        let own = if self.on_loopback {
            // Not by the `Host` header: a foreign page whose name is made to resolve to this
            // machine (DNS rebinding) would be of the server's own host.
            origin.is_loopback()
        } else {
            let host = host.and_then(|host| host.to_str().ok());
            host.is_some_and(|host| origin.is_host(host))
        };
        own || self.allowed.contains(&origin)
    }
}

/// Texts of any content, from a fixed seed.
#[cfg(test)]
pub(crate) mod fuzz {
    use std::io::Write;

    use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

    const CASES: u32 = 3_000;

    pub(crate) fn runner() -> TestRunner {
        let config = Config {
            cases: CASES,
            failure_persistence: None,
            ..Config::default()
        };
        let rng = TestRng::from_seed(RngAlgorithm::XorShift, &[1; 16]);
        TestRunner::new_with_rng(config, rng)
    }

    /// Not by `print!`, which libtest keeps to itself.
    pub(crate) fn tell(what: &str) {
        let line = format!("\nproof: {CASES} inputs to {what}\n");
        let _ = std::io::stdout().lock().write_all(line.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a page of `origin` may connect to `host`, on a server of this machine or of the net.
    fn allows(on_loopback: bool, origin: &str, host: &str) -> bool {
        let check = OriginCheck {
            allowed: vec!["https://friend.example".parse().unwrap()],
            on_loopback,
        };
        let mut headers = HeaderMap::new();
        headers.insert(
            header::ORIGIN,
            HeaderValue::from_bytes(origin.as_bytes()).unwrap(),
        );
        headers.insert(header::HOST, HeaderValue::from_str(host).unwrap());
        check.allows(&headers)
    }

    #[test]
    fn a_page_of_the_servers_own_host_may_connect() {
        for (origin, host) in [
            ("http://heart.example:9010", "heart.example:9010"),
            ("https://heart.example", "heart.example"),
            ("https://heart.example", "heart.example:443"),
            ("http://heart.example:80", "heart.example"),
            ("http://HEART.example", "heart.EXAMPLE"),
        ] {
            assert!(allows(false, origin, host), "{origin} to {host}");
        }
    }

    #[test]
    fn a_page_of_another_host_is_refused() {
        for origin in [
            "http://evil.example",
            "http://heart.example:9011",
            "http://heart.example.evil.example:9010",
            "http://localhost.evil.example",
            "http://user@heart.example:9010",
            "chrome-extension://heart.example:9010",
            "http://localhost:9010",
            "http://127.0.0.1",
            "null",
            "",
            "é",
        ] {
            assert!(!allows(false, origin, "heart.example:9010"), "{origin}");
        }
    }

    #[test]
    fn any_page_of_this_machine_may_connect_while_the_server_is_on_loopback() {
        for origin in [
            "http://localhost:8080",
            "https://localhost",
            "http://127.0.0.1:1",
            "http://[::1]:8080",
            "http://[::1]",
        ] {
            assert!(allows(true, origin, "127.0.0.1:9010"), "{origin}");
            assert!(!allows(false, origin, "heart.example"), "{origin}");
        }
        for (origin, host) in [
            ("http://localhost.evil.example", "127.0.0.1:9010"),
            ("http://rebound.example:9010", "rebound.example:9010"),
        ] {
            assert!(!allows(true, origin, host), "{origin} to {host}");
        }
    }

    #[test]
    fn an_allowed_origin_may_connect_from_anywhere() {
        assert!(allows(false, "https://friend.example", "heart.example"));
        assert!(allows(false, "https://friend.example:443", "heart.example"));
        assert!(!allows(false, "http://friend.example", "heart.example"));
    }

    #[test]
    fn a_request_without_an_origin_is_not_from_a_page() {
        let check = OriginCheck {
            allowed: Vec::new(),
            on_loopback: false,
        };
        assert!(check.allows(&HeaderMap::new()));
    }

    #[test]
    fn two_origins_are_refused() {
        let check = OriginCheck {
            allowed: Vec::new(),
            on_loopback: true,
        };
        let mut headers = HeaderMap::new();
        headers.append(header::ORIGIN, HeaderValue::from_static("http://localhost"));
        headers.append(header::ORIGIN, HeaderValue::from_static("http://localhost"));
        assert!(!check.allows(&headers));
    }

    #[test]
    fn an_origin_of_any_content_is_read_back_or_refused() {
        let text = proptest::prop_oneof![
            "[a-zA-Z]{1,5}://[a-zA-Z0-9.:\\[\\]-]{1,16}(:80|:443|)",
            "[a-z:/?#@\\\\ ]{0,16}",
            ".*",
        ];
        let outcome = fuzz::runner().run(&text, |text| {
            let Ok(origin) = text.parse::<Origin>() else {
                // What a browser may send is never refused: a scheme and a host.
                let (scheme, host) = text.split_once("://").unwrap_or_default();
                let odd = |c: char| !c.is_ascii_graphic() || "/\\?#@\"<>".contains(c);
                assert!(
                    scheme.is_empty()
                        || host.is_empty()
                        || (scheme.to_owned() + host).contains(odd),
                    "{text:?}"
                );
                return Ok(());
            };
            let words = origin.to_string();
            assert!(
                words.is_ascii() && !words.contains(['@', ' ', '#', '?']),
                "{words}"
            );
            assert_eq!(words, words.to_ascii_lowercase());
            Ok(())
        });
        assert!(outcome.is_ok(), "{outcome:?}");
        fuzz::tell("origins");
    }

    #[test]
    fn no_origin_but_one_of_this_machine_passes_on_loopback() {
        use proptest::sample::select;
        const OWN: [&str; 5] = ["localhost", "LocalHost", "127.0.0.1", "127.8.9.1", "[::1]"];
        let host = proptest::prop_oneof![
            select(&OWN),
            select(&["evil.example", "localhost.x", "10.0.0.1"])
        ];
        let before = select(&["", "", "", "x.", "x@", "localhost@", "-"]);
        let after = select(&[
            "",
            "",
            ":9010",
            ":80",
            ".evil.example",
            "@evil.example",
            "/",
            "#",
        ]);
        let outcome = fuzz::runner().run(&(before, host, after), |(before, host, after)| {
            let whole = before.is_empty() && matches!(after, "" | ":9010" | ":80");
            let origin = format!("http://{before}{host}{after}");
            let allowed = allows(true, &origin, "localhost:9010");
            assert_eq!(allowed, whole && OWN.contains(&host), "{origin}");
            Ok(())
        });
        assert!(outcome.is_ok(), "{outcome:?}");
        fuzz::tell("origins of this machine and others");
    }

    #[test]
    fn an_origin_has_a_scheme_and_a_host_and_nothing_more() {
        for text in [
            "example.com",
            "https://",
            "://example.com",
            "https://example.com/",
            "https://a b",
        ] {
            assert_eq!(text.parse::<Origin>(), Err(OriginError), "{text}");
        }
        assert_eq!(
            "HTTPS://Example.com:443"
                .parse::<Origin>()
                .unwrap()
                .to_string(),
            "https://example.com"
        );
    }
}
