//! The filter of a request: a tree in JSON, checked and turned into a predicate.
//!
//! Invariant: a filter names only fields whose right is "read" or better; a masked or hidden field is
//! answered exactly like one that does not exist (test `a_field_out_of_reach_looks_like_no_field`).

use access::Permit;
use metadata::{FieldDef, FieldType, ObjectDef, Operator};
use model::{FieldProblem, Kind, Predicate, Problem};
use serde_json::Value as Json;

use super::Reading;

/// Conditions and joints in one filter.
const MAX_NODES: usize = 100;
/// Levels of nesting.
const MAX_DEPTH: usize = 8;

/// Turns the text of a filter into a predicate over the object's rows.
pub(crate) fn parse(
    text: &str,
    object: &ObjectDef,
    permit: &Permit,
    reading: &Reading<'_>,
) -> Result<Predicate, Problem> {
    let json: Json = serde_json::from_str(text).map_err(|_| Problem::new(Kind::Invalid, "invalid_filter"))?;
    from_json(&json, object, permit, reading)
}

/// Turns a filter tree into a predicate over the object's rows.
pub(crate) fn from_json(
    json: &Json,
    object: &ObjectDef,
    permit: &Permit,
    reading: &Reading<'_>,
) -> Result<Predicate, Problem> {
    let mut walk = Walk { object, permit, reading, nodes: 0 };
    walk.node(json, 1, "filter")
}

struct Walk<'a> {
    object: &'a ObjectDef,
    permit: &'a Permit,
    reading: &'a Reading<'a>,
    nodes: usize,
}

impl Walk<'_> {
    fn node(&mut self, json: &Json, depth: usize, path: &str) -> Result<Predicate, Problem> {
        self.nodes += 1;
        if depth > MAX_DEPTH {
            return Err(Problem::new(Kind::Invalid, "filter_too_deep").with("max", MAX_DEPTH.to_string()));
        }
        if self.nodes > MAX_NODES {
            return Err(Problem::new(Kind::Invalid, "filter_too_large").with("max", MAX_NODES.to_string()));
        }
        let map = json.as_object().ok_or_else(|| malformed(path))?;
        match (map.get("and"), map.get("or"), map.get("not"), map.len()) {
            (Some(Json::Array(parts)), None, None, 1) => {
                Ok(Predicate::all(self.parts(parts, depth, path, "and")?))
            }
            (None, Some(Json::Array(parts)), None, 1) => {
                Ok(Predicate::any(self.parts(parts, depth, path, "or")?))
            }
            (None, None, Some(inner), 1) => Ok(self.node(inner, depth + 1, &format!("{path}.not"))?.negate()),
            (None, None, None, _) => self.test(map, path),
            _ => Err(malformed(path)),
        }
    }

    fn parts(
        &mut self,
        parts: &[Json],
        depth: usize,
        path: &str,
        join: &str,
    ) -> Result<Vec<Predicate>, Problem> {
        let each = parts.iter().enumerate();
        each.map(|(i, part)| self.node(part, depth + 1, &format!("{path}.{join}[{i}]"))).collect()
    }

    fn test(&self, map: &serde_json::Map<String, Json>, path: &str) -> Result<Predicate, Problem> {
        if map.keys().any(|key| !matches!(key.as_str(), "field" | "op" | "value")) {
            return Err(malformed(path));
        }
        let name = map.get("field").and_then(Json::as_str).ok_or_else(|| malformed(path))?;
        let op = map.get("op").and_then(Json::as_str).ok_or_else(|| malformed(path))?;
        let value = map.get("value").unwrap_or(&Json::Null);
        match name.split_once('.') {
            None => condition(self.object, self.permit, self.reading, name, op, value, path),
            Some((link, field)) => self.through_link(link, field, op, value, path),
        }
    }

    /// One hop: the linked record must be one the reader may see, and fulfil the condition.
    fn through_link(
        &self,
        link: &str,
        field: &str,
        op: &str,
        value: &Json,
        path: &str,
    ) -> Result<Predicate, Problem> {
        let out_of_reach = || not_readable(path);
        let link = readable_field(self.object, self.permit, link).ok_or_else(out_of_reach)?;
        let FieldType::Link { objects } = &link.kind else { return Err(out_of_reach()) };
        let [target] = objects.as_slice() else { return Err(out_of_reach()) };
        let target = self.reading.metadata().object(target.as_str()).ok_or_else(out_of_reach)?;
        let permit = self.reading.view_permit(target).ok_or_else(out_of_reach)?;
        let test = condition(target, &permit, self.reading, field, op, value, path)?;
        Ok(Predicate::Linked {
            column: link.column(),
            kind: None,
            object: target.name.clone(),
            test: Box::new(Predicate::all([permit.rows().clone(), test])),
        })
    }
}

fn condition(
    object: &ObjectDef,
    permit: &Permit,
    reading: &Reading<'_>,
    name: &str,
    op: &str,
    value: &Json,
    path: &str,
) -> Result<Predicate, Problem> {
    let field = readable_field(object, permit, name).filter(|field| field.filterable());
    let field = field.ok_or_else(|| not_readable(path))?;
    let operator = op.parse::<Operator>().ok().filter(|op| field.operators().contains(op));
    let operator = operator.ok_or_else(|| Problem::invalid_field(path, "invalid_operator"))?;
    reading.condition(object, field, operator, value).map_err(|problem| at_path(problem, path))
}

/// The field of that name if the reader may read it in clear.
pub(crate) fn readable_field<'a>(object: &'a ObjectDef, permit: &Permit, name: &str) -> Option<&'a FieldDef> {
    object.field(name).filter(|field| permit.fields().readable(field.name.as_str()))
}

fn at_path(problem: FieldProblem, path: &str) -> Problem {
    Problem::invalid_fields(vec![FieldProblem { field: path.into(), ..problem }])
}

fn malformed(path: &str) -> Problem {
    Problem::invalid_fields(vec![FieldProblem::new(path, "invalid_filter")])
}

/// The answer for a field that can't be used: hidden, masked, unknown and not filterable look alike.
pub(crate) fn not_readable(path: &str) -> Problem {
    Problem::invalid_field(path, "field_not_readable")
}
