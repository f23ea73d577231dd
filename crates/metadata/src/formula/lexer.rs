//! From characters to words.

use rust_decimal::Decimal;

use super::ast::Binary;
use super::{FormulaFault, FormulaFaultKind};
use crate::types::exact_decimal;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Number(Decimal),
    Text(String),
    Word(String),
    Operator(Binary),
    Not,
    Open,
    Close,
    Comma,
}

/// The words with their places, counted in characters from 1.
pub(super) fn tokens(expression: &str) -> Result<Vec<(usize, Token)>, FormulaFault> {
    let chars: Vec<char> = expression.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&first) = chars.get(at) {
        if first.is_whitespace() {
            at += 1;
            continue;
        }
        let rest = chars.get(at..).unwrap_or_default();
        let (token, length) =
            token(rest).ok_or(FormulaFault { position: at + 1, kind: FormulaFaultKind::Unexpected })?;
        tokens.push((at + 1, token));
        at += length;
    }
    Ok(tokens)
}

fn token(rest: &[char]) -> Option<(Token, usize)> {
    let first = *rest.first()?;
    if first.is_ascii_digit() {
        let text = run(rest, |c| c.is_ascii_digit() || c == '.');
        return Some((Token::Number(exact_decimal(&text)?), text.len()));
    }
    if first.is_ascii_lowercase() {
        let text = run(rest, |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        let length = text.len();
        return Some((word(text), length));
    }
    if first == '"' || first == '\'' {
        let inside: String = rest.iter().skip(1).take_while(|c| **c != first).collect();
        let length = inside.chars().count() + 2;
        return (rest.len() >= length).then_some((Token::Text(inside), length));
    }
    symbol(first, rest.get(1).copied())
}

fn run(rest: &[char], part: impl Fn(char) -> bool) -> String {
    rest.iter().take_while(|c| part(**c)).collect()
}

fn word(text: String) -> Token {
    match text.as_str() {
        "and" => Token::Operator(Binary::And),
        "or" => Token::Operator(Binary::Or),
        "not" => Token::Not,
        _ => Token::Word(text),
    }
}

fn symbol(first: char, second: Option<char>) -> Option<(Token, usize)> {
    let two = match (first, second) {
        ('=', Some('=')) => Some(Binary::Equal),
        ('!', Some('=')) | ('<', Some('>')) => Some(Binary::NotEqual),
        ('<', Some('=')) => Some(Binary::LessOrEqual),
        ('>', Some('=')) => Some(Binary::GreaterOrEqual),
        ('&', Some('&')) => Some(Binary::And),
        ('|', Some('|')) => Some(Binary::Or),
        _ => None,
    };
    two.map(|operator| (Token::Operator(operator), 2)).or_else(|| single(first))
}

fn single(first: char) -> Option<(Token, usize)> {
    let token = match first {
        '=' => Token::Operator(Binary::Equal),
        '<' => Token::Operator(Binary::Less),
        '>' => Token::Operator(Binary::Greater),
        '+' => Token::Operator(Binary::Add),
        '-' => Token::Operator(Binary::Subtract),
        '*' => Token::Operator(Binary::Multiply),
        '/' => Token::Operator(Binary::Divide),
        '!' => Token::Not,
        '(' => Token::Open,
        ')' => Token::Close,
        ',' => Token::Comma,
        _ => return None,
    };
    Some((token, 1))
}
