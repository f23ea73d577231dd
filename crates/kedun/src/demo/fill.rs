//! Writing the demo's records: through `records`, many at a time, each as the person whose work it is.

use anyhow::Context as _;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use model::{Problem, RecordId};
use records::{Body, Caller, Expected, Records, Source, Written};
use serde_json::Value as Json;

use crate::commands::{progress, told};

/// So many writes wait for the database at once; it commits them together.
const AT_ONCE: usize = 96;

/// A record to be made.
pub(crate) struct New {
    /// Whose work it is: a place in the staff, or the demo itself.
    pub(crate) by: Option<usize>,
    /// Its fields.
    pub(crate) body: Body,
    /// Changes that follow, so that it has a history.
    pub(crate) then: Vec<Body>,
}

impl New {
    /// A record the person at that place makes.
    pub(crate) fn by(person: usize, fields: Json) -> Self {
        Self { by: Some(person), body: body(fields), then: Vec::new() }
    }

    /// A record the demo itself makes.
    pub(crate) fn by_system(fields: Json) -> Self {
        Self { by: None, body: body(fields), then: Vec::new() }
    }

    /// The same, changed afterwards.
    pub(crate) fn then(mut self, fields: Json) -> Self {
        self.then.push(body(fields));
        self
    }
}

/// The fields that have a value.
fn body(fields: Json) -> Body {
    match fields {
        Json::Object(fields) => fields.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        _ => Body::new(),
    }
}

/// Whoever writes.
pub(crate) struct Filler<'a> {
    pub(crate) records: &'a Records,
    pub(crate) system: Caller,
    pub(crate) staff: Vec<Caller>,
    pub(crate) counts: Vec<(String, usize)>,
}

impl Filler<'_> {
    /// Makes the records and gives their ids in the same order.
    pub(crate) async fn fill(&mut self, object: &str, news: Vec<New>) -> anyhow::Result<Vec<RecordId>> {
        let label = self.records.metadata().object(object).map(|object| object.plural.clone());
        let label = label.with_context(|| format!("there is no object {object}"))?;
        let (count, this) = (news.len(), &*self);
        let made = stream::iter(news).map(|new| this.make(object, new)).buffered(AT_ONCE);
        let made = made.map_ok(|written| written.id).try_collect().await?;
        match self.counts.iter_mut().find(|(known, _)| known == object) {
            Some((_, known)) => *known += count,
            None => self.counts.push((object.into(), count)),
        }
        progress(format!("{} {}: {count}", label.zh, label.en));
        Ok(made)
    }

    async fn make(&self, object: &str, new: New) -> anyhow::Result<Written> {
        let caller = match new.by {
            Some(person) => self.staff.get(person).context("nobody stands at that place of the staff")?,
            None => &self.system,
        };
        let mut written = self.records.create(caller, object, &new.body, Source::Request, None).await;
        for change in &new.then {
            let id = understood(object, written)?.id;
            written = self.records.update(caller, object, id, Expected::Any, change, Source::Request).await;
        }
        understood(object, written)
    }
}

fn understood<T>(object: &str, result: Result<T, records::Error>) -> anyhow::Result<T> {
    match result {
        Ok(done) => Ok(done),
        Err(records::Error::Refused(problem)) => Err(because(object, &problem)),
        Err(error) => {
            Err(anyhow::Error::from(error).context(format!("a record of {object} can't be written")))
        }
    }
}

fn because(object: &str, problem: &Problem) -> anyhow::Error {
    anyhow::anyhow!("a record of {object} was refused: {}", told(problem))
}
