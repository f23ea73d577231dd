//! A company in memory, and somebody asking it.

mod answer;
mod ask;
mod browser;
mod company;
mod people;
mod post;

use store::Dialect;

pub(crate) use answer::Answer;
pub(crate) use ask::{ADDRESS, Client};
pub(crate) use browser::Browser;
pub(crate) use company::{Company, Record};
pub(crate) use people::{PASSWORD, email_of};
pub(crate) use post::totp;

/// Makes of each test function two tests, one an engine. A function left out is dead code, which the lints refuse.
macro_rules! on_both_engines {
    ($($test:ident),+ $(,)?) => {$(
        mod $test {
            #[test]
            fn embedded() {
                crate::support::run(store::Dialect::Sqlite, super::$test);
            }

            #[test]
            fn postgres() {
                crate::support::run(store::Dialect::Postgres, super::$test);
            }
        }
    )+};
}

/// Runs a test on a fresh company; the log must be whole at its end.
pub(crate) fn run(dialect: Dialect, test: impl AsyncFnOnce(&Company)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let company = Company::open(dialect).await;
        test(&company).await;
        company.finish().await;
    });
}

/// Runs a test that opens its company itself.
pub(crate) fn run_alone(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(test);
}

/// A path with a query.
pub(crate) fn with_query(path: &str, query: &[(&str, &str)]) -> String {
    let mut text = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in query {
        text.append_pair(name, value);
    }
    format!("{path}?{}", text.finish())
}
