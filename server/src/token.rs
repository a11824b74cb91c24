//! Tokens that let a client in once. Pure but for [`Token::draw`]: the time is an argument.

use std::{
    collections::VecDeque,
    fmt,
    str::FromStr,
    time::{Duration, Instant},
};

/// How long a token is valid, unless [`Options::token_lifetime`](crate::Options::token_lifetime)
/// says otherwise. Long enough to open a WebSocket over a slow line, short enough that an address
/// found in a log opens nothing.
pub const TOKEN_LIFETIME: Duration = Duration::from_secs(60);

/// How many tokens are remembered at one time. One more makes the server forget the oldest: asking
/// for tokens costs nothing, so the memory for them must not grow with the asking.
pub const MAX_TOKENS: usize = 4096;

/// A token: 128 random bits, more than can be guessed in a minute or in a lifetime. It is kept as a
/// number, so that comparing takes the same time however much of a guess is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token(u128);

/// A text that was never a token.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NoToken;

impl Token {
    /// A new token from the system's source of randomness.
    pub(crate) fn draw() -> Result<Self, getrandom::Error> {
        let mut bits = [0; 16];
        getrandom::fill(&mut bits)?;
        Ok(Self(u128::from_ne_bytes(bits)))
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl FromStr for Token {
    type Err = NoToken;

    fn from_str(text: &str) -> Result<Self, NoToken> {
        // The standard parser alone would take a sign and leave out zeros.
        if text.len() != 32 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(NoToken);
        }
        u128::from_str_radix(text, 16)
            .map(Self)
            .map_err(|_| NoToken)
    }
}

/// The tokens that were given out and have not come back.
#[derive(Debug)]
pub(crate) struct Tokens {
    /// Oldest first: they are given out, and expire, in this order.
    issued: VecDeque<(Token, Instant)>,
    lifetime: Duration,
}

impl Tokens {
    /// No tokens yet; each will be valid for `lifetime`.
    pub(crate) fn new(lifetime: Duration) -> Self {
        Self {
            issued: VecDeque::new(),
            lifetime,
        }
    }

    /// Remembers a token that is given out now.
    pub(crate) fn issue(&mut self, token: Token, now: Instant) {
        let expired = self
            .issued
            .partition_point(|issued| !self.is_fresh(issued, now));
        let too_many = (self.issued.len() + 1).saturating_sub(MAX_TOKENS);
        self.issued.drain(..expired.max(too_many));
        self.issued.push_back((token, now));
    }

    /// Whether this token would let its bearer in. Asking does not use it.
    pub(crate) fn is_valid(&self, token: Token, now: Instant) -> bool {
        self.position(token, now).is_some()
    }

    /// Uses a token: whether it was valid, which it is not again.
    pub(crate) fn take(&mut self, token: Token, now: Instant) -> bool {
        let position = self.position(token, now);
        position.and_then(|at| self.issued.remove(at)).is_some()
    }

    fn position(&self, token: Token, now: Instant) -> Option<usize> {
        self.issued
            .iter()
            .position(|issued| issued.0 == token && self.is_fresh(issued, now))
    }

    fn is_fresh(&self, (_, since): &(Token, Instant), now: Instant) -> bool {
        now.saturating_duration_since(*since) < self.lifetime
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A store with tokens 0, 1, … issued at these seconds, and the clock that goes with it.
    fn issued(seconds: impl IntoIterator<Item = u64>) -> (Tokens, impl Fn(u64) -> Instant) {
        let start = Instant::now();
        let at = move |seconds| start + Duration::from_secs(seconds);
        let mut tokens = Tokens::new(TOKEN_LIFETIME);
        for (number, second) in (0..).zip(seconds) {
            tokens.issue(Token(number), at(second));
        }
        (tokens, at)
    }

    #[test]
    fn a_token_is_valid_once() {
        let (mut tokens, at) = issued([0, 0]);
        assert!(tokens.take(Token(0), at(1)));
        assert!(!tokens.is_valid(Token(0), at(1)));
        assert!(!tokens.take(Token(0), at(1)));
        assert!(tokens.take(Token(1), at(1)));
    }

    #[test]
    fn asking_whether_a_token_is_valid_does_not_use_it() {
        let (mut tokens, at) = issued([0]);
        assert!(tokens.is_valid(Token(0), at(1)));
        assert!(tokens.is_valid(Token(0), at(1)));
        assert!(tokens.take(Token(0), at(1)));
    }

    #[test]
    fn a_token_that_was_not_given_out_is_not_valid() {
        let (mut tokens, at) = issued([0]);
        assert!(!tokens.is_valid(Token(7), at(0)));
        assert!(!tokens.take(Token(7), at(0)));
    }

    #[test]
    fn a_token_expires_60_seconds_after_it_was_given_out() {
        let (mut tokens, at) = issued([0, 10]);
        assert!(tokens.is_valid(Token(0), at(59)));
        assert!(!tokens.is_valid(Token(0), at(60)));
        assert!(!tokens.take(Token(0), at(60)));
        assert!(tokens.take(Token(1), at(69)));
    }

    #[test]
    fn expired_tokens_are_forgotten_when_another_is_given_out() {
        let (tokens, at) = issued([0, 1, 30, 61]);
        assert_eq!(tokens.issued.len(), 2);
        assert!(tokens.is_valid(Token(2), at(61)));
        assert!(tokens.is_valid(Token(3), at(61)));
    }

    #[test]
    fn one_token_too_many_makes_the_oldest_forgotten() {
        let (tokens, at) = issued((0..=MAX_TOKENS).map(|_| 0));
        assert_eq!(tokens.issued.len(), MAX_TOKENS);
        assert!(!tokens.is_valid(Token(0), at(0)));
        assert!(tokens.is_valid(Token(1), at(0)));
        assert!(tokens.is_valid(Token(MAX_TOKENS as u128), at(0)));
    }

    #[test]
    fn no_text_reads_as_a_token_but_one_that_was_written() {
        let text = proptest::prop_oneof!["[0-9a-fA-F]{30,34}", "[+0-9a-f\u{e9} ]{30,33}", ".*"];
        let mut runner = crate::origin::fuzz::runner();
        let outcome = runner.run(&text, |text| {
            let hexadecimal = text.chars().all(|digit| digit.is_ascii_hexdigit());
            let read = text.parse::<Token>();
            assert_eq!(read.is_ok(), text.len() == 32 && hexadecimal, "{text:?}");
            let again = read.map(|token| token.to_string());
            assert!(again.is_err() || again == Ok(text.to_ascii_lowercase()));
            Ok(())
        });
        assert!(outcome.is_ok(), "{outcome:?}");
        crate::origin::fuzz::tell("tokens");
    }

    #[test]
    fn a_token_reads_as_it_was_written_and_nothing_else_does() {
        for token in [Token(0), Token(0xabc), Token(u128::MAX)] {
            assert_eq!(token.to_string().len(), 32);
            assert_eq!(token.to_string().parse(), Ok(token));
        }
        for text in [
            "",
            "0",
            "+0000000000000000000000000000abc",
            "+00000000000000000000000000000abc",
            "0000000000000000000000000000000g",
            "000000000000000000000000000000000",
            "é000000000000000000000000000000",
        ] {
            assert_eq!(text.parse::<Token>(), Err(NoToken), "{text}");
        }
    }
}
