//! The results, and the page they are written to.

use std::fmt::Write as _;
use std::time::Duration;

use bench::machine;
use bench::verdict::{self, Verdict};
use model::{Clock as _, SystemClock};

use crate::drive::Measured;
use crate::fill::Filled;
use crate::import::Imported;

/// One case at one number of connections: each turn's measurement of either side.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) connections: usize,
    http: Vec<Measured>,
    raw: Vec<Measured>,
}

/// What came of both sides in each turn: the least, the middle and the greatest.
pub(crate) struct Turns {
    pub(crate) least: f64,
    pub(crate) middle: f64,
    pub(crate) greatest: f64,
}

impl Case {
    /// The server's CPU as a multiple of the plain SQL's: of the quietest numbers, and turn by turn.
    pub(crate) fn cpu_ratio(&self) -> Option<(f64, Turns)> {
        self.compared(|http, raw| http.cpu_us / raw.cpu_us)
    }

    /// How far the server's p99 is above the plain SQL's, in milliseconds: of the quietest numbers, and turn by turn.
    pub(crate) fn p99_above(&self) -> Option<(f64, Turns)> {
        self.compared(|http, raw| http.p99_ms - raw.p99_ms)
    }

    /// A machine that others use too is half as fast for some minutes as for others: the quietest numbers of both sides
    /// may be of different minutes, and those of one turn are each as loud as it was.
    fn compared(&self, compared: impl Fn(&Measured, &Measured) -> f64) -> Option<(f64, Turns)> {
        let quietest = compared(&quietest(&self.http)?, &quietest(&self.raw)?);
        let mut turns: Vec<f64> =
            self.http.iter().zip(&self.raw).map(|(http, raw)| compared(http, raw)).collect();
        turns.sort_by(f64::total_cmp);
        let (lower, upper) = (turns.get(turns.len().saturating_sub(1) / 2)?, turns.get(turns.len() / 2)?);
        let middle = f64::midpoint(*lower, *upper);
        Some((quietest, Turns { least: *turns.first()?, middle, greatest: *turns.last()? }))
    }
}

/// Everything that was measured.
pub(crate) struct Results {
    pub(crate) accounts: u64,
    pub(crate) filled: Option<Filled>,
    pub(crate) cases: Vec<Case>,
    pub(crate) started: Option<Duration>,
    pub(crate) idle_bytes: Option<u64>,
    pub(crate) loaded_bytes: Option<u64>,
    pub(crate) program_bytes: u64,
    pub(crate) database_bytes: u64,
    pub(crate) import: Option<Imported>,
}

impl Results {
    pub(crate) fn new(accounts: u64) -> Self {
        Self {
            accounts,
            filled: None,
            cases: Vec::new(),
            started: None,
            idle_bytes: None,
            loaded_bytes: None,
            program_bytes: 0,
            database_bytes: 0,
            import: None,
        }
    }

    pub(crate) fn started_in(&mut self, took: Duration) {
        self.started = Some(self.started.map_or(took, |other| other.min(took)));
    }

    pub(crate) fn idle_at(&mut self, bytes: u64) {
        self.idle_bytes = Some(self.idle_bytes.unwrap_or(0).max(bytes));
    }

    pub(crate) fn loaded_at(&mut self, bytes: u64) {
        self.loaded_bytes = Some(self.loaded_bytes.unwrap_or(0).max(bytes));
    }

    pub(crate) fn add_http(&mut self, name: &str, connections: usize, measured: &Measured) {
        tell("server", name, connections, measured);
        self.case(name, connections).http.push(measured.clone());
    }

    pub(crate) fn add_raw(&mut self, name: &str, connections: usize, measured: &Measured) {
        tell("plain", name, connections, measured);
        self.case(name, connections).raw.push(measured.clone());
    }

    fn case(&mut self, name: &str, connections: usize) -> &mut Case {
        let known = self.cases.iter().position(|case| case.name == name && case.connections == connections);
        let place = known.unwrap_or_else(|| {
            self.cases.push(Case { name: name.into(), connections, http: Vec::new(), raw: Vec::new() });
            self.cases.len() - 1
        });
        #[expect(clippy::indexing_slicing, reason = "the place was just found or made")]
        &mut self.cases[place]
    }
}

fn tell(side: &str, name: &str, connections: usize, measured: &Measured) {
    let Measured { count, per_second, p50_ms, p99_ms, cpu_us } = measured;
    eprintln!(
        "  {side:<6} {name:<18} {connections}: {per_second:>9.0}/s  p50 {p50_ms:>8.2} ms  p99 {p99_ms:>8.2} ms  CPU {cpu_us:>9.0} us  ({count})"
    );
}

/// How this run was started.
pub(crate) fn command() -> String {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    format!(
        "make bench {}",
        if arguments.is_empty() { String::new() } else { format!("ARGS='{}'", arguments.join(" ")) }
    )
    .trim_end()
    .to_owned()
}

/// The page.
pub(crate) fn written(results: &Results, verdicts: &[Verdict], command: &str) -> String {
    let mut page = String::from("# Bench: what was measured\n\n");
    let date = SystemClock.now().strftime("%Y-%m-%d %H:%M UTC");
    let _ = writeln!(
        page,
        "{date}, `{command}`, on {}; load average of others and us at the end {}.\n",
        machine::described(),
        machine::load()
    );
    let size = results.database_bytes as f64 / 1e9;
    let _ = writeln!(
        page,
        "{} accounts and {} activities in a SQLCipher file of {size:.2} GB; 200 representatives in 20 teams under 10 managers. A list is 50 \
         records under the reader's rights, with 10 columns, two of them sealed and one of those masked for the reader, filtered by type, newest first: \
         *list, own records* by one of the 200 representatives, another each time; *list* by one of the 10 managers, of 20 people's records; \
         *list, same page again* by one manager alone, so that the engine has it all in its cache.\n",
        results.accounts,
        results.accounts * 3
    );
    page.push_str(HOW);
    if let Some(filled) = &results.filled {
        let _ = writeln!(
            page,
            "Filled at {:.0} rows a second ({:.0} s for the rows with their seals and search entries, {:.0} s for the indexes), by the fast loader, \
             not by the path that is measured.\n",
            filled.rows as f64 / filled.rows_took.as_secs_f64(),
            filled.rows_took.as_secs_f64(),
            filled.indexes_took.as_secs_f64()
        );
    }
    table(results, &mut page);
    page.push('\n');
    page.push_str(&verdict::table(verdicts));
    if let Some(loaded) = results.loaded_bytes {
        let _ = writeln!(
            page,
            "\nMemory right after all cases, caches full: {:.0} MiB.",
            loaded as f64 / 1_048_576.0
        );
    }
    page
}

const HOW: &str = "Both sides are measured in turn in one run; before each, the database file is read once through, so that it lies in the \
     system's memory. Each number of the table is the quietest of all turns: others on the machine ever only add to it. The cases with a \
     limit are measured some turns more, each by itself at 8 connections. Their limits must hold twice: for the quietest numbers, as in the table, and for the \
     middle of the turns, each turn's two sides compared with one another. *plain* is the same SQL \
     straight on the database through `store`, in the best shape known, its values written to JSON by hand: no rights, no seals opened, no log of \
     views; a plain create and update writes the row and an audit line in the same group commit, without history, search entries, hash chain or checks. \
     *CPU* is the processor time of the measured process for one operation, client left out. Every `get` also writes a durable line of the log, which \
     alone costs what the row *audit line* says.\n\n";

fn table(results: &Results, page: &mut String) {
    page.push_str("| case | connections | server /s | p50 ms | p99 ms | CPU us | plain /s | p50 ms | p99 ms | CPU us | CPU ratio |\n");
    page.push_str("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    for case in &results.cases {
        let _ = write!(page, "| {} | {} ", case.name, case.connections);
        for side in [&case.http, &case.raw] {
            match quietest(side) {
                Some(side) => {
                    let _ = write!(
                        page,
                        "| {:.0} | {:.2} | {:.2} | {:.0} ",
                        side.per_second, side.p50_ms, side.p99_ms, side.cpu_us
                    );
                }
                None => page.push_str("| | | | "),
            }
        }
        match case.cpu_ratio() {
            Some((quietest, _)) => {
                let _ = writeln!(page, "| {quietest:.2} |");
            }
            None => page.push_str("| |\n"),
        }
    }
}

fn quietest(turns: &[Measured]) -> Option<Measured> {
    turns.iter().cloned().reduce(|one, other| one.quieter(&other))
}
