//! What is searched for, in a form of no engine, and as each engine reads it.
//!
//! Words stand apart by a space and must all be found in one entry; a word is a phrase of grams joined by `+`,
//! or one character and a `*`: `云岭+岭科 a*`. This is the form [`model::Predicate::Found`] carries.

use std::fmt;

use store::Dialect;

use super::grams::{object_gram, pairs, runs, token_gram};

/// At most this many words are searched for; further ones are left out.
const MOST_WORDS: usize = 12;

/// At most this many grams of a word.
const MOST_GRAMS: usize = 60;

/// One word of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Word {
    Phrase(Vec<String>),
    Beginning(String),
}

/// What is searched for: at least one word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query(Vec<Word>);

impl Query {
    /// The query for what a person typed; `None` if it has no letter or digit.
    pub fn of_text(text: &str) -> Option<Self> {
        let words = runs(text).into_iter().take(MOST_WORDS).map(|run| match run.as_slice() {
            [single] => Word::Beginning(single.to_string()),
            run => Word::Phrase(pairs(run).take(MOST_GRAMS).collect()),
        });
        Self::of_words(words)
    }

    /// The query for one ready token of a sealed field.
    pub fn of_token(token: &str) -> Self {
        Self(vec![Word::Phrase(vec![token_gram(token)])])
    }

    /// Reads the form that `Display` writes; `None` if that is not what the text is.
    pub fn parse(text: &str) -> Option<Self> {
        let words: Option<Vec<Word>> = text.split(' ').map(word).collect();
        Self::of_words(words?)
    }

    fn of_words(words: impl IntoIterator<Item = Word>) -> Option<Self> {
        let words: Vec<Word> = words.into_iter().collect();
        (!words.is_empty()).then_some(Self(words))
    }

    /// Whether an entry, as [`super::entry`] makes them, holds all words. This is what the engines compute.
    pub fn holds(&self, entry: &str) -> bool {
        let grams: Vec<&str> = entry.split(' ').collect();
        self.0.iter().all(|word| match word {
            Word::Phrase(phrase) => grams.windows(phrase.len()).any(|window| window == phrase.as_slice()),
            Word::Beginning(start) => grams.iter().any(|gram| gram.starts_with(start.as_str())),
        })
    }

    /// As the engine's own query, for entries of one object: FTS5's MATCH or a `tsquery`.
    pub(super) fn printed(&self, dialect: Dialect, object: &model::ObjectName) -> String {
        let object = Word::Phrase(vec![object_gram(object)]);
        let words = self.0.iter().chain([&object]);
        let printed: Vec<String> = words.map(|word| word.printed(dialect)).collect();
        printed.join(dialect.pick(" AND ", " & "))
    }
}

impl Word {
    /// Grams are letters and digits only (`parse` sees to it), so that the quotes can't be left.
    fn printed(&self, dialect: Dialect) -> String {
        match (self, dialect) {
            (Self::Phrase(grams), Dialect::Sqlite) => format!("\"{}\"", grams.join(" ")),
            (Self::Phrase(grams), Dialect::Postgres) => {
                let grams: Vec<String> = grams.iter().map(|gram| format!("'{gram}'")).collect();
                format!("({})", grams.join(" <-> "))
            }
            (Self::Beginning(start), Dialect::Sqlite) => format!("\"{start}\" *"),
            (Self::Beginning(start), Dialect::Postgres) => format!("'{start}':*"),
        }
    }
}

fn word(text: &str) -> Option<Word> {
    let plain = |gram: &str| !gram.is_empty() && gram.chars().all(char::is_alphanumeric);
    if let Some(start) = text.strip_suffix('*') {
        return plain(start).then(|| Word::Beginning(start.into()));
    }
    let grams: Vec<String> = text.split('+').map(Into::into).collect();
    grams.iter().all(|gram| plain(gram)).then_some(Word::Phrase(grams))
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, word) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(" ")?;
            }
            match word {
                Word::Phrase(grams) => f.write_str(&grams.join("+"))?,
                Word::Beginning(start) => write!(f, "{start}*")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use model::ObjectName;

    use super::super::{entry, token_entry};
    use super::*;

    #[test]
    fn a_query_is_written_and_read_again() {
        let query = Query::of_text(" 云岭科 A  GTX ").unwrap();
        assert_eq!(query.to_string(), "云岭+岭科 a* gt+tx");
        assert_eq!(Query::parse(&query.to_string()), Some(query));
        for bad in ["", " ", "a\"b", "a' b", "+", "*", "a+ b", "a:b"] {
            assert_eq!(Query::parse(bad), None, "{bad}");
        }
        assert_eq!(Query::of_text("-- ' \" *"), None);
    }

    #[test]
    fn each_engine_gets_its_own_spelling() {
        let query = Query::of_text("云岭科 a").unwrap();
        let object = ObjectName::new("account").unwrap();
        assert_eq!(query.printed(Dialect::Sqlite, &object), "\"云岭 岭科\" AND \"a\" * AND \"inaccount\"");
        assert_eq!(query.printed(Dialect::Postgres, &object), "('云岭' <-> '岭科') & 'a':* & ('inaccount')");
    }

    #[test]
    fn pieces_of_names_are_found_and_others_are_not() {
        let object = ObjectName::new("account").unwrap();
        let held = entry(&object, "云岭科技有限公司 GTX-Pro", true);
        for found in [
            "云岭",
            "岭科",
            "科技有限",
            "云",
            "司",
            "yl",
            "ylkj",
            "gtx",
            "ＧＴＸ",
            "pro",
            "ro",
            "科技 gtx",
            "p",
        ] {
            assert!(Query::of_text(found).unwrap().holds(&held), "{found}");
        }
        for missed in ["岭云", "云科", "gtxp", "xp", "公司g", "lky", "z"] {
            assert!(!Query::of_text(missed).unwrap().holds(&held), "{missed}");
        }
        let sealed = token_entry(&object, ["ab12", "9f"]);
        assert!(Query::of_token("AB12").holds(&sealed) && !Query::of_token("ab").holds(&sealed));
    }
}
