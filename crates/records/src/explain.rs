//! Why somebody can or can't do a thing, on a given record or at all.

use std::collections::HashMap;
use std::sync::Arc;

use access::plain::OfColumns;
use access::{Action, Capability, Explanation, Principal};
use audit::Action as Act;
use metadata::{FieldType, ObjectDef};
use model::{Column, Facts, FieldName, ObjectName, Predicate, Problem, RecordId, Scalar};
use store::Reader;
use tables::{Get, Living};
use uuid::Uuid;

use crate::plan::Reading;
use crate::{Caller, Error, Records};

/// What is asked.
pub struct Question {
    /// About whom.
    pub subject: Principal,
    /// Which object.
    pub object: String,
    /// Which record; any at all when absent.
    pub record: Option<RecordId>,
    /// What they would do.
    pub action: Action,
    /// With which field.
    pub field: Option<String>,
}

/// The columns of a record and of those it links to: only ids, owners and names of objects, no customer's value.
#[derive(Default)]
struct Known {
    columns: HashMap<Column, Scalar>,
    linked: HashMap<(ObjectName, Uuid), Known>,
}

impl Facts for Known {
    fn column(&self, column: &Column) -> Scalar {
        self.columns.get(column).cloned().unwrap_or_default()
    }

    fn linked(&self, object: &ObjectName, id: &Scalar) -> Option<Box<dyn Facts + '_>> {
        let Scalar::Id(id) = id else { return None };
        let known = self.linked.get(&(object.clone(), *id))?;
        Some(Box::new(Borrowed(known)))
    }
}

struct Borrowed<'a>(&'a Known);

impl Facts for Borrowed<'_> {
    fn column(&self, column: &Column) -> Scalar {
        self.0.column(column)
    }

    fn linked(&self, object: &ObjectName, id: &Scalar) -> Option<Box<dyn Facts + '_>> {
        self.0.linked(object, id)
    }
}

impl Records {
    /// Answers the question. Everybody may ask about themselves on objects, fields and records they see; about others,
    /// whoever manages users or roles, and that is written in the log before it is answered.
    ///
    /// # Errors
    /// `forbidden`, or `not_found` for an object, field or record the caller may not know of.
    pub async fn explain(&self, caller: &Caller, question: Question) -> Result<Explanation, Error> {
        let answer = self.explained(caller, &question).await;
        let answer =
            self.inner.log_refusal(caller, (Act::AccessExplained, question.object.as_str()), answer).await?;
        if question.subject.id() != caller.principal.id() {
            let event = self.inner.event(caller, Act::AccessExplained);
            let event = event.on(question.object.parse().ok(), question.record);
            let event =
                event.with("user", question.subject.id().to_string()).with("asked", question.action.as_str());
            self.inner.log_durably(event).await?;
        }
        Ok(answer)
    }

    async fn explained(&self, caller: &Caller, question: &Question) -> Result<Explanation, Error> {
        let manages =
            [Capability::UsersManage, Capability::RolesManage].into_iter().any(|c| caller.principal.can(c));
        let about_another = question.subject.id() != caller.principal.id();
        if about_another && !manages {
            return Err(Problem::forbidden().into());
        }
        let world = self.world();
        let object = world.object(&question.object)?;
        let field =
            question.field.as_deref().map(FieldName::new).transpose().map_err(|_| Problem::not_found())?;
        if !about_another {
            let permit = self.inner.reading(caller, &world).permit(&object, Action::View)?;
            if field.as_ref().is_some_and(|field| !permit.fields().visible(field.as_str())) {
                return Err(Problem::not_found().into());
            }
        }
        let Some(id) = question.record else {
            let metadata = &world.metadata;
            return Ok(access::explain(
                &question.subject,
                &object,
                metadata,
                question.action,
                None,
                field.as_ref(),
            ));
        };
        let (inner, asked) = (Arc::clone(&self.inner), caller.clone());
        let (subject, action) = (question.subject.clone(), question.action);
        let known = self.inner.db.read(move |reader| {
            let reading = inner.reading(&asked, &world);
            if !about_another {
                crate::history::seen(reader, &reading, &object, id)?;
            }
            let known = facts(reader, &reading, &object, id.0)?.ok_or_else(Problem::not_found)?;
            let record = OfColumns::new(&object, &known);
            let metadata = reading.metadata();
            Ok::<_, Error>(access::explain(
                &subject,
                &object,
                metadata,
                action,
                Some(&record),
                field.as_ref(),
            ))
        });
        known.await
    }
}

/// The record's owner and links, and the owners of what it links to.
fn facts(
    reader: &mut Reader<'_>,
    reading: &Reading<'_>,
    object: &ObjectDef,
    id: Uuid,
) -> Result<Option<Known>, Error> {
    let links = object
        .fields_in_use()
        .filter(|field| matches!(field.kind, FieldType::Link { .. }) && !field.sealed());
    let mut columns = vec![Column::new("owner")];
    columns.extend(links.flat_map(metadata::FieldDef::columns).map(|stored| stored.column));
    let Some(mut known) = columns_of(reader, reading, &object.name, &columns, id)? else { return Ok(None) };
    let mut linked = HashMap::new();
    for field in object.fields_in_use() {
        let FieldType::Link { objects } = &field.kind else { continue };
        let Scalar::Id(other) = known.column(&field.column()) else { continue };
        for target in objects {
            let named = known.column(&field.object_column());
            if field.links_to_many() && named != Scalar::from(target.as_str()) {
                continue;
            }
            if let Some(facts) = columns_of(reader, reading, target, &[Column::new("owner")], other)? {
                linked.insert((target.clone(), other), facts);
            }
        }
    }
    known.linked = linked;
    Ok(Some(known))
}

fn columns_of(
    reader: &mut Reader<'_>,
    reading: &Reading<'_>,
    object: &ObjectName,
    columns: &[Column],
    id: Uuid,
) -> Result<Option<Known>, Error> {
    let get = Get { object, columns, id, predicate: &Predicate::True, living: Living::Living, lock: false };
    let row = reading.tables().row_get(reader, &get)?;
    Ok(row.map(|row| Known { columns: columns.iter().cloned().zip(row).collect(), linked: HashMap::new() }))
}
