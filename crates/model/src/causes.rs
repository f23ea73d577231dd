//! An error for the program's log.

use std::error::Error;

/// An error with all its causes, on one line.
pub fn causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("{0}")]
    struct Failed(&'static str, #[source] Option<Box<Failed>>);

    #[test]
    fn every_cause_is_told_in_its_order() {
        let root = Failed("the disk is full", None);
        let between = Failed("the page was not written", Some(Box::new(root)));
        let error = Failed("nothing was saved", Some(Box::new(between)));
        assert_eq!(causes(&error), "nothing was saved: the page was not written: the disk is full");
    }
}
