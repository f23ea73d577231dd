//! What holds of every JSON text before it is read as anything: no key stands twice in one object, no text holds a NUL,
//! and it is not nested without end. Readers take one of two equal keys each in their own way, which is how a check is
//! passed by one value and another one stored; a NUL ends a text in one place and not in another, and PostgreSQL stores
//! none.

use std::collections::HashSet;
use std::fmt;

use model::{FieldProblem, Kind, Problem};
use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};

/// Objects and arrays within each other. The parser itself goes no deeper than 127.
const MAX_DEPTH: u8 = 100;

/// Refuses a text in which a key stands twice, a text holds a NUL, or which is nested too deep. A text that is no JSON
/// passes: its reader will say so.
///
/// # Errors
/// Names the place, as `address.city`.
pub(crate) fn check(text: &str) -> Result<(), Problem> {
    let mut found = None;
    let walked = Walk { path: "", depth: 0, found: &mut found }
        .deserialize(&mut serde_json::Deserializer::from_str(text));
    match (walked, found) {
        (Err(_), Some(problem)) => Err(problem),
        _ => Ok(()),
    }
}

struct Walk<'a> {
    path: &'a str,
    depth: u8,
    found: &'a mut Option<Problem>,
}

impl Walk<'_> {
    fn refuse<E: serde::de::Error>(self, problem: Problem) -> E {
        *self.found = Some(problem);
        E::custom("refused")
    }

    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth < MAX_DEPTH {
            return Ok(Self { depth: self.depth + 1, ..self });
        }
        Err(self.refuse(Problem::new(Kind::BadRequest, "json_too_deep").with("max", MAX_DEPTH.to_string())))
    }

    fn below(&self, key: &str) -> String {
        if self.path.is_empty() { key.into() } else { format!("{}.{key}", self.path) }
    }
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        if !text.contains('\0') {
            return Ok(());
        }
        let fault = FieldProblem::new(self.path, "invalid_character");
        Err(self.refuse(Problem::invalid_fields(vec![fault])))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let Walk { path, depth, found } = self.deeper()?;
        while items.next_element_seed(Walk { path, depth, found })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let this = self.deeper()?;
        let mut keys = HashSet::new();
        while let Some(key) = entries.next_key::<String>()? {
            let path = this.below(&key);
            if key.contains('\0') {
                let fault = FieldProblem::new(path, "invalid_character");
                return Err(this.refuse(Problem::invalid_fields(vec![fault])));
            }
            entries.next_value_seed(Walk { path: &path, depth: this.depth, found: this.found })?;
            if !keys.insert(key) {
                let problem = Problem::new(Kind::Invalid, "duplicate_key").with("key", path);
                return Err(this.refuse(problem));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_stands_once_no_text_holds_a_nul_and_depth_has_an_end() {
        for sound in
            [r#"{"a":1,"b":{"a":[1,2.5,null,true,{"a":"x"},{"a":-1}]}}"#, "[]", "1", "not json", r#"{"a":"#]
        {
            assert_eq!(check(sound), Ok(()), "{sound}");
        }
        for (text, code, place) in [
            (r#"{"a":1,"a":1}"#, "duplicate_key", "a"),
            (r#"{"a":1,"\u0061":1}"#, "duplicate_key", "a"),
            (r#"{"b":[{"c":{"a":1,"a":2}}]}"#, "duplicate_key", "b.c.a"),
        ] {
            let problem = check(text).unwrap_err();
            assert_eq!((problem.code, &*problem.params[0].1), (code, place), "{text}");
        }
        let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(check(&nested(100)), Ok(()));
        for depth in [101, 10_000] {
            assert_eq!(check(&nested(depth)).unwrap_err().code, "json_too_deep", "{depth}");
        }
        for (text, place) in
            [(r#"{"a":{"b":["x\u0000"]}}"#, "a.b"), (r#"{"a\u0000":1}"#, "a\0"), (r#""\u0000""#, "")]
        {
            let problem = check(text).unwrap_err();
            assert_eq!(
                (problem.fields[0].code, problem.fields[0].field.as_str()),
                ("invalid_character", place)
            );
        }
    }
}
