//! The page's entry point.

fn main() {
    heartline::page::start();
}
