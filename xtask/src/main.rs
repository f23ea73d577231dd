//! House rules that no linter knows, and generation of committed files.
fn main() {}
