//! Objects and fields: brought into the database at the start, changed by people who may, online and in one
//! transaction: the checks on the records that are there, the steps on the tables, the new definition, the log.

use std::sync::Arc;

use access::{Action, Capability, Permit};
use audit::Action as Act;
use metadata::{Change, Check, Metadata, ObjectDef, SchemaPlan, initial_steps, shipped_upgrade};
use model::{FieldProblem, Kind, ObjectName, Predicate, Problem, Scalar};
use store::system::objects::{self, ObjectDefRow};
use store::{Reader, Writer};
use tables::{Living, Tables};

use crate::service::{Inner, Parts, World};
use crate::{Caller, Error, Records};

/// Brings the shipped objects into the database and loads all definitions.
pub(crate) async fn bring_up_to_date(parts: &Parts) -> Result<World, Error> {
    let shipped = Metadata::shipped().map_err(Error::internal)?;
    let dialect = parts.db.dialect();
    let loaded = parts.db.write(move |writer| {
        let version = objects::metadata_version(writer)?;
        let stored = load(writer)?;
        let mut changed = false;
        let mut all: Vec<ObjectDef> = Vec::new();
        for object in &stored {
            if shipped.object(object.name.as_str()).is_none() {
                all.push(object.clone());
            }
        }
        for object in shipped.objects() {
            let known = stored.iter().find(|known| known.name == object.name);
            let (next, steps) = match known {
                None => ((**object).clone(), initial_steps(object)),
                Some(known) => {
                    let plan = shipped_upgrade(known, object)?;
                    (plan.next, plan.steps)
                }
            };
            if known != Some(&next) {
                tables::schema::apply(writer, &steps)?;
                put(writer, &next)?;
                changed = true;
            }
            all.push(next);
        }
        if changed {
            objects::metadata_version_raise(writer, version)?;
        }
        let version = u64::try_from(objects::metadata_version(writer)?).map_err(Error::internal)?;
        Ok::<_, Error>(Metadata::new(version, all))
    });
    Ok(World::of(loaded.await?, dialect))
}

/// All stored definitions.
fn load(reader: &mut Reader<'_>) -> Result<Vec<ObjectDef>, Error> {
    let rows = objects::object_def_list(reader)?;
    rows.iter().map(|row| serde_json::from_str(&row.body).map_err(Error::internal)).collect()
}

fn put(writer: &mut Writer<'_>, object: &ObjectDef) -> Result<(), Error> {
    let row = ObjectDefRow {
        name: object.name.as_str().into(),
        body: serde_json::to_string(object).map_err(Error::internal)?,
        version: i64::from(object.version),
    };
    Ok(objects::object_def_put(writer, &row)?)
}

impl Records {
    /// What a change of the definitions would do, without doing it; the checks are run on the records there are.
    ///
    /// # Errors
    /// `forbidden` without the capability; `not_found` for an object or field the caller may not know of; the change's
    /// own faults.
    pub async fn schema_plan(&self, caller: &Caller, change: &Change) -> Result<SchemaPlan, Error> {
        let world = self.world();
        let (plan, sight) = self.planned(caller, &world, change).await?;
        let checked = plan.clone();
        let check = move |reader: &mut Reader<'_>| run_checks(reader, &world.tables, &checked.checks, &sight);
        self.inner.db.read_long(check).await?;
        Ok(plan)
    }

    /// Changes the definitions; the new ones hold for every request from then on.
    ///
    /// # Errors
    /// As [`Records::schema_plan`]; `metadata_stale` when they changed meanwhile;
    /// `existing_values_break_rule`. Nothing is done then.
    pub async fn schema_change(&self, caller: &Caller, change: &Change) -> Result<Arc<ObjectDef>, Error> {
        let world = self.world();
        let (plan, sight) = self.planned(caller, &world, change).await?;
        let event = self.inner.event(caller, Act::MetadataChanged).on(Some(plan.object.clone()), None);
        let steps: Vec<&str> = plan.steps.iter().map(metadata::Step::kind).collect();
        let event = event.with("steps", steps).with("version", plan.next.version);
        let expected = i64::try_from(world.metadata.version()).map_err(Error::internal)?;
        let (inner, name) = (Arc::clone(&self.inner), plan.object.clone());
        let changed = self.inner.db.write(move |writer| {
            if !objects::metadata_version_raise(writer, expected)? {
                return Err(Problem::new(Kind::Conflict, "metadata_stale").into());
            }
            run_checks(writer, &world.tables, &plan.checks, &sight)?;
            tables::schema::apply(writer, &plan.steps)?;
            put(writer, &plan.next)?;
            inner.log_in(writer, event);
            let version = u64::try_from(objects::metadata_version(writer)?).map_err(Error::internal)?;
            let others = world.metadata.objects().filter(|object| object.name != plan.next.name);
            let mut all: Vec<ObjectDef> = others.map(|object| (**object).clone()).collect();
            all.push(plan.next);
            Ok::<_, Error>(Metadata::new(version, all))
        });
        let world = World::of(changed.await?, self.inner.db.dialect());
        let object = world.object(name.as_str())?;
        self.inner.use_world(world);
        Ok(object)
    }

    /// Loads the definitions anew if another process changed them. Gives whether it did.
    ///
    /// # Errors
    /// The database's.
    pub async fn refresh_if_changed(&self) -> Result<bool, Error> {
        let known = self.world().metadata.version();
        let loaded = self.inner.db.read(move |reader| {
            let version = u64::try_from(objects::metadata_version(reader)?).map_err(Error::internal)?;
            let all = if version == known { None } else { Some(load(reader)?) };
            Ok::<_, Error>(all.map(|all| Metadata::new(version, all)))
        });
        let Some(metadata) = loaded.await? else { return Ok(false) };
        self.inner.use_world(World::of(metadata, self.inner.db.dialect()));
        Ok(true)
    }

    /// The plan of a change of what the caller may manage and knows of, and what they see of the object.
    async fn planned(
        &self,
        caller: &Caller,
        world: &Arc<World>,
        change: &Change,
    ) -> Result<(SchemaPlan, Arc<Permit>), Error> {
        let planned = self.planned_in_sight(caller, world, change);
        self.inner.log_refusal(caller, (Act::MetadataChanged, subject(change).as_str()), planned).await
    }

    fn planned_in_sight(
        &self,
        caller: &Caller,
        world: &Arc<World>,
        change: &Change,
    ) -> Result<(SchemaPlan, Arc<Permit>), Error> {
        if !caller.principal.can(Capability::MetadataManage) {
            return Err(Problem::forbidden().into());
        }
        let reading = self.inner.reading(caller, world);
        if let Change::CreateObject(_) = change {
            let plan = metadata::plan(&world.metadata, change)?;
            // Whoever would not see the object could not be answered with it.
            let sight = reading.permit(&plan.next, Action::View).map_err(|_| Problem::forbidden())?;
            return Ok((plan, sight));
        }
        let object = world.object(subject(change).as_str())?;
        let sight = reading.permit(&object, Action::View)?;
        if let Change::ChangeField { field, .. } = change {
            // A retired field is gone for everybody but who may bring it back.
            let retired = object.fields.iter().any(|known| known.name == *field && known.retired);
            if !retired && !sight.fields().visible(field.as_str()) {
                return Err(Problem::not_found().into());
            }
        }
        Ok((metadata::plan(&world.metadata, change)?, sight))
    }
}

/// The object a change is about.
fn subject(change: &Change) -> &ObjectName {
    match change {
        Change::CreateObject(new) => &new.name,
        Change::AddField { object, .. }
        | Change::ChangeField { object, .. }
        | Change::ChangeObject { object, .. }
        | Change::SetPipeline { object, .. } => object,
    }
}

impl Inner {
    /// Uses that world from now on, unless a newer one is in use already.
    fn use_world(&self, world: World) {
        let world = Arc::new(world);
        self.world.rcu(|current| {
            if current.metadata.version() < world.metadata.version() {
                Arc::clone(&world)
            } else {
                Arc::clone(current)
            }
        });
    }
}

/// Runs the checks of a plan; all faults are told at once. How many records break a rule is told only to who sees all of
/// them, and that field in clear.
fn run_checks(
    reader: &mut Reader<'_>,
    tables: &Tables,
    checks: &[Check],
    sight: &Permit,
) -> Result<(), Error> {
    let mut faults = Vec::new();
    for check in checks {
        let (field, breaking) = match check {
            Check::NoRecords { object, field } => {
                (field, tables.count_living(reader, object, &Predicate::True, Living::Living, None)?.value)
            }
            Check::NoNulls { object, field, column } => (field, tables.count_null(reader, object, column)?),
            Check::NoDoubles { object, field, column } => {
                (field, tables.count_duplicates(reader, object, column)?)
            }
            Check::NoValues { object, field, column } => {
                let filled = Predicate::IsNull(column.clone()).negate();
                (field, tables.count_living(reader, object, &filled, Living::Any, None)?.value)
            }
            Check::OptionUnused { object, field, column, list, option } => {
                let uses = if *list {
                    Predicate::ListHas { column: column.clone(), item: option.clone() }
                } else {
                    Predicate::equal(column.clone(), Scalar::from(option.as_str()))
                };
                let used = tables.count_living(reader, object, &uses, Living::Any, None)?.value;
                if used > 0 {
                    faults.push(FieldProblem::new(field.as_str(), "option_in_use"));
                }
                continue;
            }
        };
        if breaking > 0 {
            let counted = *sight.rows() == Predicate::True && sight.fields().readable(field.as_str());
            faults.push(if counted {
                let fault = FieldProblem::new(field.as_str(), "existing_values_break_rule");
                fault.with("count", breaking.to_string())
            } else {
                FieldProblem::new(field.as_str(), "some_values_break_rule")
            });
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Problem::invalid_fields(faults).into()) }
}
