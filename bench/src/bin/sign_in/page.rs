//! The results, and the page they are written to.

use std::fmt::Write as _;

use bench::machine;
use bench::verdict::{self, Verdict};
use model::{Clock as _, SystemClock};

use crate::crowd::Crowd;
use crate::guesses::Attack;
use crate::twins::Twins;

/// Everything that was measured.
#[derive(Default)]
pub(crate) struct Results {
    pub(crate) attacks: Vec<Attack>,
    pub(crate) crowd: Option<Crowd>,
    pub(crate) twins: Vec<Twins>,
}

impl Results {
    /// Every limit that what was measured speaks of.
    pub(crate) fn verdicts(&self) -> Vec<Verdict> {
        let attacks = self.attacks.iter().flat_map(Attack::verdicts);
        let crowd = self.crowd.iter().flat_map(Crowd::verdicts);
        attacks.chain(crowd).chain(self.twins.iter().flat_map(Twins::verdicts)).collect()
    }
}

/// How this run was started.
fn command() -> String {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    format!("scripts/bench.sh sign-in {}", arguments.join(" ")).trim_end().to_owned()
}

/// The page.
pub(crate) fn written(results: &Results, verdicts: &[Verdict]) -> String {
    let mut page = String::from("# Bench: signing in under attack\n\n");
    let date = SystemClock.now().strftime("%Y-%m-%d %H:%M UTC");
    let _ = writeln!(
        page,
        "{date}, `{}`, on {}; load average of others and us at the end {}.\n",
        command(),
        machine::described(),
        machine::load()
    );
    if !results.attacks.is_empty() {
        page.push_str("## Guesses\n\n");
        page.push_str(GUESSES);
        results.attacks.iter().for_each(|attack| attack.write(&mut page));
    }
    if let Some(crowd) = &results.crowd {
        crowd.write(&mut page);
    }
    if !results.twins.is_empty() {
        page.push_str("## Known and unknown\n\n");
        page.push_str(PAIRS);
        page.push_str("| request | pairs | known, median ms | unknown, median ms | apart ms | known above unknown | p |\n");
        page.push_str("| --- | --- | --- | --- | --- | --- | --- |\n");
        results.twins.iter().for_each(|twins| twins.write(&mut page));
        page.push('\n');
    }
    page.push_str(&verdict::table(verdicts));
    page
}

const GUESSES: &str = "The server, with the floor cost of the hash, and the flood share this machine; requests are sent at a fixed rate whether or \
     not earlier ones were answered. A round of twenty has seven wrong passwords for one account, three codes to lift its wait, and one or two each of: a \
     code and a new password in a flow that never was and in one that is over, a link for another password and one to lift the wait asked for, a mailed link \
     and a passkey that nobody knows, a session that never was. Looks at a password are runs of the hash function, counted inside it, less those of the owner; \
     looks at a code are answers that say it was wrong. Allowed are five, and one more for each wait that may have ended: of 30 s, then of 60 s, and so \
     on. The owner signs in every three seconds with password and code, from a browser that is known and a network of their own; each time is that of \
     both requests together.\n\n";

const PAIRS: &str = "Each pair is a request for something that exists and one for something that does not, in an order drawn for it, on one warm \
     connection; two connections at once. *Known above unknown* is the share of all comparisons of a known time with an unknown one in which the known one \
     took longer: 0.5 when they can't be told apart. The test asks each row by itself: of four rows without any difference, one is below 0.05 in about one run of five.\n\n";
