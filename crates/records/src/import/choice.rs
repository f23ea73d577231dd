//! Texts that mean an option: its key, its label in either language, or another word for it.

use metadata::{Choice as FieldOption, FieldDef, FieldType};
use sheets::letters;

use super::matches::Candidate;

/// What separates several options or tags in one cell.
const SEPARATORS: [char; 9] = [';', '；', ',', '，', '、', '|', '\n', '\r', '\t'];

/// The options a cell names, or the cell's text itself for a field that holds one thing.
pub(crate) fn parts(field: &FieldDef, text: &str) -> Vec<String> {
    match field.kind {
        FieldType::MultiChoice { .. } => items(text),
        _ => vec![text.to_owned()],
    }
}

/// The items of a cell that holds several: a JSON array, or texts with something between them.
pub(crate) fn items(text: &str) -> Vec<String> {
    if text.starts_with('[')
        && let Ok(items) = serde_json::from_str::<Vec<String>>(text)
    {
        return items;
    }
    let items = text.split(SEPARATORS).map(str::trim);
    items.filter(|item| !item.is_empty()).map(Into::into).collect()
}

/// The items as one cell that [`items`] reads again.
pub(crate) fn joined(items: &[String]) -> String {
    let plain = |item: &String| {
        !item.contains(SEPARATORS) && item.trim() == item && !item.starts_with('[') && !item.is_empty()
    };
    if items.iter().all(plain) {
        items.join("; ")
    } else {
        serde_json::Value::from(items.to_vec()).to_string()
    }
}

/// The option a text names, spelling aside; none when it could be two.
pub(crate) fn find<'a>(options: &'a [FieldOption], text: &str) -> Option<&'a FieldOption> {
    if let Some(exact) = options.iter().find(|option| option.key == text) {
        return Some(exact);
    }
    let wanted = letters(text);
    let named = |option: &&FieldOption| words(option).any(|word| letters(word) == wanted);
    let own = |option: &&FieldOption| {
        [&option.label.zh, &option.label.en, &option.key].iter().any(|word| letters(word) == wanted)
    };
    let mut labeled = options.iter().filter(own);
    let mut any = options.iter().filter(named);
    match (labeled.next(), labeled.next()) {
        (Some(option), None) => Some(option),
        (Some(_), Some(_)) => None,
        (None, _) => any.next().filter(|_| any.next().is_none()),
    }
}

/// The options that a text may mean.
pub(crate) fn similar(options: &[FieldOption], text: &str, limit: usize) -> Vec<Candidate> {
    let names: Vec<(usize, &str)> = options
        .iter()
        .enumerate()
        .filter(|(_, option)| option.active)
        .flat_map(|(at, option)| words(option).map(move |word| (at, word)))
        .collect();
    let texts: Vec<&str> = names.iter().map(|(_, word)| *word).collect();
    let mut found: Vec<Candidate> = Vec::new();
    for suggestion in sheets::suggest(text, &texts, limit * 3) {
        let option = names.get(suggestion.candidate).and_then(|(at, _)| options.get(*at));
        let Some(option) = option else { continue };
        if found.iter().all(|other| other.id != option.key) {
            let label = option.label.zh.clone();
            let label =
                if option.label.en.is_empty() { label } else { format!("{label} {}", option.label.en) };
            found.push(Candidate { id: option.key.clone(), label, score: suggestion.score, object: None });
        }
    }
    found.truncate(limit);
    found
}

fn words(option: &FieldOption) -> impl Iterator<Item = &str> {
    let own = [option.key.as_str(), option.label.zh.as_str(), option.label.en.as_str()];
    let all = own.into_iter().chain(option.synonyms.iter().map(String::as_str));
    all.filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use model::Label;

    use super::*;

    fn option(key: &str, zh: &str, en: &str, synonyms: &[&str]) -> FieldOption {
        FieldOption {
            key: key.into(),
            label: Label::new(zh, en),
            color: metadata::ChoiceColor::default(),
            active: true,
            synonyms: synonyms.iter().map(|word| (*word).into()).collect(),
        }
    }

    #[test]
    fn an_option_is_found_by_key_label_and_synonym() {
        let options = [
            option("won", "赢单", "Won", &["closed won"]),
            option("lost", "输单", "Lost", &["closed lost"]),
            option("technology", "科技", "Technology", &["technolgy"]),
        ];
        for (text, key) in [
            ("won", "won"),
            ("Won", "won"),
            ("赢单", "won"),
            ("Closed Lost", "lost"),
            ("technolgy", "technology"),
        ] {
            assert_eq!(find(&options, text).map(|option| option.key.as_str()), Some(key), "{text}");
        }
        assert!(find(&options, "tecnology").is_none());
        assert_eq!(
            similar(&options, "tecnology", 3).first().map(|found| found.id.as_str()),
            Some("technology")
        );
    }

    #[test]
    fn items_come_back_whatever_is_in_them() {
        for items_in in [vec!["a", "b c"], vec!["a, b", "c"], vec!["[x", "y"], vec![" a "], vec!["a;b"]] {
            let items_in: Vec<String> = items_in.into_iter().map(Into::into).collect();
            assert_eq!(items(&joined(&items_in)), items_in);
        }
        assert_eq!(items("红，蓝、 绿"), ["红", "蓝", "绿"]);
    }
}
