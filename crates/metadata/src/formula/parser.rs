//! From words to a typed tree: precedence climbing, with the size and depth of the tree bounded.

use model::FieldName;

use super::ast::{Binary, NEGATE_POWER, NOT_POWER, Node, Type};
use super::functions::Function;
use super::lexer::{Token, tokens};
use super::{FormulaFault, FormulaFaultKind, MAX_DEPTH, MAX_NODES};
use crate::ObjectDef;

type Typed = (Node, Type);

pub(super) fn parse(expression: &str, object: &ObjectDef) -> Result<Typed, FormulaFault> {
    let tokens = tokens(expression)?;
    let end = expression.chars().count() + 1;
    let mut parser = Parser { tokens: &tokens, at: 0, end, nodes: 0, object };
    let found = parser.expression(0, 0)?;
    match parser.peek() {
        None => Ok(found),
        Some(_) => Err(parser.fault(FormulaFaultKind::Unexpected)),
    }
}

struct Parser<'a> {
    tokens: &'a [(usize, Token)],
    at: usize,
    end: usize,
    nodes: usize,
    object: &'a ObjectDef,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(_, token)| token)
    }

    fn position(&self) -> usize {
        self.tokens.get(self.at).map_or(self.end, |(position, _)| *position)
    }

    fn fault(&self, kind: FormulaFaultKind) -> FormulaFault {
        FormulaFault { position: self.position(), kind }
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.peek().cloned();
        self.at += 1;
        token
    }

    fn expect(&mut self, wanted: &Token) -> Result<(), FormulaFault> {
        if self.peek() == Some(wanted) {
            self.at += 1;
            return Ok(());
        }
        Err(self.fault(FormulaFaultKind::Unexpected))
    }

    fn count(&mut self, depth: usize) -> Result<(), FormulaFault> {
        self.nodes += 1;
        if self.nodes > MAX_NODES || depth > MAX_DEPTH {
            return Err(self.fault(FormulaFaultKind::TooLarge));
        }
        Ok(())
    }

    /// An expression whose operators bind at least this tightly.
    fn expression(&mut self, power: u8, depth: usize) -> Result<Typed, FormulaFault> {
        let (mut left, mut left_type) = self.operand(depth)?;
        while let Some(Token::Operator(operator)) = self.peek() {
            let operator: Binary = *operator;
            if operator.power() < power {
                break;
            }
            let at = self.position();
            self.at += 1;
            self.count(depth)?;
            let (right, right_type) = self.expression(operator.power() + 1, depth + 1)?;
            left_type = operator
                .result(left_type, right_type)
                .ok_or(FormulaFault { position: at, kind: FormulaFaultKind::Type })?;
            left = Node::Binary(operator, Box::new(left), Box::new(right));
        }
        Ok((left, left_type))
    }

    fn operand(&mut self, depth: usize) -> Result<Typed, FormulaFault> {
        self.count(depth)?;
        let at = self.position();
        let unexpected = FormulaFault { position: at, kind: FormulaFaultKind::Unexpected };
        match self.next().ok_or(unexpected)? {
            Token::Number(number) => Ok((Node::Number(number), Type::Number)),
            Token::Text(text) => Ok((Node::Text(text), Type::Text)),
            Token::Not => self.prefixed(NOT_POWER, depth, Type::Boolean, Node::Not, at),
            Token::Operator(Binary::Subtract) => {
                self.prefixed(NEGATE_POWER, depth, Type::Number, Node::Negate, at)
            }
            Token::Open => {
                let inner = self.expression(0, depth + 1)?;
                self.expect(&Token::Close)?;
                Ok(inner)
            }
            Token::Word(word) if word == "true" || word == "false" => {
                Ok((Node::Boolean(word == "true"), Type::Boolean))
            }
            Token::Word(word) if self.peek() == Some(&Token::Open) => self.call(&word, depth, at),
            Token::Word(word) => self.field(&word, at),
            _ => Err(unexpected),
        }
    }

    fn prefixed(
        &mut self,
        power: u8,
        depth: usize,
        wanted: Type,
        node: fn(Box<Node>) -> Node,
        at: usize,
    ) -> Result<Typed, FormulaFault> {
        let (inner, found) = self.expression(power, depth + 1)?;
        if !found.fits(wanted) {
            return Err(FormulaFault { position: at, kind: FormulaFaultKind::Type });
        }
        Ok((node(Box::new(inner)), wanted))
    }

    fn field(&self, word: &str, at: usize) -> Result<Typed, FormulaFault> {
        let unknown = FormulaFault { position: at, kind: FormulaFaultKind::UnknownField };
        let name = FieldName::new(word).map_err(|_| unknown)?;
        let found = self.object.field(word).and_then(Type::of_field).ok_or(unknown)?;
        Ok((Node::Field(name), found))
    }

    fn call(&mut self, word: &str, depth: usize, at: usize) -> Result<Typed, FormulaFault> {
        let function = Function::named(word)
            .ok_or(FormulaFault { position: at, kind: FormulaFaultKind::UnknownFunction })?;
        self.expect(&Token::Open)?;
        let mut arguments = Vec::new();
        let mut types = Vec::new();
        while self.peek() != Some(&Token::Close) {
            if !arguments.is_empty() {
                self.expect(&Token::Comma)?;
            }
            let (argument, found) = self.expression(0, depth + 1)?;
            arguments.push(argument);
            types.push(found);
        }
        self.expect(&Token::Close)?;
        let result = function.result(&types).map_err(|kind| FormulaFault { position: at, kind })?;
        Ok((Node::Call(function, arguments), result))
    }
}
